import { readFileSync } from 'fs';
import { assemblyOf } from './language';
import { templateFile } from './templates';
import { closeAll } from '../../local/test/support/gateway';
import { callStore } from '../../local/test/support/store';
import { deployed } from '../../test/support/deployed';
import { CfnTemplate } from '../../test/support/synth';

/** What a program that calls is told, in its environment. */
export type Environment = Readonly<Record<'API_URL' | 'BUCKET' | 'AWS_REGION' | 'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY', string>>;

/**
 * Deploys the template that a language synthesized on this machine, and has a program of that language call it. It must store an object through the API
 * of the tutorial, and print what it then reads.
 */
export async function mustAnswer(language: string, program: (environment: Environment) => Promise<string>): Promise<void> {
  const template = JSON.parse(readFileSync(templateFile(assemblyOf(language)), 'utf8')) as CfnTemplate;
  const said: string[] = [];
  try {
    // Nobody signs in here, but the gateway asks whose keys a pool has.
    const pools = Object.keys(template.Resources).filter(id => template.Resources[id].Type === 'AWS::Cognito::UserPool');
    const userPools = Object.fromEntries(pools.map(id => [id, { id: 'us-east-1_AbCdEf123', jwks: { keys: [] } }]));
    const { api, store, bucket } = await deployed(template, { userPools, log: line => said.push(line) });
    const [{ accessKeyId, secretAccessKey }] = api.callers;
    const { url } = api.stages.find(({ restApi }) => restApi.startsWith('MyS3'))!;
    const printed = await program({
      API_URL: url, BUCKET: bucket, AWS_REGION: api.region, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey,
    });
    const { body } = await callStore(store, 'GET', `/${bucket}/${language}/hello.txt`);
    const expected = `hello from ${language}`;
    if (printed.trim() !== expected || body !== expected) {
      throw new Error(`'${expected}' was to be stored and read; the program printed '${printed.trim()}', the store has '${body}'`);
    }
  } catch (error) {
    throw new Error([(error as Error).message, ...said].join('\n'));
  } finally {
    await closeAll();
  }
}
