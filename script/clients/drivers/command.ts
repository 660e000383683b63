import { execFile } from 'child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { delimiter, dirname, join, relative } from 'path';
import { described } from './by-request';
import { bytesOf } from './javascript';
import { filesIn } from '../../suites/files-in';
import { ABOVE, Auth, Call, Outcome, Place, Session } from '../client';

const EXAMPLES = join(__dirname, '../../../examples/clients');
/** Where script/lib.sh installs clients. */
const TOOLS = ['bin', 'venv/bin'].map(folder => join(__dirname, '../../../.tools', folder));
/** Much more than any client waits for: one that hangs fails. */
const TIMEOUT_MILLIS = 120_000;

export interface Ended {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs a function of `examples/clients/{tool}/clients.sh`. */
export function runFunction(
  tool: string, name: string, args: readonly string[], env: Readonly<Record<string, string>>, cwd?: string,
): Promise<Ended> {
  const command = ['-c', '. "$0" && "$@"', join(EXAMPLES, tool, 'clients.sh'), name, ...args];
  const options = { env, cwd, encoding: 'buffer', maxBuffer: 2 ** 26, timeout: TIMEOUT_MILLIS } as const;
  return new Promise((resolve, reject) => execFile('sh', command, options, (error, stdout, stderr) => {
    if (error !== null && typeof error.code !== 'number') reject(error);
    else resolve({ status: (error?.code as number | undefined) ?? 0, stdout, stderr: stderr.toString() });
  }));
}

/** The function that lets in, by the names that all examples have. */
export const FUNCTIONS: Readonly<Record<Auth, string>> = { store: 'straight', iam: 'with_iam', key: 'with_api_key', bearer: 'with_token', none: 'with_nothing' };

/** What a shell has of the environment: what the examples name. */
export const environment = ({ region, credentials, apiKey, token }: Place): Record<string, string> => ({
  PATH: [...TOOLS, process.env.PATH].join(delimiter),
  LANG: 'C.UTF-8',
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
  API_KEY: apiKey,
  TOKEN: token,
});

type Input = Call['input'] & { readonly [name: string]: any };

/** How a tool with commands of its own does an operation of S3. */
export interface Way<Tool> {
  /** What of the input the commands can say: a step with more is not for this tool. */
  readonly takes: readonly string[];
  run(tool: Tool, input: Input): Promise<object>;
}

export type Ways<Tool> = Readonly<Record<string, Way<Tool>>>;

export const expressible = (ways: Ways<any>) => (operation: string, input: Call['input']): boolean =>
  operation in ways && Object.keys(input).every(name => ways[operation].takes.includes(name));

/** What a command of a tool said when it failed. */
export class CommandError extends Error {
  constructor(public readonly code: string, message: string, public readonly text: string) {
    super(message);
  }
}

/** A folder for files, until it is closed. */
export abstract class CommandTool implements Session {
  protected readonly folder = mkdtempSync(join(tmpdir(), 'client-'));

  protected abstract readonly ways: Ways<any>;

  public async call({ operation, input }: Call): Promise<Outcome> {
    try {
      return { output: { ...await this.ways[operation].run(this, input) } };
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      return { error: { code: error.code, message: error.message, text: error.text } };
    }
  }

  public async close(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
  }

  public file(name: string): string {
    return join(this.folder, name);
  }

  /** A folder with these files and no others. */
  public folderOf(files: Readonly<Record<string, any>>): string {
    const folder = this.file('folder');
    rmSync(folder, { recursive: true, force: true });
    for (const [name, body] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytesOf(body));
    }
    return folder;
  }

  /** What `download` puts into an empty folder. */
  public filesOf(download: (folder: string) => Promise<unknown>): Promise<object> {
    return this.inEmptyFolder(async folder => {
      await download(folder);
      return { Files: filesIn(folder).map(file => ({ Name: relative(folder, file), ...described(readFileSync(file)) })) };
    });
  }

  /** What `download` writes although it is there. */
  public twiceOf(download: (folder: string) => Promise<unknown>): Promise<object> {
    return this.inEmptyFolder(async folder => {
      await download(folder);
      const first = new Map(filesIn(folder).map(file => [file, statSync(file).ctimeMs]));
      await download(folder);
      return { Twice: filesIn(folder).filter(file => statSync(file).ctimeMs !== first.get(file)).map(file => relative(folder, file)) };
    });
  }

  private async inEmptyFolder(work: (folder: string) => Promise<object>): Promise<object> {
    const folder = this.file('downloaded');
    mkdirSync(folder);
    try {
      return await work(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

export const { LIST_ALL, UPLOAD, DOWNLOAD } = ABOVE;
