import { Command } from 'commander';
import { resolveSettings } from './configuration';
import { addExportCommands } from './export-commands';
import { addSettings, typed } from './flags';
import { KEY_VARIABLES, SETTINGS, Settings } from './settings';

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
export function createProgram(version: string, serve: (settings: Settings) => Promise<void>): Command {
  const program = new Command('s3-proxy-local')
    .description('Serves the API Gateway REST APIs of a synthesized CloudFormation template on this machine, in front of S3: of versitygw, which it starts, '
      + 'or of any S3 server.')
    // The commands share names of options with the program.
    .enablePositionalOptions()
    .version(version, '--version', 'prints the version')
    .showHelpAfterError('(--help shows the options)');
  addSettings(program, SETTINGS);
  const keys = KEY_VARIABLES.map(([variables, about]) => `  ${variables}\n      ${about}`).join('\n');
  program
    .addHelpText('after', '\nA flag wins over the environment variable, which stands in brackets, and that\nover the file. --no-watch turns off what these turned on, '
      + `as --no- does to\nevery switch; --deploy is the opposite of --no-deploy.\n\nEnvironment:\n${keys}\n${EXAMPLES}`)
    .action(() => serve(resolveSettings({ ...typed(program, SETTINGS), environment: process.env })));
  addExportCommands(program);
  return program;
}
