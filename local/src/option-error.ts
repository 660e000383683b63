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
