/**
 * Writes docs/operations.md: what there is to switch on, and what comes with it. `npm run catalogue` rewrites it; test/catalogue.test.ts
 * fails when it is not what this makes.
 */
import { writeFileSync } from 'fs';
import { join } from 'path';
import { allEntries, carried, CarriedEntry } from './entry';
import { letsThrough } from './equivalence';
import { Scope } from './model';
import { Need } from './operations';
import { S3Operation, S3Operations } from '../../src';

export const DOCUMENT = join(__dirname, '..', '..', 'docs', 'operations.md');

const PATHS: readonly [Scope, string, string][] = [
  ['service', '/', 'Only with `S3Target.account()`.'],
  ['bucket', '/{bucket}', 'With `S3Target.bucket()` the path is `/`. Below a literal prefix only HeadBucket and the listings are carried.'],
  ['object', '/{bucket}/{key+}', 'With `S3Target.bucket()` the path is `/{key+}`.'],
];

const HEAD = `# Operations

<!-- Generated from the model of S3 and script/catalogue/operations.ts by \`npm run catalogue\`. Do not edit. -->

Operations that share a path and a verb share a method of the API; S3 tells them apart by the query. What a role **needs** is given when the operation is
switched on; what it needs **besides** is given by the property that is named (\`versions\`, \`bypassGovernanceRetention\`, the bucket's \`encryptionKey\`), or
else by switching on the operation whose own permission it is. What an operation **also lets through** are others of the same method whose permissions are
among its own: IAM cannot tell them apart. [The rest is denied](least-privilege.md), as \`npm run check:operations\` proves in a clone of this project.

A permission that is *inferred* is told by no page of AWS. Copying reads the objects of the target and of \`copySources\`, nothing else.
`;

export function document(): string {
  const entries = allEntries();
  const operations = carried(entries);
  return [
    HEAD,
    '## Groups',
    '',
    '| group | operations |',
    '|---|---|',
    ...groups().map(([name, set]) => `| \`${name}\` | ${name === 'BUCKET_CONFIGURATION' ? `${set.operations.length} operations, marked below` : set.operations.join(', ')} |`),
    `| \`ALL\` | what the target carries of the ${operations.length} below |`,
    '',
    ...PATHS.flatMap(([scope, path, about]) => [
      `## \`${path}\``,
      '',
      about,
      '',
      '| operation | request | needs | besides | groups | also lets through |',
      '|---|---|---|---|---|---|',
      ...operations.filter(entry => entry.scope === scope).map(entry => row(entry, operations)),
      '',
    ]),
    '## Not carried',
    '',
    '| operation | why |',
    '|---|---|',
    ...entries.filter(({ known }) => known.refused !== undefined).map(({ name, known }) => `| [${name}](${page(name)}) | ${known.refused} |`),
    '',
  ].join('\n');
}

const page = (name: string) => `https://docs.aws.amazon.com/AmazonS3/latest/API/API_${name}.html`;

function groups(): [string, S3Operations][] {
  return Object.entries(S3Operations)
    .filter((entry): entry is [string, S3Operations] => entry[1] instanceof S3Operations && !['ALL', 'NONE'].includes(entry[0]));
}

function row(entry: CarriedEntry, operations: readonly CarriedEntry[]): string {
  const { name, verb, selectors, requiredQuery, requiredHeaders, known } = entry;
  const query = [...selectors, ...requiredQuery.map(parameter => `${parameter}=…`)].join('&');
  const header = requiredHeaders.filter(one => one.endsWith('-source')).map(one => ` with \`${one}\``).join('');
  const of = groups().filter(([, set]) => set.includes(name as S3Operation)).map(([group]) => `\`${group}\``);
  const also = letsThrough(entry, operations).map(other => other.name);
  return `| [${name}](${page(name)}) | \`${verb}${query && ` ?${query}`}\`${header} | ${list(known.needs.filter(need => need.when === undefined))} | `
    + `${list(known.needs.filter(need => need.when !== undefined))} | ${of.join(', ')} | ${also.join(', ')} |`;
}

function list(needs: readonly Need[]): string {
  return needs.map(({ action, on, when, source, note }) => {
    const where = ['bucket', 'object'].includes(on) ? '' : on === 'service' ? ' on `*`' : ` on ${WHERE[on]}`;
    const why = source === 'inferred' ? ` (*inferred*: ${note})` : '';
    return `\`${action}\`${where}${when === undefined ? '' : `: ${WHEN[when] ?? when.replace(/^(header|body|state|answer): /, (_, kind: string) => KIND[kind])}`}${why}`;
  }).join('<br>');
}

const WHERE: Record<string, string> = {
  source: 'the source', key: 'the key', table: 'table buckets', managedTable: 'the table bucket of AWS', role: '`passRoles`',
};
const WHEN: Record<string, string> = { versionId: '`versions`', bypass: '`bypassGovernanceRetention`', kms: 'encrypted with KMS' };
const KIND: Record<string, string> = { header: 'header ', body: 'body ', state: '', answer: 'in the answer: ' };

if (require.main === module) {
  writeFileSync(DOCUMENT, document());
}
