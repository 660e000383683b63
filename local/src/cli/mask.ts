import { Exchange } from '../front-door/exchange';

/** Signatures, tokens, API keys, the keys of encrypted objects. The token that a listing goes on with is none. */
const SECRET = /^(?:authorization|cookie|set-cookie|x-api-key|x-amz-signature|x-amz-credential)$|(?<!continuation-)token$|secret|password|customer-key$/i;
const MASK = '***';

/** What may be shown of a value that goes by any of these names. */
export type Mask = (names: readonly string[], value: string) => string;

/** Hides what is secret by its name, and what the authorizer takes for proof. */
export function maskFor(exchange: Exchange | undefined): Mask {
  const proofs = exchange ? proofsOf(exchange) : [];
  const isSecret = (name: string) => SECRET.test(name) || proofs.includes(name.toLowerCase());
  return (names, value) => (names.some(isSecret) ? MASK : value);
}

/** A query as it was sent. */
export function maskQuery(query: string, mask: Mask): string {
  return query.split('&').map((part) => {
    const [name, value] = part.split(/=(.*)/s);
    return value === undefined ? name : `${name}=${mask([decodeName(name)], value)}`;
  }).join('&');
}

/** A reason that quotes what should have been signed, in which headers and parameters stand. */
export function maskCanonical(text: string, mask: Mask): string {
  return text.replace(/(\\n|&)([^:=\\&"]+)([:=])([^\\&"]*)/g, (_, before: string, name: string, sign: string, value: string) => (
    before + name + sign + mask([name], value)));
}

function proofsOf({ api, route: { method } }: Exchange): string[] {
  const config = method.authorizerId === undefined ? undefined : api.authorizers.get(method.authorizerId);
  if (!config) {
    return [];
  }
  const sources = config.type === 'COGNITO_USER_POOLS' ? [config.header]
    : config.identitySources.flatMap((source) => (source.kind === 'method' ? [source.name] : []));
  return sources.map((name) => name.toLowerCase());
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
