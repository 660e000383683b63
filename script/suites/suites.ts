import { byJest } from './jest-count';
import { byFidelity, byLastLine, byLines, Suite } from './suite';

const JEST_RESULT = '.tools/log/jest.json';
const LANGUAGES = ['python', 'java', 'dotnet', 'go'];

const script = (file: string): string[] => ['node', '--require', 'ts-node/register', file];

/** All that `script/test` runs, one after the other. A suite more is an entry more. */
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
  { name: 'fidelity', about: 'behaviour recorded on AWS', command: ['projen', 'check:fidelity'], count: byFidelity },
  {
    name: 'operations',
    about: 'every operation of S3: requests, answers, uploads, and what is denied',
    command: ['projen', 'check:operations'],
    count: byLastLine,
  },
  {
    name: 'access',
    about: 'who may do what: authorizations, tenants, ACLs, pages of other origins',
    command: ['projen', 'check:access'],
    count: byLastLine,
  },
  { name: 'typecheck', about: 'types of all that is only transpiled when it runs', command: ['projen', 'typecheck'] },
  { name: 'lint', about: 'style', command: ['projen', 'eslint'] },
  { name: 'cfn-lint', about: 'templates of the construct, the examples and the integration tests', command: script('script/suites/cfn-lint.ts'), count: byLastLine },
  {
    name: 'integ',
    about: 'snapshots of the integration tests',
    command: ['projen', 'integ'],
    count: byLines({ passed: /^\s*UNCHANGED\s/, failed: /^\s*(NEW|CHANGED|FAILED|TIMEOUT)\s/ }),
  },
  {
    name: 'sizes',
    about: 'bytes of the templates',
    command: script('script/sizes.ts'),
    count: byLines({ passed: / bytes of [\d,]+$/, failed: / bytes of .* TOO MUCH$/ }),
  },
  { name: 'integ:local', about: 'integration tests, deployed on this machine', command: ['projen', 'integ:local'], count: byLastLine, full: true },
  { name: 'clients', about: 'S3 clients, through it as straight on the store', command: ['projen', 'check:clients'], count: byLastLine, full: true },
  { name: 'demo', about: 'script/demo, call by call', command: ['script/demo'], count: byLastLine, full: true },
  { name: 'soak', about: '100,000 requests with faults', command: ['projen', 'check:soak'], full: true },
  { name: 'examples', about: 'code in README.md and doc comments compiles', command: ['projen', 'check:examples'], full: true },
  ...LANGUAGES.map((language): Suite => ({
    name: language,
    about: `the package in ${language}, generated`,
    command: ['jsii-pacmak', '--code-only', '--target', language, '--outdir', `.tools/package/${language}`],
    full: true,
  })),
];
