import { OptionError } from '../option-error';

/** The servers behind the APIs, by the options that name them. */
export type ServerOption = 's3.endpoint' | 's3.iamEndpoint';

/** What starts each: the words of versitygw, for those who forgot. */
const START: Readonly<Record<ServerOption, (host: string) => string>> = {
  's3.endpoint': (host) => `versitygw --port ${host} posix FOLDER`,
  's3.iamEndpoint': (host) => `versitygw --port ${host} iam --dir FOLDER --private-ports SOCKET`,
};

export function parseEndpoint(option: ServerOption, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // 'localhost:7070' is a URL too, of the scheme 'localhost'.
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    const rest = text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
    throw new OptionError(option, () => `must be a URL with http:// or https://, got '${text}': write 'http://${rest}'`);
  }
  return url;
}

export function unreachable(option: ServerOption, endpoint: string, error: Error): OptionError {
  const start = START[option](new URL(endpoint).host);
  return new OptionError(option, () => `${endpoint} does not answer (${reasonOf(error)}): start it first, with versitygw: ${start}`);
}

/** Why a call got no answer: `fetch` keeps that in the cause, and a name with several addresses has a reason for each. */
export function reasonOf(error: Error): string {
  const { cause, errors } = error as { cause?: Error; errors?: readonly Error[] };
  return cause ? reasonOf(cause) : errors ? errors.map(reasonOf).join(', ') : error.message;
}
