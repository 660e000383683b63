import { createHmac } from 'crypto';

const SECRET = 'of-the-function-and-its-clients';

export interface LambdaToken {
  /** What the policy lets the caller invoke: all, this method, what reads, another API, nothing by name; or how the function fails. */
  readonly may: 'all' | 'this' | 'read' | 'elsewhere' | 'deny' | 'fail' | 'nonsense';
  /** When it ends, in milliseconds since 1970. */
  readonly until: number;
}

/** What the authorizers of Lambda take: a payload that is signed with a secret. */
export function lambdaToken({ may, until }: LambdaToken, secret = SECRET): string {
  const payload = Buffer.from(JSON.stringify({ may, until })).toString('base64url');
  return `${payload}.${createHmac('sha256', secret).update(payload).digest('base64url')}`;
}

/** The code of a function that checks such tokens, by itself or in `X-Token` of the whole request. */
export const HANDLER = `
const { createHmac } = require('crypto');
exports.handler = async event => {
  const headers = Object.fromEntries(Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  const [payload, signature] = (event.authorizationToken ?? headers['x-token']).split('.');
  if (signature !== createHmac('sha256', '${SECRET}').update(payload).digest('base64url')) throw new Error('Unauthorized');
  const { may, until } = JSON.parse(Buffer.from(payload, 'base64url').toString());
  if (until < Date.now()) throw new Error('Unauthorized');
  if (may === 'fail') throw new Error('the database is away');
  if (may === 'nonsense') return { principalId: 'me' };
  const stage = event.methodArn.split('/').slice(0, 2).join('/');
  const resources = {
    all: stage + '/*', deny: stage + '/*', this: event.methodArn, read: [stage + '/GET/*', stage + '/HEAD/*'],
    elsewhere: stage.replace(/:[^:/]+\\/.*/, ':another/prod/*'),
  };
  return { principalId: 'me', policyDocument: { Version: '2012-10-17', Statement: [
    { Effect: may === 'deny' ? 'Deny' : 'Allow', Action: 'execute-api:Invoke', Resource: resources[may] },
  ] } };
};`;
