import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { closeLater } from './gateway';
import { KeysOfPool } from '../../src/index';

const START = resolve(__dirname, '../../node_modules/cognito-local/lib/bin/start.js');

export interface CognitoLocal {
  readonly url: string;
  /** An action of the API of Cognito user pools. */
  call<T>(action: string, parameters: Readonly<Record<string, unknown>>): Promise<T>;
}

/** cognito-local in a folder of its own, whose pools say that they are of the region. It ends after the test. */
export async function startCognitoLocal(region = 'us-east-1'): Promise<CognitoLocal> {
  const folder = mkdtempSync(join(tmpdir(), 'cognito-'));
  mkdirSync(join(folder, '.cognito'));
  writeFileSync(join(folder, '.cognito/config.json'), JSON.stringify({
    TokenConfig: { IssuerDomain: `https://cognito-idp.${region}.amazonaws.com` }, UserPoolDefaults: { UsernameAttributes: [] },
  }));
  const child = spawn(process.execPath, [START], { cwd: folder, env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0' }, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  closeLater(async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  const url = await new Promise<string>((found, reject) => {
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text: Buffer) => {
        said += text.toString();
        const [, origin] = /running on (http:\/\/[\d.:]+)/.exec(said) ?? [];
        if (origin) {
          found(origin);
        }
      });
    }
    child.once('close', () => reject(new Error(`cognito-local ended: ${said}`)));
  });
  return {
    url,
    call: async <T>(action: string, parameters: Readonly<Record<string, unknown>>) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSCognitoIdentityProviderService.${action}` },
        body: JSON.stringify(parameters),
      });
      if (!response.ok) {
        throw new Error(`${action}: ${response.status} ${await response.text()}`);
      }
      return await response.json() as T;
    },
  };
}

export interface SignedIn {
  /** Of the pool. */
  readonly source: Required<KeysOfPool>;
  readonly tokens: Readonly<Record<'IdToken' | 'AccessToken', string>>;
}

/** A pool of a cognito-local of its own with one person, who has signed in. */
export async function signedIn(region: string): Promise<SignedIn> {
  const [Username, Password] = ['alice', 'Pass-word-1'];
  const cognito = await startCognitoLocal(region);
  const { UserPool: { Id: UserPoolId } } = await cognito.call<{ UserPool: { Id: string } }>('CreateUserPool', { PoolName: 'pool' });
  const { UserPoolClient: { ClientId } } = await cognito.call<{ UserPoolClient: { ClientId: string } }>('CreateUserPoolClient', {
    UserPoolId, ClientName: 'c',
  });
  const UserAttributes = [{ Name: 'email', Value: 'a@example.com' }];
  await cognito.call('AdminCreateUser', { UserPoolId, Username, MessageAction: 'SUPPRESS', UserAttributes });
  await cognito.call('AdminSetUserPassword', { UserPoolId, Username, Password, Permanent: true });
  const { AuthenticationResult: tokens } = await cognito.call<{ AuthenticationResult: SignedIn['tokens'] }>('InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH', ClientId, AuthParameters: { USERNAME: Username, PASSWORD: Password },
  });
  return { source: { id: UserPoolId, jwks: `${cognito.url}/${UserPoolId}/.well-known/jwks.json` }, tokens };
}
