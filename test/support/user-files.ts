import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { extname, join, resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Deployed, deployed } from './deployed';
import { templateOf } from './synth';
import { UserFilesStack } from '../../examples/user-files/user-files-stack';
import { LocalOptions } from '../../local/src/index';
import { CognitoLocal, startCognitoLocal } from '../../local/test/support/cognito-local';
import { closeLater } from '../../local/test/support/gateway';

const PAGE = resolve(__dirname, '../../examples/user-files/page');
/** Of the store that `deployed` starts. */
const REGION = 'eu-central-1';
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

export interface UserFiles extends Deployed {
  /** Of the page. */
  readonly url: string;
  /** A user who may sign in; the answer is the `sub` of the tokens. */
  addUser(name: string, password: string): Promise<string>;
}

/** examples/user-files as it stands, with the page on an origin of its own and tokens of cognito-local, until `closeAll()`. */
export async function startUserFiles(options: Partial<LocalOptions> = {}): Promise<UserFiles> {
  const page = await servePage();
  const template = templateOf(new UserFilesStack(new App(), 'UserFiles', { pageOrigin: page.origin }));
  const cognito = await startCognitoLocal(REGION);
  const { UserPool: { Id: pool } } = await cognito.call<{ UserPool: { Id: string } }>('CreateUserPool', { PoolName: 'pool' });
  const { UserPoolClient: { ClientId } } = await cognito.call<{ UserPoolClient: { ClientId: string } }>('CreateUserPoolClient', {
    UserPoolId: pool, ClientName: 'page',
  });
  const [logicalId] = Object.entries(template.Resources).find(([, { Type }]) => Type === 'AWS::Cognito::UserPool')!;
  const running = await deployed(template, {
    userPools: { [logicalId]: { id: pool, jwks: `${cognito.url}/${pool}/.well-known/jwks.json` } },
    ...options,
  });
  page.configure({ UserFiles: { ...running.api.outputs, CognitoUrl: `${cognito.url}/`, ClientId } });
  return { ...running, url: `${page.origin}/`, addUser: (name, password) => addUser(cognito, pool, name, password) };
}

async function addUser(cognito: CognitoLocal, pool: string, name: string, password: string): Promise<string> {
  const { User: { Attributes } } = await cognito.call<{ User: { Attributes: Array<{ Name: string; Value: string }> } }>('AdminCreateUser', {
    UserPoolId: pool, Username: name, MessageAction: 'SUPPRESS', UserAttributes: [{ Name: 'email', Value: name }],
  });
  await cognito.call('AdminSetUserPassword', { UserPoolId: pool, Username: name, Password: password, Permanent: true });
  return Attributes.find(({ Name }) => Name === 'sub')!.Value;
}

/** The files of page/, and the config.json that `cdk deploy --outputs-file` would write beside them. */
async function servePage(): Promise<{ origin: string; configure(outputs: unknown): void }> {
  const files = new Map(readdirSync(PAGE).map(name => [`/${name}`, readFileSync(join(PAGE, name))]));
  const server = createServer(({ url = '' }, response) => {
    const path = url === '/' ? '/index.html' : url;
    const content = files.get(path);
    response.writeHead(content ? 200 : 404, { 'Content-Type': TYPES[extname(path)] ?? 'application/json' }).end(content);
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  closeLater(() => new Promise(done => {
    server.close(() => done());
    server.closeAllConnections();
  }));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    configure: outputs => files.set('/config.json', Buffer.from(JSON.stringify(outputs))),
  };
}
