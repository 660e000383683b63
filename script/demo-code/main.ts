import { mkdirSync, mkdtempSync, rmSync } from 'fs';
import { join, resolve } from 'path';
import { Call, Chapter, problemsOf } from './call';
import { Endpoint, request } from './client';
import { playground, printCurlLines } from './keep';
import { ONE_BUCKET } from './one-bucket';
import * as print from './print';
import { LocalProxy, REGION, sizeOfTemplate, synthesize } from './servers';
import { tutorial } from './tutorial';
import { startVersitygw } from '../../local/src/store/versitygw';

const TOOLS = resolve(__dirname, '../../.tools');

/** Undone last first, whatever happens. */
const undo: Array<() => unknown> = [];
const count = { passed: 0, failed: 0 };
let interrupted = false;
/** What Ctrl-C does. */
let interrupt = (exitCode: number): void => {
  interrupted = true;
  void cleanUp().then(() => process.exit(exitCode));
};

async function cleanUp(): Promise<void> {
  for (const action of undo.splice(0).reverse()) {
    await action();
  }
}

async function perform(endpoint: Endpoint, calls: readonly Call[]): Promise<void> {
  for (const call of calls) {
    const answer = await request(endpoint, call);
    const problems = problemsOf(answer, call.expect);
    print.call(call, answer, problems);
    count[problems.length === 0 ? 'passed' : 'failed'] += 1;
  }
}

async function performAll(endpoint: Endpoint, chapters: readonly Chapter[]): Promise<void> {
  for (const { title, text, calls } of chapters) {
    print.chapter(title, text);
    await perform(endpoint, calls);
  }
}

/** An example from its source to a URL. */
async function deploy(example: string, folder: string): Promise<Endpoint> {
  const assembly = await print.step(`examples/${example}: cdk synth`, synthesize(example, join(folder, example)), sizeOfTemplate);
  const s3 = await print.step(
    `examples/${example}: versitygw`, startVersitygw({ directory: join(folder, `${example}.s3`), region: REGION }), ({ endpoint }) => endpoint);
  undo.push(() => s3.stop());
  const proxy = new LocalProxy(assembly, s3);
  undo.push(() => proxy.stop());
  return print.step(`examples/${example}: s3-proxy-local`, proxy.ready(), ({ url }) => url);
}

async function demo(keep: boolean): Promise<void> {
  // Not in a folder for temporary files: those are often in memory, where files have no extended attributes.
  mkdirSync(TOOLS, { recursive: true });
  const folder = mkdtempSync(join(TOOLS, 'demo-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

  print.title('Two CDK apps become two APIs, on this machine and without an AWS account');
  print.text([
    'cdk synth makes their CloudFormation templates, s3-proxy-local runs these as API Gateway would, versitygw is the S3 behind.',
    'All calls are signed (AWS_IAM, SigV4 for execute-api) unless it says otherwise.',
  ]);
  const tutorialApi = await deploy('aws-tutorial', folder);
  const oneBucketApi = await deploy('one-bucket', folder);

  print.title("The AWS tutorial: all buckets of the account, the tutorial's operations, names and statuses");
  await performAll(tutorialApi, tutorial(REGION));
  print.title('By default: the objects of one bucket, and statuses as S3 gives them');
  await performAll(oneBucketApi, ONE_BUCKET);

  if (keep) {
    print.title('Something to play with');
    await perform(tutorialApi, playground(REGION));
    printCurlLines(tutorialApi, oneBucketApi);
    console.log();
    await new Promise<void>(end => { interrupt = () => end(); });
  }
}

async function main(): Promise<void> {
  process.on('SIGHUP', () => interrupt(129));
  process.on('SIGINT', () => interrupt(130));
  process.on('SIGTERM', () => interrupt(143));
  const start = Date.now();
  try {
    await demo(process.argv.includes('--keep'));
  } finally {
    await cleanUp();
  }
  const all = count.passed + count.failed;
  const summary = count.failed === 0 ? `All ${all} calls were answered as they should be` : `${count.failed} of ${all} calls were not answered as they should be`;
  print.title(`${summary}, in ${((Date.now() - start) / 1000).toFixed(1)} s.`);
  console.log(`${count.passed} passed, ${count.failed} failed`);
  process.exitCode = count.failed === 0 ? 0 : 1;
}

main().catch((error: Error) => {
  // The call that was under way fails, which needs no telling.
  if (!interrupted) {
    console.error(`script/demo: ${error.message}`);
    process.exitCode = 1;
  }
});
