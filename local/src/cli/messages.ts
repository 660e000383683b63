import { OptionError } from '../option-error';

/** The options of `startLocal` that errors are about, as they are named here. */
const FLAGS: Readonly<Record<string, string>> = {
  'api': '--api',
  'host': '--host',
  'parameters': '--parameter',
  'port': '--port',
  's3.endpoint': '--s3',
  's3.iamEndpoint': '--iam',
  'stack': '--stack',
  'userPools': '--user-pool',
};

/** An error in the words of the command line. */
export function messageOf(error: Error): string {
  return error instanceof OptionError ? error.messageFor(FLAGS[error.option] ?? error.option) : error.message;
}
