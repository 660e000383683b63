import { Count } from './suite';

/** More of them help nobody. */
const NAMED = 40;

/** Counts what was compared, and keeps what differed. */
export class Findings {
  private readonly differing: string[] = [];
  private compared = 0;

  /** @param name what each line begins with */
  public constructor(private readonly name: string) {}

  public add(compared: number, differing: readonly string[]): void {
    this.compared += compared;
    this.differing.push(...differing);
  }

  /** A line for each difference. */
  public report(): Count {
    this.differing.slice(0, NAMED).forEach(line => console.log(`${this.name}: WRONG ${line}`));
    if (this.differing.length > NAMED) {
      console.log(`${this.name}: WRONG and ${this.differing.length - NAMED} more`);
    }
    // What was compared once may differ in more than one way.
    return { passed: Math.max(this.compared - this.differing.length, 0), failed: this.differing.length };
  }
}
