import { byJest } from './jest-count';
import { byFidelity, byLastLine, byLines, Suite } from './suite';

const JEST_RESULT = '.tools/log/jest.json';

const script = (file: string): string[] => ['node', '--require', 'ts-node/register', file];

/** The package of a language, and an app in it. */
const ofLanguage = (language: string): Suite => ({
  name: language, about: `the package in ${language}: built, and used by an app`, command: ['projen', 'check:languages', language], count: byLastLine,
});

/** Those that change nothing that others read, and seldom keep all processors busy. */
const beside = (...suites: readonly Suite[]): Suite[] => suites.map(suite => ({ ...suite, beside: true }));

/** All that `script/test` runs, in this order. A suite more is an entry more. */
export const SUITES: readonly Suite[] = [
  { name: 'projen', about: 'files of the project are as .projenrc.ts says', command: ['projen', 'default'], full: true },
  { name: 'jsii', about: 'the package compiles without a warning', command: ['jsii', '--fail-on-warnings'], full: true },
  { name: 'docgen', about: 'API.md', command: ['projen', 'docgen'], full: true },
  {
    name: 'jest',
    about: 'tests of the construct and of s3-proxy-local',
    command: ['jest', '--ci', '--coverage=false', '--json', `--outputFile=${JEST_RESULT}`],
    result: JEST_RESULT,
    count: byJest(JEST_RESULT),
  },
  {
    name: 'integ',
    about: 'snapshots of the integration tests',
    command: ['projen', 'integ'],
    count: byLines({ passed: /^\s*UNCHANGED\s/, failed: /^\s*(NEW|CHANGED|FAILED|TIMEOUT)\s/ }),
  },
  ...beside(
    {
      name: 'access',
      about: 'who may do what: authorizations, tenants, ACLs, pages of other origins',
      command: ['projen', 'check:access'],
      count: byLastLine,
    },
    {
      name: 'operations',
      about: 'every operation of S3: requests, answers, uploads, and what is denied',
      command: ['projen', 'check:operations'],
      count: byLastLine,
    },
    { name: 'cfn-lint', about: 'templates of the construct, the examples, the docs and the integration tests', command: script('script/suites/cfn-lint.ts'), count: byLastLine },
    { name: 'lint', about: 'style', command: ['projen', 'eslint'] },
    { name: 'typecheck', about: 'types of all that is only transpiled when it runs', command: ['projen', 'typecheck'] },
    ofLanguage('python'),
    { name: 'fidelity', about: 'behaviour recorded on AWS', command: ['projen', 'check:fidelity'], count: byFidelity },
    { name: 'docs', about: 'links, paths and commands of the docs', command: ['projen', 'check:docs'], count: byLastLine },
    {
      name: 'sizes',
      about: 'bytes of the templates',
      command: script('script/sizes.ts'),
      count: byLines({ passed: / bytes of [\d,]+$/, failed: / bytes of .* TOO MUCH$/ }),
    },
  ),
  { name: 'package', about: 'a release, rehearsed: the packages of all languages but .NET, what is in both of npm', command: ['projen', 'check:package'], count: byLastLine, full: true },
  { name: 'integ:local', about: 'integration tests, deployed on this machine', command: ['projen', 'integ:local'], count: byLastLine, full: true },
  { name: 'demo', about: 'script/demo, call by call', command: ['script/demo'], count: byLastLine, full: true },
  {
    name: 'python-example',
    about: 'examples/python-archive, synthesized with the wheel, deployed on this machine and called',
    command: ['projen', 'check:python-example'],
    count: byLastLine,
    full: true,
  },
  { name: 'kept', about: 'what runs until Ctrl-C: script/demo --keep, script/user-files', command: script('script/kept/main.ts'), count: byLastLine, full: true },
  { name: 'bench', about: 'each measurement of the benchmark, tried once', command: ['script/bench', '--smoke'], full: true },
  { name: 'soak', about: '100,000 requests with faults', command: ['projen', 'check:soak'], full: true },
  { name: 'examples', about: 'code in README.md and doc comments compiles', command: ['projen', 'check:examples'], full: true },
  ...['java', 'go', 'dotnet'].map((language): Suite => ({ ...ofLanguage(language), full: true })),
  ...beside(
    { name: 'clients', about: 'S3 clients, through it as straight on the store', command: ['projen', 'check:clients'], count: byLastLine, full: true },
    { name: 'readme', about: 'README.md and docs/getting-started.md, each followed in an empty folder, and the examples', command: ['projen', 'check:readme'], count: byLastLine, full: true },
    { name: 'latest', about: 'the construct on the newest aws-cdk-lib', command: ['projen', 'check:latest'], count: byLastLine, full: true },
    {
      name: 'conformance',
      about: 'boto3 on the whole account, through it as straight on the store',
      command: ['projen', 'check:conformance'],
      count: byLastLine,
      full: true,
    },
  ),
];
