/** What a registry does not serve, and why that is no failure. */
export interface Unserved {
  readonly language: string;
  /** What the message of the registry's client says of it. */
  readonly message: string;
  readonly reason: string;
}

/** Nothing today. An entry that is served after all is a failure. */
export const UNSERVED: readonly Unserved[] = [];

/** How the clients of PyPI, Maven Central, the Go proxy and npm say that they did not get something. */
const NOT_SERVED: ReadonlyArray<RegExp> = [
  /^ERROR: (?:No matching distribution found|Could not find a version|Could not install packages).*$/m,
  /^.*(?:Could not find artifact|Could not transfer artifact|was not found in https?:).*$/m,
  /^.*(?:reading https?:\/\/\S+: \d{3} |unknown revision|dial tcp|no such host).*$/m,
  /^npm (?:error|ERR!) (?:code (?:E404|ETARGET|ENOTFOUND|ECONNREFUSED|ETIMEDOUT)|404).*$/m,
];

/** The line that tells what was not served; undefined where something else failed. */
export function notServed(message: string): string | undefined {
  return NOT_SERVED.map(pattern => pattern.exec(message)?.[0].trim()).find(line => line !== undefined);
}
