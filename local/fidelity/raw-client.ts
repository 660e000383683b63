import { connect } from 'node:net';
import { CaseRequest } from './case';

const TIMEOUT_MS = 35_000;

export interface RawAnswer {
  readonly status: number;
  /** Names in lower case; a repeated header has its lines joined. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** Sends a request as it stands, over a socket of its own: nothing is normalised, and the answer is not decoded. */
export function sendRaw(stageUrl: string, request: CaseRequest): Promise<RawAnswer> {
  const { host, hostname, port, pathname } = new URL(stageUrl);
  const target = pathname.replace(/\/$/, '') + request.path + (request.query === '' ? '' : `?${request.query}`);
  const body = Buffer.from(request.bodyBase64 ?? '', 'base64');
  const framed = request.bodyBase64 !== undefined || request.method === 'POST' || request.method === 'PUT';
  const lines = [
    `${request.method} ${target} HTTP/1.1`,
    `Host: ${host}`,
    ...Object.entries(request.headers).flatMap(([name, value]) => [value].flat().map((line) => `${name}: ${line}`)),
    ...(framed ? [`Content-Length: ${body.length}`] : []),
  ];
  const bytes = Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'utf8'), body]);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let got: Buffer = Buffer.alloc(0);
    const finish = (ended: boolean) => {
      const answer = parse(got, request.method, ended);
      if (answer) {
        resolve(answer);
        socket.destroy();
      } else if (ended) {
        reject(new Error(`the connection ended within an answer, after ${got.length} bytes`));
      }
    };
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
    socket.on('data', (chunk: Buffer) => {
      got = Buffer.concat([got, chunk]);
      finish(false);
    });
    socket.on('error', reject);
    socket.on('end', () => finish(true));
    socket.write(bytes);
  });
}

/** Undefined while the answer is not complete. */
function parse(bytes: Buffer, method: string, ended: boolean): RawAnswer | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) {
    return undefined;
  }
  const [first, ...lines] = bytes.subarray(0, end).toString('utf8').split('\r\n');
  const status = Number(first.split(' ')[1]);
  const rest = bytes.subarray(end + 4);
  if (status < 200) {
    return parse(rest, method, ended);
  }
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const others = headers.get(name);
    headers.set(name, others === undefined ? value : `${others}, ${value}`);
  }
  const body = method === 'HEAD' || status === 204 || status === 304 ? Buffer.alloc(0) : bodyOf(rest, headers, ended);
  return body && { status, headers, body };
}

function bodyOf(bytes: Buffer, headers: ReadonlyMap<string, string>, ended: boolean): Buffer | undefined {
  if (headers.get('transfer-encoding') === 'chunked') {
    return unchunked(bytes);
  }
  const length = headers.get('content-length');
  if (length === undefined) {
    return ended ? bytes : undefined;
  }
  return bytes.length < Number(length) ? undefined : bytes.subarray(0, Number(length));
}

function unchunked(bytes: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const line = bytes.indexOf('\r\n', at);
    const size = line < 0 ? NaN : parseInt(bytes.subarray(at, line).toString('latin1'), 16);
    if (Number.isNaN(size) || bytes.length < line + 2 + size + 2) {
      return undefined;
    }
    if (size === 0) {
      return Buffer.concat(chunks);
    }
    chunks.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}
