import { execFileSync } from 'child_process';
import { existsSync } from 'fs';
import { dirname, join } from 'path';
import { ABOVE, Client } from '../client';
import { openProgram } from '../program';

const JAVA = join(__dirname, '../../../.tools/java');
const PASSWORD = 'changeit';

/** Of a certificate, as Java reads it; beside it, as long as that is there. */
function trustStore(certificate: string): string {
  const store = join(dirname(certificate), 'trusted.p12');
  if (!existsSync(store)) {
    const args = ['-importcert', '-noprompt', '-alias', 'front', '-storetype', 'PKCS12', '-storepass', PASSWORD, '-file', certificate, '-keystore', store];
    execFileSync('keytool', args, { stdio: 'pipe' });
  }
  return store;
}

/** AWS SDK for Java v2. */
export const java: Client = {
  name: 'java',
  auths: ['iam', 'key', 'bearer', 'none'],
  shows: '{code}: {message}',
  takesSessionToken: true,
  readsSizes: true,
  // versitygw writes a date of GetObjectAttributes as Java does not read it.
  can: operation => operation !== ABOVE.PRESIGNED_PUT_OF_BODY && operation !== 'GetObjectAttributes',
  open: place => openProgram([
    'java', '-XX:TieredStopAtLevel=1', `-Djavax.net.ssl.trustStore=${trustStore(place.ca)}`, `-Djavax.net.ssl.trustStorePassword=${PASSWORD}`,
    '-cp', `${JAVA}/classes:${JAVA}/lib/*`, 'Program',
  ], place),
};
