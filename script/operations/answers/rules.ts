import { readFileSync } from 'fs';
import { join } from 'path';
import { Wire } from './call';
import { Difference, Normalised } from './compare';
import { Count } from '../../suites/suite';
import { Rule } from '../requests/differences';

interface AnswerRule extends Pick<Rule, 'id' | 'sentence' | 'fact'> {
  /** Looks at the proxied answer too, as an SDK has it and as it came over the wire. */
  explains(difference: Difference, proxied: Normalised, wire: Wire): boolean;
}

const ROOT = join(__dirname, '../../..');

/** How an answer has to be another than a direct one, whatever the operation. */
const RULES: readonly AnswerRule[] = [
  {
    id: 'head-length',
    sentence: 'a HEAD has the length 0, and tells the right one in x-object-size, or that of a part in Content-Range',
    fact: { row: 'Content-Length of the answer to a HEAD', link: 'docs/aws-behaviour.md#what-aws-does-where-its-documentation-is-silent' },
    explains: ({ path, direct, proxied }, _, wire) => path === 'output.ContentLength' && proxied === 0 && wire.body.length === 0 && direct === lengthIn(wire),
  },
  {
    id: 'error-subject',
    sentence: 'an error names what it is about, as those of S3 do and some of the local store do not',
    fact: { row: "Error documents of the S3 server get the elements that S3's own have and it leaves out", link: 'local/README.md#what-is-served' },
    explains: ({ path, direct, proxied }, { input }) => {
      const { Bucket: BucketName, Key, CopySource, UploadId, VersionId } = input as Record<string, unknown>;
      const missing = CopySource === undefined ? Key : keyOf(String(CopySource));
      const subjects: Record<string, unknown> = { BucketName, Key: missing, UploadId, VersionId, Method: 'GET', ResourceType: 'OBJECT' };
      const [, element = ''] = /^error\.(\w+)$/.exec(path) ?? [];
      return direct === undefined && proxied !== undefined && subjects[element] === proxied;
    },
  },
];

/** `/bucket/key`, escaped. */
function keyOf(source: string): string {
  return decodeURIComponent(source.replace(/^\/?[^/]*\//, ''));
}

function lengthIn({ status, headers }: Wire): number {
  const [, first, last] = /^bytes (\d+)-(\d+)\//.exec(headers['content-range'] ?? '') ?? [];
  return status === 206 ? Number(last) - Number(first) + 1 : Number(headers['x-object-size']);
}

/** Tells whether a difference is one that has to be; a rule that nothing needed is a failure. */
export class AnswerRules {
  private readonly used = new Set<AnswerRule>();

  public explain(difference: Difference, proxied: Normalised, wire: Wire): boolean {
    const explaining = RULES.filter(rule => rule.explains(difference, proxied, wire));
    explaining.forEach(rule => this.used.add(rule));
    return explaining.length > 0;
  }

  public told(): string {
    return `${RULES.length} rules, ${this.used.size === RULES.length ? 'all' : this.used.size} used`;
  }

  public count(): Count {
    const unused = RULES.filter(rule => !this.used.has(rule)).map(({ id, sentence }) => `rule ${id} explains no difference: ${sentence}`);
    const unfounded = RULES.filter(({ fact: { row, link } }) => !readFileSync(join(ROOT, link.split('#')[0]), 'utf8').includes(row))
      .map(({ id, fact: { row, link } }) => `rule ${id} rests on what ${link} does not tell: ${row}`);
    const failures = [...unused, ...unfounded];
    failures.forEach(line => console.log(`FAIL  answers: ${line}`));
    return { passed: this.used.size, failed: failures.length };
  }
}
