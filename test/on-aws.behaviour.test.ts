import { execFile } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { promisify } from 'util';
import { deployed } from './support/deployed';
import { CfnTemplate, synthExample, templateOf } from './support/synth';
import { CALLER, closeAll } from '../local/test/support/gateway';
import { readPage } from '../script/docs/documents';
import { stacksOf } from '../script/suites/snippet-stacks';

afterAll(closeAll);

const HOST = 'abc123.execute-api.eu-central-1.amazonaws.com';
const TEMPORARY = { accessKeyId: 'ASIALOCALCALLER', secretAccessKey: 'temporary-secret', sessionToken: 'a-session-token' };

/** The only block of a section that calls. */
function callsOf(document: string, heading: string): string {
  const [block, ...more] = readPage(document).blocks.filter(({ headings, text }) => headings.at(-1) === heading && /^curl /m.test(text));
  expect(more).toEqual([]);
  return block.text;
}

/** What the AWS CLI prints where it is asked as the pages ask it. */
const awsCli = (stackName: string, url: string, { accessKeyId, secretAccessKey, sessionToken }: typeof CALLER) => `aws() {
  case "$*" in
    'cloudformation describe-stacks --stack-name ${stackName} --query Stacks[0].Outputs[0].OutputValue --output text') echo '${url}' ;;
    'configure export-credentials --format env')
      echo 'export AWS_ACCESS_KEY_ID=${accessKeyId}'
      echo 'export AWS_SECRET_ACCESS_KEY=${secretAccessKey}'
      ${sessionToken === undefined ? '' : `echo 'export AWS_SESSION_TOKEN=${sessionToken}'`} ;;
    *) echo "nobody here knows: aws $*" >&2; return 1 ;;
  esac
}
`;

/** Runs what a page says of an API on AWS: its host name leads here, without TLS. */
async function follow(block: string, stackName: string, template: CfnTemplate, caller: typeof CALLER): Promise<string> {
  expect(Object.keys(template.Outputs ?? {})).toHaveLength(1);
  const { api } = await deployed(template, { region: 'eu-central-1', callers: [caller] });
  const { port, pathname } = new URL(api.url());
  const folder = mkdtempSync(join(tmpdir(), 'on-aws-'));
  try {
    writeFileSync(join(folder, '.curlrc'), `connect-to = "::127.0.0.1:${port}"\nsilent\n`);
    const env = { PATH: process.env.PATH, CURL_HOME: folder };
    const { stdout } = await promisify(execFile)('bash', ['-e', '-c', awsCli(stackName, `http://${HOST}${pathname}`, caller) + block], { env });
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.each([['a key', CALLER], ['a temporary key', TEMPORARY]])('with %s', (_what, caller) => {
  test('README lists the buckets of the account', async () => {
    const printed = await follow(callsOf('README.md', 'To AWS'), 'AwsTutorial', synthExample('aws-tutorial', 'AwsTutorial', 'eu-central-1'), caller);
    expect(printed).toMatch(/<ListAllMyBucketsResult/);
  });

  test('getting-started stores an object and reads it', async () => {
    const [[stack]] = stacksOf('docs/getting-started.md').values();
    expect(await follow(callsOf('docs/getting-started.md', 'On AWS'), stack.stackName, templateOf(stack), caller)).toBe('Hello');
  });
});
