import { awscdk, github, release, YamlFile } from 'projen';

const { JobPermission } = github.workflows;

/** Trusted publishing asks for npm 11.5.1, which comes with Node.js 24. */
export const WORKFLOW_NODE = '24.x';

const REPOSITORY = 'https://github.com/cdk-s3-proxy-api/cdk-s3-proxy-api';
const RUNS_ON = ['ubuntu-latest'];
const ENVIRONMENT = 'release';

const checkout = github.WorkflowSteps.checkout();
const setUp = (node: string): github.workflows.JobStep[] => [
  { name: 'Setup Node.js', uses: 'actions/setup-node@v7.0.0', with: { 'node-version': node, 'package-manager-cache': false } },
  ...TOOLS,
];

/** What script/lib.sh asks for and does not install. Chrome is there. */
const TOOLS: github.workflows.JobStep[] = [
  { name: 'Setup Go', uses: 'actions/setup-go@v7.0.0', with: { 'go-version': 'stable', 'cache': false } },
  { name: 'Setup Python', uses: 'actions/setup-python@v7.0.0', with: { 'python-version': '3.x' } },
];

/** The options of the project that make the release workflow: whoever may start it, and no long-lived token where a registry takes none. */
export const RELEASE_OPTIONS = {
  release: true,
  releaseTrigger: release.ReleaseTrigger.workflowDispatch(),
  releaseEnvironment: ENVIRONMENT,
  releaseWorkflowSetupSteps: [...TOOLS, { name: 'Test', run: '.ci/run' }],
  nextVersionCommand: 'ts-node --project tsconfig.dev.json --transpile-only script/release/next-version.ts',
  npmTrustedPublishing: true,
  bumpPackage: 'commit-and-tag-version@^12', // 13 asks for Node.js 22
};

/** Of Maven Central and of the Go module: these two know no trusted publishing. A deploy key reaches one repository alone. */
export const PUBLISH = {
  pypi: { trustedPublishing: true },
  nuget: { trustedPublishing: true },
  maven: { mavenServerId: 'central-ossrh' },
  go: { githubUseSsh: true },
};

/** Packages whose documentation shows the samples in their own language; one that cannot be translated fails. */
export function translateSamples(project: awscdk.AwsCdkConstructLibrary): void {
  for (const language of ['python', 'java', 'dotnet', 'go']) {
    const task = project.tasks.tryFind(`package:${language}`)!;
    task.reset();
    task.addSteps(
      { execArgs: ['jsii-rosetta', 'extract', '--strict'] },
      { execArgs: ['jsii-pacmak', '-v', '--target', language, '--rosetta-unknown-snippets', 'fail'] },
    );
  }
}

/** Versions and links of what is published, and the second package beside the first. */
export function releaseBothPackages(project: awscdk.AwsCdkConstructLibrary): void {
  const published = (...args: string[]) => ({ execArgs: ['ts-node', '--project', 'tsconfig.dev.json', '--transpile-only', 'script/release/published.ts', ...args] });
  project.tasks.tryFind('bump')!.addSteps(published());
  project.tasks.tryFind('unbump')!.addSteps(published('--undo'));
  const packageLocal = project.addTask('package:local', {
    description: 'Create the npm package of s3-proxy-local',
    steps: [
      { execArgs: ['mkdir', '-p', 'dist/local'] },
      { execArgs: ['npm', '--prefix', 'local', 'ci', '--no-audit', '--no-fund'], condition: 'test ! -d local/node_modules' },
      { exec: 'cd local && npm pack --pack-destination ../dist/local' },
    ],
  });
  project.packageTask.spawn(packageLocal);
  project.release!.addJobs({
    release_npm_local: {
      name: 'Publish s3-proxy-local to npm',
      needs: ['release', 'release_npm'],
      runsOn: RUNS_ON,
      permissions: { idToken: JobPermission.WRITE, contents: JobPermission.READ },
      environment: ENVIRONMENT,
      if: "needs.release.outputs.tag_exists != 'true' && needs.release.outputs.latest_commit == github.sha",
      steps: [
        { name: 'Setup Node.js', uses: 'actions/setup-node@v7.0.0', with: { 'node-version': WORKFLOW_NODE, 'package-manager-cache': false } },
        github.WorkflowSteps.downloadArtifact({ with: { name: 'build-artifact', path: 'dist' } }),
        { name: 'Release', if: '${{ !inputs.dry_run }}', run: 'npm publish dist/local/*.tgz --access public --provenance' },
      ],
    },
  });
}

/** Each pull request: the tests where the library's floor is, all of them where it is developed, and the integration tests. */
export function addBuildWorkflow(project: awscdk.AwsCdkConstructLibrary): void {
  const workflow = project.github!.addWorkflow('build');
  workflow.on({ pullRequest: {}, push: { branches: ['main'] }, workflowDispatch: {} });
  const job = (name: string, run: string[], options: Partial<github.workflows.Job> = {}, node = WORKFLOW_NODE): github.workflows.Job => ({
    name,
    runsOn: RUNS_ON,
    timeoutMinutes: 90,
    permissions: { contents: JobPermission.READ },
    steps: [checkout, ...setUp(node), ...run.map(command => ({ run: command }))],
    ...options,
  });
  workflow.addJobs({
    all: job('all tests', ['.ci/run']),
    test: job('tests, Node.js ${{ matrix.node }}', ['script/test'], { strategy: { failFast: false, matrix: { domain: { node: ['20.x', '22.x'] } } } }, '${{ matrix.node }}'),
    integ_local: job('integration tests on the runner', ['script/test integ integ:local']),
    audit: job('known vulnerabilities of what is shipped', ['npm audit --omit=dev', 'npm --prefix local audit --omit=dev']),
  });
}

/** The same integration tests on AWS, when somebody says so: a role that GitHub's identity provider may assume, and no key. */
export function addAwsWorkflow(project: awscdk.AwsCdkConstructLibrary): void {
  const workflow = new github.GithubWorkflow(project.github!, 'integ-aws', { limitConcurrency: true });
  workflow.on({ workflowDispatch: {} });
  workflow.addJob('integ', {
    name: 'integration tests on AWS',
    runsOn: RUNS_ON,
    timeoutMinutes: 90,
    environment: 'aws',
    permissions: { idToken: JobPermission.WRITE, contents: JobPermission.READ },
    steps: [
      checkout,
      ...setUp(WORKFLOW_NODE),
      { run: 'npm ci' },
      {
        name: 'Assume the role of the environment',
        uses: 'aws-actions/configure-aws-credentials@v6',
        with: { 'role-to-assume': '${{ vars.INTEG_ROLE_ARN }}', 'aws-region': 'us-west-2', 'mask-aws-account-id': true },
      },
      { run: 'npm run integ:deploy' },
    ],
  });
}

/** Forms of GitHub, as https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-issue-forms has them. */
export function addIssueForms(project: awscdk.AwsCdkConstructLibrary): void {
  const folder = '.github/ISSUE_TEMPLATE';
  const area = (id: string, label: string, description: string, more: object = {}, required = true) =>
    ({ type: 'textarea', id, attributes: { label, description, ...more }, validations: { required } });
  const versions = {
    type: 'input', id: 'versions', attributes: { label: 'Versions', description: 'Of the package, aws-cdk-lib, Node.js, and your language' }, validations: { required: true },
  };
  new YamlFile(project, `${folder}/bug.yml`, {
    obj: {
      name: 'Something is wrong',
      description: 'Of cdk-s3-proxy-api or of s3-proxy-local',
      labels: ['bug'],
      body: [
        area('code', 'Construct', 'The smallest code that shows it', { render: 'typescript' }),
        area('request', 'Request and answer', 'A curl line, and what came. `npx s3-proxy-local --verbose` says why', { render: 'shell' }),
        area('expected', 'Expected', 'What you expected, and where it is said so'),
        {
          type: 'dropdown', id: 'where', attributes: { label: 'Where', options: ['at synthesis', 'on AWS', 'on s3-proxy-local', 'on both'] }, validations: { required: true },
        },
        versions,
      ],
    },
  });
  new YamlFile(project, `${folder}/behaviour.yml`, {
    obj: {
      name: 'AWS does it otherwise',
      description: 's3-proxy-local answers in another way than API Gateway does',
      labels: ['fidelity'],
      body: [
        area('template', 'Method', 'The method of the template, as `cdk synth` writes it', { render: 'json' }),
        area('aws', 'On AWS', 'Request and answer, as `curl -v` shows them, without keys', { render: 'shell' }),
        area('local', 'On this machine', 'The same on s3-proxy-local, with `--verbose`', { render: 'shell' }),
        versions,
      ],
    },
  });
  new YamlFile(project, `${folder}/feature.yml`, {
    obj: {
      name: 'Something is missing',
      description: 'What you would do with it comes first',
      labels: ['enhancement'],
      body: [area('use', 'What for', 'What you would do, and for whom'), area('idea', 'How', 'Properties, calls and URLs as you would have them', {}, false)],
    },
  });
  new YamlFile(project, `${folder}/config.yml`, {
    obj: {
      blank_issues_enabled: false,
      contact_links: [{ name: 'A vulnerability', url: `${REPOSITORY}/security/advisories/new`, about: 'Tell it in private, please' }],
    },
  });
}
