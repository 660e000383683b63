import { AddressInfo, createServer, Socket } from 'net';

// A stand-in for S3 that costs next to nothing, so that it is not what is measured: it checks no signature, and looks at a request no
// closer than to find its end. Keys that end in `large` have 9 MB, all others 1 KiB.
const head = (length: number) => Buffer.from([
  'HTTP/1.1 200 OK', 'Server: stand-in', 'Date: Tue, 25 Nov 2025 10:00:00 GMT', 'Last-Modified: Tue, 25 Nov 2025 09:00:00 GMT', 'Accept-Ranges: bytes',
  'Content-Type: application/octet-stream', 'ETag: "6d0bb00954ceb7fbee436bb55a8397a9"', 'x-amz-request-id: 18A1B2C3D4E5F607', `Content-Length: ${length}`, '', '',
].join('\r\n'));
const answerOf = (length: number) => [head(length), Buffer.alloc(length, 'object')];
const EMPTY = answerOf(0);
const SMALL = answerOf(1024);
const LARGE = answerOf(9 * 1024 * 1024);

function answerTo(text: string): readonly Buffer[] {
  const [method, target] = text.split(' ', 2);
  const isObject = method === 'GET' && /^\/[^/?]+\/[^?]/.test(target);
  return !isObject ? EMPTY : target.endsWith('large') ? LARGE : SMALL;
}

function serve(socket: Socket): void {
  let unread = '';
  let body = 0;
  let answer: readonly Buffer[] = EMPTY;
  const respond = () => {
    socket.cork();
    answer.forEach((part) => socket.write(part));
    socket.uncork();
  };
  socket.setNoDelay(true).on('error', () => undefined).on('data', (chunk: Buffer) => {
    if (body > 0) {
      body -= chunk.length;
      if (body === 0) {
        respond();
      }
      return;
    }
    // Clients wait for each answer, so nothing but the body is behind the head.
    const end = chunk.indexOf('\r\n\r\n');
    unread += chunk.toString('latin1', 0, end < 0 ? chunk.length : end + 4);
    if (end >= 0) {
      answer = answerTo(unread);
      body = Number(/\r\ncontent-length: *(\d+)/i.exec(unread)?.[1] ?? 0) - (chunk.length - end - 4);
      unread = '';
      if (body === 0) {
        respond();
      }
    }
  });
}

const server = createServer(serve);
server.listen(0, '127.0.0.1', () => process.send!(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
process.on('disconnect', () => process.exit());
