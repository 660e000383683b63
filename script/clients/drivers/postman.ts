import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { createRequire } from 'module';
import { tmpdir } from 'os';
import { join } from 'path';
import { ByRequest, canByRequest, PlainAnswer, PlainRequest, RequestTool } from './by-request';
import { Auth, Client, Place } from '../client';

const ROOT = join(__dirname, '../../..');
// It is of the packages of local/, whose exports it runs too.
const newman = createRequire(join(ROOT, 'local/package.json'))('newman');

const example = (name: string) => JSON.parse(readFileSync(join(ROOT, 'examples/clients/postman', `${name}.json`), 'utf8'));

/** What lets a collection in. */
function authOf(auth: Auth): Record<string, any> {
  if (auth !== 'store') return example(auth).auth;
  const { type, awsv4 } = example('iam').auth;
  return { type, awsv4: awsv4.map((value: { key: string }) => (value.key === 'service' ? { ...value, value: 's3' } : value)) };
}

function environmentOf({ endpoint, region, credentials, apiKey, token }: Place): object {
  const values: Record<string, string> = {
    baseUrl: endpoint,
    region,
    accessKey: credentials.accessKeyId,
    secretKey: credentials.secretAccessKey,
    sessionToken: credentials.sessionToken ?? '',
    apiKey,
    token,
  };
  const { values: variables, ...others } = example('environment');
  return { ...others, values: variables.map((variable: { key: string }) => ({ ...variable, value: values[variable.key] })) };
}

/** newman, the command-line runner of Postman: a collection of one request at a time. */
class Postman implements RequestTool {
  private readonly folder = mkdtempSync(join(tmpdir(), 'postman-'));

  constructor(private readonly place: Place) {}

  public async send(request: PlainRequest): Promise<PlainAnswer> {
    const options = {
      collection: this.collection(request),
      environment: environmentOf(this.place),
      workingDir: this.folder,
      sslExtraCaCerts: this.place.ca,
      reporters: [],
    };
    const summary = await new Promise<any>((resolve, reject) =>
      newman.run(options, (error: Error | null, ended: unknown) => (error ? reject(error) : resolve(ended))));
    const [{ response, requestError }] = summary.run.executions;
    if (response === undefined) throw requestError ?? new Error('newman: no answer');
    const headers = response.headers.all().map(({ key, value }: Record<string, string>) => [key.toLowerCase(), value]);
    return { status: response.code, headers: Object.fromEntries(headers), body: response.stream ?? new Uint8Array() };
  }

  public close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private collection({ operation, method, path, query, headers, body }: PlainRequest): object {
    writeFileSync(join(this.folder, 'body'), body);
    const request = {
      method,
      url: `{{baseUrl}}${path}${query === '' ? '' : `?${query}`}`,
      header: Object.entries(headers).map(([key, value]) => ({ key, value })),
      body: body.length === 0 ? undefined : { mode: 'file', file: { src: 'body' } },
    };
    return { info: { name: operation }, auth: authOf(this.place.auth), item: [{ name: operation, request }] };
  }
}

/** Postman, by its runner. */
export const postman: Client = {
  name: 'postman',
  auths: ['iam', 'key', 'bearer', 'none'],
  shows: '{code}: {message}',
  takesSessionToken: true,
  can: canByRequest,
  open: async place => new ByRequest(place, new Postman(place)),
};
