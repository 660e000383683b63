/** What is packed here of what is to be published. */
export interface Packed {
  readonly npm: string;
  readonly local: string;
  readonly wheel: string;
}

export interface Substitution {
  /** In lines that begin so. */
  readonly command: string;
  readonly says: string;
  readonly does: string;
  readonly why: string;
}

/** All in which the check differs from what the pages say. */
export function substitutionsFor({ npm, local, wheel }: Packed, [port, s3, iam]: readonly number[]): Substitution[] {
  const packed = 'not published yet';
  const free = 'a port that is free';
  return [
    { command: 'npm install', says: 'cdk-s3-proxy-api', does: npm, why: packed },
    { command: 'npm install', says: 's3-proxy-local', does: local, why: packed },
    { command: 'pip install', says: 'cdk-s3-proxy-api', does: wheel, why: packed },
    { command: 'npx s3-proxy-local', says: '3000', does: String(port), why: free },
    { command: 'curl', says: '127.0.0.1:3000', does: `127.0.0.1:${port}`, why: free },
    { command: 'curl', says: '127.0.0.1:7070', does: `127.0.0.1:${s3}`, why: free },
    ...[[7070, s3], [7071, iam]].flatMap(([says, does]) => ['versitygw', 'npx s3-proxy-local'].map(command => (
      { command, says: `127.0.0.1:${says}`, does: `127.0.0.1:${does}`, why: free }
    ))),
  ];
}

/** Replaces whole words only, and notes which substitutions there was a use for. */
export function substitute(text: string, substitutions: readonly Substitution[], used: Set<Substitution>): string {
  return text.split('\n').map(line => substitutions.filter(({ command }) => line.startsWith(command)).reduce((result, substitution) => {
    const words = result.split(/(?<=[\s/])|(?=[\s/])/);
    const replaced = words.map(word => (word === substitution.says ? substitution.does : word));
    if (replaced.join('') !== result) {
      used.add(substitution);
    }
    return replaced.join('');
  }, line)).join('\n');
}
