import { Count } from '../../suites/suite';

/** More of them help nobody. */
const NAMED = 40;

/** Counts what was compared, and keeps what differed. */
export class Findings {
  private readonly differing: string[] = [];
  private compared = 0;

  public add(compared: number, differing: readonly string[]): void {
    this.compared += compared;
    this.differing.push(...differing);
  }

  /** A line for each difference. */
  public report(): Count {
    this.differing.slice(0, NAMED).forEach(line => console.log(`denials: WRONG ${line}`));
    if (this.differing.length > NAMED) {
      console.log(`denials: WRONG and ${this.differing.length - NAMED} more`);
    }
    // A cell may differ in more than one way.
    return { passed: Math.max(this.compared - this.differing.length, 0), failed: this.differing.length };
  }
}
