#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { follow } from './follow';
import { messageOf } from './messages';
import { createProgram } from './program';
import { endWithReader } from './reader';
import { requestLines } from './requests';
import { Settings } from './settings';
import { openStore } from './store';
import { styleFor } from './style';
import { summary } from './summary';
import { Credentials } from '../auth/credentials';
import { Caller, loadTemplate, LocalApi, LocalOptions, Options, startLocal } from '../index';

const say = (line: string) => process.stdout.write(`${line}\n`);
const warn = (line: string) => process.stderr.write(`${line}\n`);

/** What is done when nobody reads any more. */
let leave: () => void = () => process.exit();

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
  const showSecret = callers === undefined;
  const { stack, template, watch } = settings;
  const endWatch = watch ? follow({ stack, template, showSecret, say, warn, use: (next) => { api = next; } }, api) : () => Promise.resolve();
  let stopping = false;
  const stop = async () => {
    if (stopping) {
      return;
    }
    stopping = true;
    await endWatch();
    await api.close();
    await store.stop();
  };
  leave = () => void stop();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop());
  }
  summary({ api, style, template, folder: store.folder, showSecret }).forEach(say);
  say(watch ? `Ready. Watching ${template}; Ctrl-C ends.` : 'Ready. Ctrl-C ends.');
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
    userPools,
    log: warn,
    accessLog: say,
  };
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

const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };

endWithReader(() => leave());
createProgram(version, serve).parseAsync().catch((error: Error) => {
  warn(`s3-proxy-local: ${messageOf(error)}`);
  process.exitCode = 1;
});
