import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { resolveSettings } from './configuration';
import { addSettings, typed } from './flags';
import { SETTINGS, Settings } from './settings';
import { ApiSource, readApiSource } from '../export/api-source';
import { readDeployedNames } from '../export/deployed-names';
import { IMPORT_LIMIT_BYTES } from '../export/openapi';
import { openApiWithExtensions } from '../export/openapi-extensions';
import { plainOpenApi } from '../export/plain-openapi';
import { postmanCollection } from '../export/postman';

interface ExportOptions {
  readonly api?: string;
  readonly stage?: string;
  readonly url?: string;
  readonly plain?: boolean;
  readonly resources?: string;
  readonly out?: string;
}

/** Adds the commands that export the API of a template. They read the template and write a document; they need no S3 server. */
export function addExportCommands(program: Command): void {
  exporter(program, 'openapi', 'Exports the API as OpenAPI 3.0, with the extensions by which API Gateway imports it.', openApiText)
    .option('--plain', 'for client generators: no extensions, and what S3 operations each method carries');
  exporter(program, 'postman', 'Exports the API as a Postman collection, v2.1.', postmanText);
}

/** What an export has in common with what is served, from the same places. */
const SHARED = SETTINGS.filter(({ name }) => ['template', 'stack', 'parameters'].includes(name));

type Render = (source: ApiSource, options: ExportOptions) => string;

function exporter(program: Command, name: string, description: string, render: Render): Command {
  const command = program.command(name).description(description);
  addSettings(command, SHARED);
  return command
    .option('--api <id>', 'logical id or name of the API, where the stack holds several')
    .option('--stage <name>', 'the stage that the URL on AWS is of (default: the first)')
    .option('--url <url>', 'base URL, stage included, such as the one that s3-proxy-local prints (default: the one on AWS)')
    .option('--resources <file>', "of 'aws cloudformation describe-stack-resources', for the names on AWS (default: made up where the template has none)")
    .option('--out <file>', 'where to write (default: standard output)')
    .action((_, options: ExportOptions) => {
      checkUrl(options.url);
      write(options, render(read(resolveSettings({ ...typed(command, SHARED), environment: process.env }), options), options));
    });
}

function read({ parameters, stack, template }: Settings, { api, resources }: ExportOptions): ApiSource {
  return readApiSource({ template, stack, api, parameters, deployed: resources === undefined ? undefined : readDeployedNames(resources) });
}

function postmanText(source: ApiSource, options: ExportOptions): string {
  return toText(postmanCollection(source, options));
}

function openApiText(source: ApiSource, { plain, stage, url }: ExportOptions): string {
  if (plain) {
    return toText(plainOpenApi(source, { stage, url }));
  }
  if (stage !== undefined) {
    throw new Error(`--stage: is for --plain, as an import makes no stage, got '${stage}'; leave it out`);
  }
  if (source.unnamed.length > 0) {
    process.stderr.write(`The names on AWS of ${source.unnamed.join(', ')} are not known, and an import needs them: give them with --resources FILE\n`);
  }
  const document = openApiWithExtensions(source, url);
  const size = Buffer.byteLength(JSON.stringify(document));
  if (size > IMPORT_LIMIT_BYTES) {
    throw new Error(`openapi: API Gateway imports up to 6 MB, and the document has ${size} bytes; split the API, or use --plain`);
  }
  const text = toText(document);
  // Without indentation it fits.
  return Buffer.byteLength(text) > IMPORT_LIMIT_BYTES ? JSON.stringify(document) : text;
}

function checkUrl(url: string | undefined): void {
  if (url !== undefined && !/^https?:\/\/[^/]/.test(url)) {
    throw new Error(`--url: must begin with http:// or https://, got '${url}'`);
  }
}

function toText(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function write({ out }: ExportOptions, text: string): void {
  if (out === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(out, text);
  } catch (error) {
    throw new Error(`--out: '${out}' cannot be written: ${(error as Error).message}`);
  }
}
