import { execFileSync } from 'child_process';
import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { AddressInfo, connect } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { createServer } from 'tls';
import { closeLater } from '../../local/test/support/gateway';

/** Over TLS, as on AWS, clients sign and send bodies in other ways than without. */
export class Front {
  /** With a certificate of its own, until `closeAll()`. */
  public static create(): Front {
    const folder = mkdtempSync(join(tmpdir(), 'front-'));
    closeLater(async () => rmSync(folder, { recursive: true, force: true }));
    const [key, certificate] = ['key.pem', 'certificate.pem'].map(name => join(folder, name));
    // OpenSSL is what makes certificates everywhere; Node does not.
    execFileSync('openssl', [
      'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-keyout', key, '-out', certificate,
      '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1',
    ], { stdio: 'pipe' });
    return new Front(key, certificate);
  }

  private constructor(private readonly key: string, public readonly certificate: string) {}

  /** The same server, by TLS, until `closeAll()`: `http://127.0.0.1:1/path/` is `https://127.0.0.1:2/path`. */
  public async of(url: string): Promise<string> {
    const { hostname, port, pathname } = new URL(url);
    const server = createServer({ key: readFileSync(this.key), cert: readFileSync(this.certificate) }, client => {
      const upstream = connect(Number(port), hostname);
      client.pipe(upstream).pipe(client);
      // What one end says to the other is said; a connection that one of them ends has no other end.
      client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
      upstream.on('error', () => client.destroy());
      sockets.add(client).add(upstream);
      client.once('close', () => sockets.delete(client) && sockets.delete(upstream));
    });
    const sockets = new Set<{ destroy(): unknown }>();
    // A client that does not trust the certificate.
    server.on('tlsClientError', () => undefined);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    closeLater(() => new Promise(resolve => {
      server.close(() => resolve());
      sockets.forEach(socket => socket.destroy());
    }));
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}${pathname.replace(/\/$/, '')}`;
  }
}
