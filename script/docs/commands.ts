/** Who runs a command of the docs. */
export type RanBy =
  /** A suite of script/test. */
  | { readonly suite: string }
  /** A test, and a text in it that shows that it does. */
  | { readonly test: string; readonly contains: string }
  /** Nobody here: it needs what this machine has not. The reason is for readers of this file. */
  | { readonly nobody: string };

/** Blocks of shell that somebody runs as they stand. */
export interface Followed {
  readonly document: string;
  /** Those below this heading. @default all of the document */
  readonly heading?: string;
  readonly by: RanBy;
}

export const FOLLOWED: readonly Followed[] = [
  { document: 'README.md', heading: 'Quick start', by: { suite: 'readme' } },
  { document: 'local/README.md', heading: 'An S3 server that runs already', by: { suite: 'readme' } },
  { document: 'local/README.md', heading: 'Export', by: { suite: 'readme' } },
  ...['AWS CLI 1', 'curl', 'rclone', 's3cmd'].map((heading): Followed => ({ document: 'docs/clients.md', heading, by: { suite: 'clients' } })),
  { document: 'docs/getting-started.md', heading: 'An app', by: { suite: 'readme' } },
  { document: 'docs/getting-started.md', heading: 'On this machine', by: { suite: 'readme' } },
  ...['aws-tutorial', 'own-urls', 'python-archive'].map((name): Followed => ({ document: `examples/${name}/README.md`, heading: 'On this machine', by: { suite: 'readme' } })),
];

export interface KnownCommand {
  /** As the docs have it; `*` is any text. */
  readonly command: string;
  readonly by: RanBy;
}

const AWS = 'asks for an AWS account';
const GITHUB = 'asks for the runner, the repository or the identity of GitHub';

/**
 * Commands of the docs and of the workflows, but for those whose runner is found by itself: tasks (`npm run x`, `npx projen x`) and scripts (`script/x`) that
 * are a suite, `npx jest FILE`, and what is followed as it stands.
 */
export const COMMANDS: readonly KnownCommand[] = [
  // The project.
  { command: 'script/test*', by: { test: 'script/test', contains: 'script/suites/main.ts "$@"' } },
  { command: '.ci/run', by: { test: '.ci/run', contains: 'script/test --full' } },
  { command: 'script/bench*', by: { suite: 'bench' } },
  { command: 'script/setup', by: { suite: 'readme' } },
  { command: 'script/demo --keep', by: { test: 'script/kept/main.ts', contains: "'script/demo --keep'" } },
  { command: 'script/user-files', by: { test: 'script/kept/main.ts', contains: "'script/user-files'" } },
  { command: 'script/user-files --pictures', by: { nobody: 'rewrites pictures that differ with the fonts of the machine; the tests of the same page take none' } },
  { command: 'npm run catalogue', by: { test: 'test/catalogue.test.ts', contains: 'generate()' } },
  { command: 'npm run docs:clients', by: { test: 'test/clients.test.ts', contains: 'written(document)' } },
  { command: 'npm run check:sizes', by: { suite: 'sizes' } },
  { command: 'npm run surface', by: { test: 'test/surface.test.ts', contains: 'test.each(SURFACES)' } },
  { command: 'npm run compile', by: { suite: 'jsii' } },
  { command: 'npm run integ:snapshot', by: { suite: 'integ' } },
  { command: 'npm run integ:deploy', by: { nobody: `${AWS}; the suite integ:local runs the same assertions` } },
  { command: 'npx projen', by: { suite: 'projen' } },
  { command: 'npx eslint --fix*', by: { suite: 'lint' } },
  { command: 'npm pack', by: { suite: 'readme' } },
  { command: 'npm install CLONE*', by: { suite: 'readme' } },

  // An app on this machine.
  { command: 'npm install', by: { suite: 'readme' } },
  { command: 'npm install --save-dev s3-proxy-local', by: { suite: 'readme' } },
  { command: 'go install github.com/versity/versitygw/cmd/versitygw@*', by: { suite: 'readme' } },
  { command: 'npx cdk synth*', by: { suite: 'readme' } },
  { command: 'cdk synth', by: { suite: 'readme' } },
  { command: 'npx s3-proxy-local', by: { suite: 'readme' } },
  { command: 'npx s3-proxy-local postman cdk.out --out collection.json', by: { test: 'local/test/cli-export.test.ts', contains: "['postman', '--stage', 'prod']" } },
  { command: 'npx s3-proxy-local --port * --watch', by: { test: 'local/test/cli-watch.test.ts', contains: '--watch' } },
  { command: 'versitygw *', by: { suite: 'readme' } },
  { command: 'curl --aws-sigv4 aws:amz:us-east-1:execute-api --user KEY:SECRET*', by: { suite: 'readme' } },

  { command: 'npx jsii-pacmak --target python --outdir *', by: { test: 'script/languages/packages.ts', contains: "run('jsii-pacmak', [...args" } },

  // An app on AWS.
  { command: 'npx cdk deploy*', by: { nobody: `${AWS}; the suites demo and integ:local deploy the same apps on this machine` } },
  { command: 'cdk deploy*', by: { nobody: AWS } },
  { command: '*cdk bootstrap', by: { nobody: AWS } },
  { command: '*cdk destroy', by: { nobody: AWS } },
  { command: 'cdk import', by: { nobody: AWS } },
  { command: 'aws *', by: { nobody: AWS } },
  // With a local API for the one on AWS, and what the AWS CLI would print.
  { command: 'curl * "aws:amz:$REGION:execute-api" *', by: { test: 'test/on-aws.behaviour.test.ts', contains: "'README.md', 'To AWS'" } },
  { command: 'curl *"${sign[@]}" *', by: { test: 'test/on-aws.behaviour.test.ts', contains: "'docs/getting-started.md', 'On AWS'" } },
  { command: 'eval "$(aws *', by: { test: 'test/on-aws.behaviour.test.ts', contains: 'export-credentials' } },
  { command: 'rclone copy api:bucket/folder . --include /file', by: { suite: 'clients' } },
  { command: 's3cmd del s3://bucket/key', by: { suite: 'clients' } },
  { command: 'python3 -m http.server *', by: { nobody: 'serves the page of an API that is on AWS; test/user-files.behaviour.test.ts serves it otherwise' } },
  { command: 'cdk init app --language typescript', by: { suite: 'readme' } },

  // Workflows.
  { command: 'npm ci', by: { test: 'script/lib.sh', contains: 'ci --prefer-offline' } },
  { command: 'npm *audit --omit=dev', by: { test: 'script/release/audit.ts', contains: "'audit', '--omit=dev'" } },
  { command: 'npx projen release', by: { suite: 'package' } },
  // All steps of their jobs, in new checkouts.
  ...['js', 'python', 'java', 'go'].map((language): KnownCommand => ({ command: `npx projen package:${language}`, by: { suite: 'package' } })),
  { command: 'tar --strip-components=1 -xzvf dist/js/*.tgz -C .repo', by: { suite: 'package' } },
  { command: 'npx projen package:dotnet', by: { suite: 'dotnet' } },
  { command: 'git *', by: { nobody: GITHUB } },
  { command: 'gh release *', by: { nobody: GITHUB } },
  { command: 'getfacl *', by: { nobody: GITHUB } },
  { command: 'setfacl *', by: { nobody: GITHUB } },
  { command: 'ssh-a*', by: { nobody: GITHUB } },
  { command: "npx '-p' 'publib@latest' *", by: { nobody: 'publishes' } },
  { command: 'npm publish *', by: { nobody: 'publishes' } },
];
