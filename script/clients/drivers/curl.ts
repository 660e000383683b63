import { execFileSync } from 'child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ByRequest, canByRequest, described, PlainAnswer, PlainRequest, RequestTool } from './by-request';
import { environment, FUNCTIONS, runFunction } from './command';
import { percentEncodePath } from '../../../local/src/percent-encoding';
import { Client, Place } from '../client';

/** The exit code when the server answers with an error: what it says is in the answer. */
const SERVER_SAID = 22;
const NO_ESCAPES = /^[A-Za-z0-9._~/-]*$/;
let version: string | undefined;
/** Until 8, the path of the URL, where for every service but S3 it is encoded once more. */
const signsAsItStands = () => (version ??= execFileSync('curl', ['--version'], { encoding: 'utf8' })).startsWith('curl 7.');

/** Status and headers of the answer, and not of a `100 Continue` before it. */
function headOf(text: string): Omit<PlainAnswer, 'body'> {
  const [first, ...lines] = text.trimEnd().split('\r\n\r\n').pop()!.split('\r\n');
  const headers = lines.map((line): [string, string] => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]);
  return { status: Number(first.split(' ')[1]), headers: Object.fromEntries(headers) };
}

class Curl implements RequestTool {
  private readonly folder = mkdtempSync(join(tmpdir(), 'curl-'));

  constructor(private readonly place: Place) {}

  public async send({ method, path, query, headers, body }: PlainRequest): Promise<PlainAnswer> {
    const [sent, got, head] = ['sent', 'got', 'head'].map(name => join(this.folder, name));
    writeFileSync(sent, body);
    writeFileSync(got, '');
    const args = [
      '--silent', '--show-error', '--path-as-is', '--globoff', '--dump-header', head, '--output', got,
      ...(method === 'HEAD' ? ['--head'] : ['--request', method]),
      // Not --upload-file, whose body curl does not sign.
      ...(method === 'PUT' || method === 'POST' ? ['--data-binary', `@${sent}`] : []),
      ...this.headers(method, headers, body),
      ...this.target(path, query === '' ? '' : `?${query}`),
    ];
    await this.run(args);
    // Of a HEAD the output is the headers again.
    return { ...headOf(readFileSync(head, 'latin1')), body: method === 'HEAD' ? new Uint8Array() : readFileSync(got) };
  }

  public close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Signed is the URL, sent is the request target. */
  private target(path: string, query: string): string[] {
    const { auth, endpoint } = this.place;
    return auth === 'iam' && !NO_ESCAPES.test(path)
      ? ['--request-target', `${new URL(endpoint).pathname}${path}${query}`, `${endpoint}${percentEncodePath(path)}${query}`]
      : [`${endpoint}${path}${query}`];
  }

  private headers(method: string, headers: PlainRequest['headers'], body: Uint8Array): string[] {
    const all = {
      ...(method === 'PUT' || method === 'POST' ? { 'content-type': 'application/octet-stream' } : {}),
      // S3 wants it of who signs, and curl sends it from version 8 on; API Gateway does not.
      ...(this.place.auth === 'store' ? { 'x-amz-content-sha256': described(body).sha256 } : {}),
      ...headers,
    };
    return Object.entries(all).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
  }

  private async run(args: readonly string[]): Promise<void> {
    const { status, stderr } = await runFunction('curl', FUNCTIONS[this.place.auth], args, { ...environment(this.place), CURL_CA_BUNDLE: this.place.ca });
    if (status !== 0 && status !== SERVER_SAID) throw new Error(stderr.trim());
  }
}

/** curl with `--aws-sigv4`. */
export const curl: Client = {
  name: 'curl',
  auths: ['iam', 'key', 'bearer', 'none'],
  shows: '{code}: {message}',
  takesSessionToken: true,
  can: (operation, input, auth) => canByRequest(operation)
    // It sorts the names of headers wrongly when one begins with another.
    && !('CopySourceIfMatch' in input)
    && (auth !== 'iam' || signsAsItStands() || NO_ESCAPES.test(`${input.Key ?? ''}`)),
  open: async place => new ByRequest(place, new Curl(place)),
};
