const HEADING = /^## (?:(\d+\.\d+\.\d+)(?: \(\d{4}-\d{2}-\d{2}\))?|Unreleased)$/;

/** The version to release: that of the topmost heading of CHANGELOG.md, which nobody has released yet. */
export function nextVersion(changelog: string, tags: readonly string[]): string {
  const heading = changelog.split('\n').find(line => line.startsWith('## '));
  const match = HEADING.exec(heading ?? '');
  if (!match) {
    throw new Error(`CHANGELOG.md: the topmost heading must be '## Unreleased' or of the form '## 1.2.3 (2026-01-31)', got ${heading === undefined ? 'none' : `'${heading}'`}`);
  }
  const [, version] = match;
  if (version === undefined) {
    throw new Error("CHANGELOG.md: what is released has a version, got '## Unreleased' on top. Name the version there: '## 1.2.3 (2026-01-31)'");
  }
  if (tags.includes(`v${version}`)) {
    throw new Error(`CHANGELOG.md: a version is released once, got ${version}, which has a tag. Write what is new below a heading of its own`);
  }
  return version;
}
