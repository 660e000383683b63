import { createServer, request as forward } from 'node:http';
import { AddressInfo } from 'node:net';

export type ReceivedHeaders = ReadonlyMap<string, string>;

/** A forward proxy before the S3 server, that notes what the gateway sends to it. */
export interface RecordingStore {
  readonly endpoint: string;
  /** The headers of the requests since the last call, names in lower case. */
  take(): ReceivedHeaders[];
  close(): Promise<void>;
}

export async function recordStore(endpoint: string): Promise<RecordingStore> {
  const { hostname, port } = new URL(endpoint);
  let received: ReceivedHeaders[] = [];
  const server = createServer((message, response) => {
    const { rawHeaders, method, url: path } = message;
    received.push(joined(rawHeaders));
    // Host stays as it is, because it is signed.
    const call = forward({ hostname, port, method, path, headers: rawHeaders as unknown as string[], setHost: false }, (answer) => {
      response.sendDate = false;
      response.writeHead(answer.statusCode!, answer.rawHeaders);
      answer.pipe(response).on('error', () => answer.destroy());
    });
    call.on('error', () => response.destroy());
    message.pipe(call);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take: () => {
      const taken = received;
      received = [];
      return taken;
    },
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

function joined(flat: readonly string[]): ReceivedHeaders {
  const headers = new Map<string, string>();
  for (let index = 0; index < flat.length; index += 2) {
    const name = flat[index].toLowerCase();
    const others = headers.get(name);
    headers.set(name, others === undefined ? flat[index + 1] : `${others}, ${flat[index + 1]}`);
  }
  return headers;
}
