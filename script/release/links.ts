import { posix } from 'path';

const REPOSITORY = 'https://github.com/cdk-s3-proxy-api/cdk-s3-proxy-api';
const FILES = 'https://raw.githubusercontent.com/cdk-s3-proxy-api/cdk-s3-proxy-api';

/** What registries show of a package. Relative links lead somewhere on GitHub and on npm, and nowhere on PyPI and NuGet. */
export const READMES = ['README.md', 'local/README.md'];

/** `[text](path)` and `![text](path)`, but for URLs and anchors of the same page. */
const RELATIVE = /(!?)(\[[^\]]*\])\((?!https?:|#|mailto:)([^)\s]+)\)/g;
const PINNED = new RegExp(`\\((?:${REPOSITORY}/blob|${FILES})/v[^/)]+/([^)\\s]+)\\)`, 'g');

const FENCED = /^(```[\s\S]*?^```$)/m;

/** Links and pictures as they are in the repository at the tag of a release. Code is left alone. */
export function pinLinks(file: string, text: string, version: string): string {
  const pin = (_all: string, picture: string, label: string, target: string) => {
    const path = posix.join(posix.dirname(file), target);
    return `${picture}${label}(${picture ? `${FILES}/v${version}` : `${REPOSITORY}/blob/v${version}`}/${path})`;
  };
  return text.split(FENCED).map(part => (part.startsWith('```') ? part : part.replace(RELATIVE, pin))).join('');
}

/** The inverse of `pinLinks`. */
export function unpinLinks(file: string, text: string): string {
  return text.replace(PINNED, (_all, path: string) => {
    const relative = posix.relative(posix.dirname(file), path);
    return `(${path.endsWith('/') ? `${relative}/` : relative})`;
  });
}
