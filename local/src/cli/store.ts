import { accessSync, constants, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Settings } from './settings';
import { Credentials } from '../auth/credentials';
import { S3Endpoint } from '../index';
import { MissingVersitygwError, startVersitygw } from '../store/versitygw';

/** The S3 server behind the API, and how to end what was started for it. */
export interface CliStore {
  readonly s3: S3Endpoint;
  /** Where objects are kept; undefined for a server that was named. */
  readonly folder?: string;
  stop(): Promise<void>;
}

/** Takes the S3 server that is named, or starts versitygw. */
export async function openStore(settings: Settings, key: Credentials | undefined): Promise<CliStore> {
  const { iam, region, s3 } = settings;
  if (s3 === undefined) {
    return startStore(settings, key);
  }
  if (settings.data !== undefined) {
    throw new Error('--data: is of the versitygw that is started where no --s3 names a server: leave one of them out');
  }
  if (!key) {
    throw new Error(`S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY: set them to a key of an administrator of ${s3}, or leave --s3 out: then versitygw is started`);
  }
  return { s3: { endpoint: s3, iamEndpoint: iam, region, credentials: key }, stop: () => Promise.resolve() };
}

async function startStore({ data, iam, region, template, versitygw }: Settings, key: Credentials | undefined): Promise<CliStore> {
  if (iam !== undefined || key) {
    throw new Error(`${key ? 'S3_ACCESS_KEY_ID' : '--iam'}: belongs to an S3 server that runs already: name it with --s3 URL`);
  }
  const folder = data ?? join(besideOf(template), '.s3-proxy-local');
  checkFolder(folder);
  try {
    const store = await startVersitygw({ binary: versitygw, directory: folder, region });
    ignore(folder);
    return { s3: store, folder, stop: () => store.stop() };
  } catch (error) {
    if (error instanceof MissingVersitygwError) {
      throw new Error(`${error.message} (or a binary of https://github.com/versity/versitygw/releases), say where it is with --versitygw PATH, `
        + 'or name an S3 server that runs: --s3 URL');
    }
    throw error;
  }
}

function checkFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new Error(`--data: must be a folder that can be written, or that can be made, got '${folder}' (${(error as Error).message}); name another`);
  }
}

/** The folder of a cloud assembly is made anew by some, so objects are kept beside it. */
function besideOf(template: string): string {
  const path = resolve(template);
  const folder = existsSync(path) && statSync(path).isDirectory() ? path : dirname(path);
  return existsSync(join(folder, 'manifest.json')) ? dirname(folder) : folder;
}

/** Objects are nobody's source code. */
function ignore(folder: string): void {
  const file = join(folder, '.gitignore');
  if (!existsSync(file)) {
    writeFileSync(file, '*\n');
  }
}
