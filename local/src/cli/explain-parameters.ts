import { Facts, namesOf } from './facts';
import { Mask, maskFor } from './mask';
import { nameOf } from '../api/parameter-mapping';
import { Exchange } from '../front-door/exchange';
import { headerValue } from '../front-door/request';
import { compileReader } from '../mapping/request-mapping';

/** Which parameters of the client went where, and which did not, and why. */
export function explainParameters(facts: Facts, exchange: Exchange): string[] {
  const { integration } = exchange.route.method;
  // The body is not kept: what is mapped from it shows in the call.
  if (integration.type !== 'S3' || !facts.call) {
    return [];
  }
  const mask = maskFor(exchange);
  const absent: Record<string, string[]> = {};
  // In lower case: another spelling of what was mapped is not missed.
  const found = new Set<string>();
  const mapped = integration.requestMappings.flatMap(({ name, source, target }) => {
    const to = `${target} ${name}`;
    if (source.kind === 'body') {
      return [`${to} <- body of the request, ${source.path}`];
    }
    const values = compileReader(source, exchange.options)(exchange, '');
    if (values) {
      const names = [name, ...(source.kind === 'method' ? [source.name] : [])];
      names.forEach((one) => found.add(one.toLowerCase()));
      return [`${to} <- ${nameOf(source)}: ${mask(names, values.join(', '))}`];
    }
    const empty = compileReader(source, { ...exchange.options, emptyParameters: 'forward' })(exchange, '');
    if (empty) {
      return [`${to}: dropped, as ${nameOf(source)} is empty (option emptyParameters)`];
    }
    const [kind, missing] = source.kind === 'method' ? [source.location.replace('multivalue', ''), source.name] : ['other', nameOf(source)];
    (absent[kind] ??= []).push(missing);
    return [];
  });
  return [
    ...mapped,
    ...Object.entries(absent).flatMap(([kind, names]) => {
      const missed = kind === 'header' ? names.filter((name) => !found.has(name.toLowerCase())) : names;
      return missed.length > 0 ? [`${kind}: mapped, but absent: ${namesOf(missed)}`] : [];
    }),
    ...overridden(exchange, mask),
    ...dropped(exchange),
    ...added(facts, exchange),
  ];
}

function overridden({ overrides: { request } }: Exchange, mask: Mask): string[] {
  return Object.entries(request).flatMap(([location, values]) => Object.entries(values as Record<string, unknown>)
    .map(([name, value]) => `${location} ${name} <- set by the request template: ${mask([name], String(value))}`));
}

/** What the client sent and S3 does not get. */
function dropped(exchange: Exchange): string[] {
  const { options, request, route: { method: { integration } } } = exchange;
  if (integration.type !== 'S3') {
    return [];
  }
  const sources = integration.requestMappings.flatMap(({ source }) => (source.kind === 'method' ? [source] : []));
  const reader = Object.keys(integration.requestTemplates).length > 0 ? 'no mapping reads it (a template may)' : 'no mapping reads it';
  // What a template has set, it has read.
  const named = (kind: 'header' | 'querystring') => [...new Set([
    ...sources.filter(({ location }) => location.endsWith(kind)).map(({ name }) => name), ...Object.keys(exchange.overrides.request[kind]),
  ])];
  const lines = (kind: 'header' | 'querystring', sent: ReadonlyArray<readonly [string, string]>) => {
    const names = named(kind);
    const spelled = (name: string) => names.filter((other) => other.toLowerCase() === name.toLowerCase());
    const read = (name: string) => names.includes(name) || (kind === 'header' && options.headerNames === 'case-insensitive' && spelled(name).length > 0);
    const missed = [...new Set(sent.map(([name]) => name))].filter((name) => !read(name));
    const unread = missed.filter((name) => spelled(name).length === 0);
    return [
      ...missed.filter((name) => spelled(name).length > 0)
        .map((name) => `${kind} ${name}: dropped, as names are case-sensitive, and it is mapped as ${spelled(name).join(', ')}`),
      ...(unread.length > 0 ? [`${kind} ${unread.join(', ')}: dropped, ${reader}`] : []),
    ];
  };
  const atTheDoor = request.rawHeaders.map(([name]) => name).filter((name) => headerValue(request.headers, name.toLowerCase()) === undefined);
  return [
    ...lines('querystring', request.query),
    ...lines('header', request.headers),
    ...(atTheDoor.length > 0 ? [`header ${atTheDoor.join(', ')}: dropped at the door, no mapping can read it`] : []),
  ];
}

/** Headers of the call that no mapping made. */
function added({ call }: Facts, { overrides, route: { method: { integration } } }: Exchange): string[] {
  if (integration.type !== 'S3') {
    return [];
  }
  const known = new Set([
    ...integration.requestMappings.filter(({ target }) => target === 'header').map(({ name }) => name),
    ...Object.keys(overrides.request.header),
  ].map((name) => name.toLowerCase()));
  const names = call!.request.headers.map(([name]) => name).filter((name) => !known.has(name.toLowerCase()));
  return names.length > 0 ? [`header ${names.join(', ')}: added by API Gateway`] : [];
}
