import { Block, readMarkdown } from '../docs/markdown';

export const SECTION = 'Quick start';

/** What somebody types in one terminal, and then in another; and the code that is put into a file meanwhile. */
export interface QuickStart {
  readonly language: string;
  /** Makes the project. */
  readonly create: Block;
  readonly code: Block;
  /** Path of the code in the project. */
  readonly file: string;
  /** Ends with a command that serves until it is stopped. */
  readonly serve: Block;
  readonly call: Block;
  /** What the last call prints: its comment says so. */
  readonly answer: string;
}

const SHELL = 'sh';

/** Blocks of local/README.md that go on from there, in the same project. */
export interface Beside {
  /** Ends with a command that serves until it is stopped, and prints how to call it. */
  readonly server: Block;
  readonly exports: Block;
}

export function readBeside(readme: string): Beside {
  const { blocks } = readMarkdown(readme);
  const [server, exports] = ['An S3 server that runs already', 'Export'].map(heading => {
    const block = blocks.find(({ headings, language }) => headings.at(-1) === heading && language === SHELL);
    if (!block) {
      throw new Error(`local/README.md, ${heading}: must have a block of shell, got none`);
    }
    return block;
  });
  return { server, exports };
}

/** The quick start of README.md in each language. What a language does not say is as in the first. */
export function readQuickStarts(readme: string): QuickStart[] {
  const blocks = readMarkdown(readme).blocks.filter(block => block.headings.includes(SECTION));
  const headings = [...new Set(blocks.map(block => block.headings.at(-1)!))];
  const groups = headings.map(heading => blocks.filter(block => block.headings.at(-1) === heading));
  const [first] = groups;
  const [, serve, call] = first?.filter(({ language }) => language === SHELL) ?? [];
  const answer = /# (.*)\n$/.exec(call?.text ?? '')?.[1];
  if (!call || answer === undefined) {
    throw new Error(`README.md, ${SECTION}: must have three blocks of shell (create, serve, call), the last one ending with '# answer', got ${blocks.length} blocks`);
  }
  return groups.map(group => {
    const create = group.find(({ language }) => language === SHELL);
    const code = group.find(({ language }) => language !== SHELL);
    const file = code?.before[0];
    if (!create || !code || file === undefined) {
      throw new Error(`README.md, ${group[0].headings.join(', ')}: must have a block of shell and one of code, after a paragraph whose first \`code\` is its file`);
    }
    return { language: code.language, create, code, file, serve, call, answer };
  });
}
