import { Command } from 'commander';
import { flagOf, resolveSettings, Values } from './configuration';
import { CONFIGURATION_FILE, defaultOf, KEY_VARIABLES, Setting, SETTINGS, Settings } from './settings';

const EXAMPLES = `
Examples:
  s3-proxy-local                                  serves the stack of cdk.out that has a REST API
  s3-proxy-local --port 3000 --watch              on a fixed port, and anew after each cdk synth
  s3-proxy-local --stack Files --verbose          one of several stacks; says why a header vanished or a status changed
  s3-proxy-local template.json --s3 http://127.0.0.1:7070 --iam http://127.0.0.1:7071
                                                  in front of an S3 server that runs already
  curl --aws-sigv4 aws:amz:us-east-1:execute-api --user KEY:SECRET http://127.0.0.1:3000/prod/file
                                                  with the key that it prints, where methods ask for a signature
`;

/** The command line. `serve` gets what flags, environment and file say together. */
export function createProgram(serve: (settings: Settings) => Promise<void>): Command {
  const [template, ...options] = SETTINGS;
  const program = new Command('s3-proxy-local')
    .description('Serves the API Gateway REST APIs of a synthesized CloudFormation template on this machine, in front of S3: of versitygw, which it starts, '
      + 'or of any S3 server.')
    .argument(template.flag, describe(template))
    .enablePositionalOptions()
    .showHelpAfterError('(--help shows the options)');
  for (const setting of options) {
    if (setting.kind === 'pairs') {
      program.option(setting.flag, describe(setting), (text: string, others: readonly string[] = []) => [...others, text]);
    } else {
      program.option(setting.flag, describe(setting));
    }
  }
  const keys = KEY_VARIABLES.map(([variables, about]) => `  ${variables}\n      ${about}`).join('\n');
  return program
    .option('--config <file>', `settings in JSON, such as { "port": 3000, "watch": true } (default: ${CONFIGURATION_FILE}, where it is there)`)
    .addHelpText('after', `\nA flag wins over the environment variable, which stands in brackets, and that over the file.\n\nEnvironment:\n${keys}\n${EXAMPLES}`)
    .action((path: string | undefined) => serve(resolveSettings({
      flags: { ...flagsOf(program), template: path }, environment: process.env, file: program.getOptionValue('config') as string | undefined,
    })));
}

/** Those that were typed: a switch that is on by default has a value all the same. */
function flagsOf(program: Command): Values {
  return Object.fromEntries(SETTINGS.map((setting) => {
    const key = keyOf(setting);
    return [setting.name, program.getOptionValueSource(key) === 'cli' ? program.getOptionValue(key) as unknown : undefined];
  }));
}

/** As commander names it: `--user-pool` is `userPool`, `--no-deploy` is `deploy`. */
function keyOf(setting: Setting): string {
  return flagOf(setting).replace(/^--(no-)?/, '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function describe(setting: Setting): string {
  const { about, kind, variable } = setting;
  return `${about}${kind === 'pairs' ? ' (repeatable)' : kind === 'switch' ? '' : ` (default: ${defaultOf(setting)})`} [${variable}]`;
}
