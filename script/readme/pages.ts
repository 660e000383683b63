import { readPage } from '../docs/documents';
import { Block } from '../docs/markdown';

/** A page, or a part of one, that is followed by itself. */
export interface Page {
  /** As it is called on the command line. */
  readonly name: string;
  readonly document: string;
  /** All blocks that stand right below these headings, in this order. */
  readonly sections: readonly string[];
  /** For what these do not say, this section does. */
  readonly otherwise?: string;
  /** Where it begins: in the project of another page, by name, or in this one, as who has cloned it. @default - in an empty folder */
  readonly after?: string;
  /** Files of the project that it writes, and what must be in them. */
  readonly writes?: Readonly<Record<string, string>>;
  /** What is called must print this. @default - what the comment at its end says */
  readonly prints?: RegExp;
}

/** What `after` says of a page that begins here. */
export const CLONE = 'clone';

/** What getting-started calls prints. */
const LISTED = /^Hello<\?xml .*<ListBucketResult.*<Key>notes\/hello\.txt<\/Key>/s;

/** All that is followed; a page more is an entry more. */
export const PAGES: readonly Page[] = [
  { name: 'typescript', document: 'README.md', sections: ['Quick start'] },
  {
    name: 'local',
    document: 'local/README.md',
    sections: ['Export', 'An S3 server that runs already'],
    after: 'typescript',
    writes: { 'api.json': 'x-amazon-apigateway-integration', 'plain.json': 'operationId', 'collection.json': 'https://schema.getpostman.com' },
    prints: /<ListBucketResult/,
  },
  { name: 'python', document: 'README.md', sections: ['In Python'], otherwise: 'Quick start' },
  {
    name: 'getting-started',
    document: 'docs/getting-started.md',
    sections: ['An app', 'On this machine'],
    prints: LISTED,
  },
  { name: 'getting-started-python', document: 'docs/getting-started.md', sections: ['In Python', 'On this machine'], after: 'python', prints: LISTED },
  ...['aws-tutorial', 'own-urls', 'python-archive'].map((name): Page => ({ name, document: `examples/${name}/README.md`, sections: ['On this machine'], after: CLONE })),
];

/** What somebody types in one terminal, its last command serving until it is stopped, and then in another. */
export interface Steps {
  readonly first: readonly Block[];
  /** Nothing where what serves prints how to call it. */
  readonly then: readonly Block[];
  readonly prints: RegExp;
}

export const isShell = ({ language }: Block): boolean => language === 'sh';
const SERVES = /(?:^|\n)npx s3-proxy-local(?: --.*)?\n$/;
const ANSWER = /# (.*)\n$/;

export function stepsOf({ document, sections, otherwise, prints }: Page, blocks: readonly Block[] = readPage(document).blocks): Steps {
  const below = (heading: string) => blocks.filter(({ headings }) => headings.at(-1) === heading);
  const own = sections.flatMap(below);
  const all = [...own, ...otherwise === undefined ? [] : below(otherwise).slice(own.length)];
  const where = `${document}, ${sections.join(', ')}`;
  const serving = all.flatMap((block, index) => (isShell(block) && SERVES.test(block.text) ? [index] : []));
  if (serving.length !== 1) {
    throw new Error(`${where}: one block of shell must end with 'npx s3-proxy-local', got ${serving.length} of ${all.length} blocks`);
  }
  const [first, then] = [all.slice(0, serving[0] + 1), all.slice(serving[0] + 1)];
  const homeless = first.find(block => !isShell(block) && block.before.length === 0);
  if (homeless || !then.every(isShell)) {
    throw new Error(`${where}: code must stand after a paragraph whose first \`code\` is its file, and before what serves, got\n${(homeless ?? then[0]).text}`);
  }
  const answer = ANSWER.exec(then.at(-1)?.text ?? '')?.[1];
  if (prints === undefined && answer === undefined) {
    throw new Error(`${where}: the last block must end with '# answer', got\n${all.at(-1)!.text}`);
  }
  return { first, then, prints: prints ?? new RegExp(`^${answer!.replace(/[.+?^${}()|[\]\\*]/g, '\\$&')}\n?$`) };
}
