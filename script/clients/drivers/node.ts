import { join } from 'path';
import { ABOVE, Client } from '../client';
import { openProgram } from '../program';

const PROGRAM = join(__dirname, 'node-program.ts');

/** AWS SDK for JavaScript v3, in Node. */
export const node: Client = {
  name: 'javascript-node',
  auths: ['iam', 'key', 'bearer', 'none'],
  shows: '{code}: {message}',
  takesSessionToken: true,
  readsSizes: true,
  can: operation => operation !== ABOVE.DOWNLOAD,
  open: place => openProgram([process.execPath, '--require', 'ts-node/register', PROGRAM], place, {
    NODE_EXTRA_CA_CERTS: place.ca,
    TS_NODE_PROJECT: join(__dirname, '../../../tsconfig.dev.json'),
    TS_NODE_TRANSPILE_ONLY: '1',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  }),
};
