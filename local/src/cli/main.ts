#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { createProgram } from './program';
import { requestLines } from './requests';
import { Settings } from './settings';
import { openStore } from './store';
import { styleFor } from './style';
import { summary } from './summary';
import { EndWatch, watchTemplate } from './watch';
import { Credentials } from '../auth/credentials';
import { addExportCommands } from '../export/commands';
import { Caller, loadTemplate, LocalApi, LocalOptions, OptionError, Options, startLocal } from '../index';

const say = (line: string) => process.stdout.write(`${line}\n`);
const warn = (line: string) => process.stderr.write(`${line}\n`);

async function serve(settings: Settings): Promise<void> {
  const caller = keyOf('CALLER');
  const callers = callersOf(settings.callers, caller);
  // What is wrong with it shows before anything is started.
  loadTemplate(settings.template, settings.stack);
  const style = styleFor(process.stdout, process.env);
  const store = await openStore(settings, keyOf('S3'));
  let api: LocalApi;
  try {
    const observer = requestLines({ write: say, style, verbose: settings.verbose, checksRoles: settings.deploy });
    api = await startLocal({ ...optionsOf(settings), s3: store.s3, callers, observer });
  } catch (error) {
    await store.stop();
    throw error;
  }
  const endWatch = settings.watch ? follow(settings, api, (next) => { api = next; }) : () => Promise.resolve();
  const stop = async () => {
    await endWatch();
    await api.close();
    await store.stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop());
  }
  summary({ api, style, template: settings.template, folder: store.folder, showSecret: callers === undefined }).forEach(say);
  say(settings.watch ? `Ready. Watching ${settings.template}; Ctrl-C ends.` : 'Ready. Ctrl-C ends.');
}

function optionsOf(settings: Settings): Omit<LocalOptions, 's3'> {
  const { deploy, host, options, parameters, port, stack, strict, template, userPools } = settings;
  return {
    template,
    stack,
    port,
    host,
    strict,
    deploy,
    parameters,
    // Checked by startLocal.
    options: options as Partial<Options>,
    userPools: Object.fromEntries(Object.entries(userPools).map(([pool, jwks]) => [pool, { jwks }])),
    log: warn,
    accessLog: say,
  };
}

/** Serves what the template says whenever it says something else. */
function follow({ stack, template }: Settings, first: LocalApi, use: (api: LocalApi) => void): EndWatch {
  let api = first;
  let served: string | undefined = textOf(template, stack);
  return watchTemplate(template, async () => {
    const text = textOf(template, stack);
    // A synthesis may write the same once more.
    if (text === undefined || text !== served) {
      const next = await reload(api, template);
      served = next && text;
      use(api = next ?? api);
    }
  });
}

/** Undefined while it cannot be read. */
function textOf(template: string, stack: string | undefined): string | undefined {
  try {
    return JSON.stringify(loadTemplate(template, stack));
  } catch {
    return undefined;
  }
}

/** What the template says now; undefined where that cannot be served, and what was before goes on. */
async function reload(api: LocalApi, template: string): Promise<LocalApi | undefined> {
  try {
    const next = await api.reload();
    const names = (routes: LocalApi['routes']) => routes.map(({ httpMethod, path, restApi }) => `${restApi} ${httpMethod} ${path}`);
    const [before, after] = [names(api.routes), names(next.routes)];
    say(`Reloaded ${template}: ${after.length} methods`);
    after.filter((name) => !before.includes(name)).forEach((name) => say(`  added ${name}`));
    before.filter((name) => !after.includes(name)).forEach((name) => say(`  removed ${name}`));
    next.stages.filter(({ url }) => !api.stages.some((stage) => stage.url === url)).forEach(({ stage, url }) => say(`  stage ${stage}: ${url}`));
    return next;
  } catch (error) {
    warn(`s3-proxy-local: ${template} as it is now cannot be served, what it was before goes on:\n${messageOf(error as Error)}`);
    return undefined;
  }
}

function callersOf(file: string | undefined, caller: Credentials | undefined): readonly Caller[] | undefined {
  if (file === undefined) {
    return caller && [caller];
  }
  if (caller) {
    throw new Error('--callers and CALLER_ACCESS_KEY_ID: give one of them');
  }
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Caller[];
  } catch (error) {
    throw new Error(`--callers: '${file}' cannot be read: ${(error as Error).message}`);
  }
}

function keyOf(prefix: 'S3' | 'CALLER'): Credentials | undefined {
  const { [`${prefix}_ACCESS_KEY_ID`]: accessKeyId, [`${prefix}_SECRET_ACCESS_KEY`]: secretAccessKey } = process.env;
  if (!accessKeyId && !secretAccessKey) {
    return undefined;
  }
  if (!accessKeyId || !secretAccessKey) {
    throw new Error(`${prefix}_ACCESS_KEY_ID and ${prefix}_SECRET_ACCESS_KEY: set both or none`);
  }
  return { accessKeyId, secretAccessKey };
}

/** The options of `startLocal` that errors are about, as they are named here. */
const FLAGS: Readonly<Record<string, string>> = { 'stack': '--stack', 's3.endpoint': '--s3', 's3.iamEndpoint': '--iam' };

function messageOf(error: Error): string {
  return error instanceof OptionError ? error.messageFor(FLAGS[error.option] ?? error.option) : error.message;
}

const program = createProgram(serve);
addExportCommands(program);
program.parseAsync().catch((error: Error) => {
  warn(`s3-proxy-local: ${messageOf(error)}`);
  process.exitCode = 1;
});
