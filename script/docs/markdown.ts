import Slugger from 'github-slugger';
import MarkdownIt from 'markdown-it';

type Token = ReturnType<MarkdownIt['parse']>[number];

/** A place in a document: lines begin at 1. */
interface Placed {
  readonly line: number;
}

export interface Link extends Placed {
  readonly target: string;
  readonly picture: boolean;
}

export interface Code extends Placed {
  readonly text: string;
}

export interface Block extends Code {
  /** The first word after the fence. */
  readonly language: string;
  /** Headings that it is below, from the outermost. */
  readonly headings: readonly string[];
  /** Code in the paragraph before it: the file that it is for, say. */
  readonly before: readonly string[];
}

export interface Markdown {
  readonly anchors: ReadonlySet<string>;
  readonly links: readonly Link[];
  /** Code within a line. */
  readonly codes: readonly Code[];
  readonly blocks: readonly Block[];
}

/** Reads a document as GitHub does. */
export function readMarkdown(text: string): Markdown {
  const slugger = new Slugger();
  const anchors = new Set<string>([...text.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id]) => id));
  const links: Link[] = [];
  const codes: Code[] = [];
  const blocks: Block[] = [];
  const headings: string[] = [];
  let before: string[] = [];

  const tokens = new MarkdownIt({ html: true }).parse(text, {});
  let row = 0; // Cells of tables do not say where they are.
  tokens.forEach((token, index) => {
    row = token.map?.[0] ?? row;
    if (token.type === 'inline') {
      const found = readInline(token, row + 1);
      links.push(...found.links);
      codes.push(...found.codes);
      before = found.codes.map(code => code.text);
    } else if (token.type === 'heading_open') {
      const title = plain(tokens[index + 1]);
      anchors.add(slugger.slug(title));
      headings.splice(Number(token.tag.slice(1)) - 1, Infinity, title);
    } else if (token.type === 'fence') {
      blocks.push({ language: token.info.trim().split(/\s/)[0], text: token.content, line: token.map![0] + 2, headings: [...headings].filter(Boolean), before });
      before = [];
    }
  });
  return { anchors, links, codes, blocks };
}

/** What a reader sees of a heading. */
function plain({ children }: Token): string {
  return (children ?? []).filter(({ type }) => ['text', 'code_inline'].includes(type)).map(({ content }) => content).join('');
}

function readInline({ children }: Token, start: number): { readonly links: readonly Link[]; readonly codes: readonly Code[] } {
  const links: Link[] = [];
  const codes: Code[] = [];
  let line = start;
  for (const child of children ?? []) {
    if (child.type === 'softbreak' || child.type === 'hardbreak') {
      line++;
    } else if (child.type === 'code_inline') {
      codes.push({ text: child.content, line });
    } else if (child.type === 'link_open' || child.type === 'image') {
      links.push({ target: child.attrGet(child.type === 'image' ? 'src' : 'href')!, picture: child.type === 'image', line });
    }
  }
  return { links, codes };
}
