/** An option that cannot be honoured. The command line and programs have different names for the same option. */
export class OptionError extends Error {
  /**
   * @param option of `LocalOptions`: `s3.endpoint`
   * @param rule what is wrong and how to mend it, by the name of the option
   */
  constructor(public readonly option: string, private readonly rule: (name: string) => string) {
    super(`${option}: ${rule(option)}`);
    this.name = 'OptionError';
  }

  /** The same for someone who knows the option by another name. */
  public messageFor(name: string): string {
    return `${name}: ${this.rule(name)}`;
  }
}

/** An option names what is not there: what is misspelt would change nothing. Undefined when all of it is. */
export function misnamed(
  option: string, given: readonly string[], known: readonly string[], isKnown = (name: string) => known.includes(name),
): OptionError | undefined {
  const wrong = given.filter((name) => !isKnown(name));
  return wrong.length === 0 ? undefined : new OptionError(option, () => (
    `must name what the template has (${known.join(', ') || 'none, so leave it out'}), got ${wrong.map((name) => `'${name}'`).join(', ')}`));
}
