import { spawn } from 'child_process';
import { join } from 'path';
import { startLocal } from '../../../local/src/index';
import { CALLER, closeAll, closeLater } from '../../../local/test/support/gateway';
import { createStoreUser, startStore } from '../../../local/test/support/store';
import { CannedAcl, S3Acl, S3Operations, S3ProxyApi, S3ProxyAuth, S3Target } from '../../../src';
import { newStack, templateOf } from '../../../test/support/synth';
import { runParts } from '../../suites/parts';
import { Count } from '../../suites/suite';
import { PYTHON, PYTHON_ENVIRONMENT } from '../drivers/python';

const REGION = 'us-east-1';

/** Names of metadata that cases use; what is not named does not travel. */
const USER_METADATA = ['title', 'other-name', 'empty'];

/** What API Gateway does to those who sign for S3, who do not sign, and who sign for it. */
async function run(): Promise<Count> {
  try {
    const store = await startStore({ region: REGION });
    closeLater(() => store.stop());
    const stack = newStack();
    const common = {
      target: S3Target.account(),
      operations: S3Operations.ALL,
      userMetadata: USER_METADATA,
      // What is closed by default, and S3 has open.
      acl: S3Acl.clientChoice(Object.values(CannedAcl)),
      bypassGovernanceRetention: true,
    };
    const apis = {
      open: new S3ProxyApi(stack, 'Open', { ...common, auth: S3ProxyAuth.none() }),
      iam: new S3ProxyApi(stack, 'Iam', { ...common, auth: S3ProxyAuth.iam() }),
    };
    const { endpoint, iamEndpoint, credentials } = store;
    const local = await startLocal({
      template: templateOf(stack), region: REGION, callers: [CALLER], s3: { endpoint, iamEndpoint, credentials, region: REGION },
    });
    closeLater(() => local.close());
    const urlOf = ({ restApi }: S3ProxyApi) =>
      local.stages.find(stage => stage.restApi === stack.getLogicalId(restApi.node.defaultChild as never))!.url.replace(/\/$/, '');
    // Like the role of an API, somebody whom policies of buckets apply to.
    const user = await createStoreUser(store, 'straight', { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } });
    return await counted(
      [endpoint, `none=s3=${urlOf(apis.open)}`, `unsigned=unsigned=${urlOf(apis.open)}`, `iam=iam=${urlOf(apis.iam)}`],
      {
        ACCESS_KEY_ID: user.accessKeyId,
        SECRET_ACCESS_KEY: user.secretAccessKey,
        API_ACCESS_KEY_ID: CALLER.accessKeyId,
        API_SECRET_ACCESS_KEY: CALLER.secretAccessKey,
      },
    );
  } finally {
    await closeAll();
  }
}

/** What run.py says in its last line; the rest is shown. */
async function counted(places: readonly string[], keys: Record<string, string>): Promise<Count> {
  const child = spawn(PYTHON, [join(__dirname, 'run.py'), ...places, ...process.argv.slice(2).filter(argument => argument.startsWith('--only='))], {
    env: { ...process.env, ...PYTHON_ENVIRONMENT, ...keys }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => {
    output += data;
  });
  await new Promise<void>((resolve, reject) => child.on('error', reject).on('close', () => resolve()));
  const last = /^(.*?)(\d+) passed, (\d+) failed\n$/s.exec(output);
  if (last === null) {
    throw new Error(`run.py did not come to its end:\n${output}`);
  }
  process.stdout.write(last[1]);
  return { passed: Number(last[2]), failed: Number(last[3]) };
}

void runParts('check:conformance', { conformance: { run } });
