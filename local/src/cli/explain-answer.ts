import { describeConversion, Facts, namesOf } from './facts';
import { Mask, maskFor } from './mask';
import { IntegrationResponse } from '../api/method';
import { Exchange, Outcome } from '../front-door/exchange';
import { BackendHeaders } from '../integration/s3-sender';

const REMAPPED = 'x-amzn-remapped-';

/** Of the connection: each server says its own. */
const OWN_HEADERS = ['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding'];

/** Which integration response an answer of S3 got, and what became of its headers. */
export function explainAnswer({ answer, head }: Facts, exchange: Exchange, outcome: Outcome): string[] {
  const { integration } = exchange.route.method;
  if (integration.type !== 'S3' || !answer) {
    return [];
  }
  const response = integration.responses.find(({ statusCode }) => statusCode === answer.statusCode)!;
  const mask = maskFor(exchange);
  const by = response.pattern ? `selectionPattern ${response.pattern.source}` : 'the default integration response, as no other matches';
  const { 'content-type': type } = answer.headers;
  return [
    `answer ${response.statusCode} for ${outcome.integrationStatus} of S3: ${by}`,
    `body of the answer ${describeConversion(answer.conversion, response.contentHandling, type === undefined ? type : String(type))}`,
    ...mapped(response, answer.headers, head ?? [], mask),
    ...overridden(exchange, mask),
    ...own(response, exchange, head ?? []),
    ...dropped(response, answer.headers),
  ];
}

function mapped(response: IntegrationResponse, backend: BackendHeaders, head: NonNullable<Facts['head']>, mask: Mask): string[] {
  const absent: string[] = [];
  const lines = response.headers.flatMap(({ name, source }) => {
    const out = head.find(([key]) => [name.toLowerCase(), REMAPPED + name.toLowerCase()].includes(key.toLowerCase()));
    if (source.kind === 'backend' && backend[source.name.toLowerCase()] === undefined) {
      absent.push(source.name);
      return out ? [`answer header ${out[0]} <- set by API Gateway, as S3 sent no ${source.name}: ${out[1]}`] : [];
    }
    const from = source.kind === 'backend' ? `${source.name} of S3` : source.kind === 'static' ? 'a fixed value' : source.kind;
    if (!out) {
      return [`answer header ${name}: dropped, API Gateway does not send it, or its value is absent`];
    }
    const renamed = out[0].toLowerCase() === name.toLowerCase() ? '' : ` (renamed: API Gateway keeps ${name} to itself)`;
    return [`answer header ${out[0]} <- ${from}: ${mask([name], out[1])}${renamed}`];
  });
  return [...lines, ...(absent.length > 0 ? [`answer header: mapped, but absent: ${namesOf(absent)}`] : [])];
}

function overridden({ overrides: { response } }: Exchange, mask: Mask): string[] {
  return [
    ...(response.status === undefined ? [] : [`status <- set by a template: ${String(response.status)}`]),
    ...Object.entries(response.header).map(([name, value]) => `answer header ${name} <- set by a template: ${mask([name], String(value))}`),
  ];
}

/** What went out though nothing made it. */
function own(response: IntegrationResponse, { overrides }: Exchange, head: NonNullable<Facts['head']>): string[] {
  const made = [...response.headers.map(({ name }) => name), ...Object.keys(overrides.response.header)].map((name) => name.toLowerCase());
  return head.filter(([name]) => !made.includes(name.toLowerCase().replace(REMAPPED, '')))
    .map(([name, value]) => `answer header ${name} <- set by API Gateway: ${value}`);
}

function dropped(response: IntegrationResponse, backend: BackendHeaders): string[] {
  const read = new Set(response.headers.flatMap(({ source }) => (source.kind === 'backend' ? [source.name.toLowerCase()] : [])));
  const names = Object.keys(backend).filter((name) => !read.has(name) && !OWN_HEADERS.includes(name));
  return names.length > 0 ? [`answer header ${names.join(', ')}: dropped, the integration response ${response.statusCode} does not map it`] : [];
}
