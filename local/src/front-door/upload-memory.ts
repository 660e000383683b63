/** What large bodies are read into, to be used again: new memory is slow, and stays until garbage is collected. */
export class UploadMemory {
  private readonly free: Buffer[];
  private readonly waiting: Array<(memory: Buffer | undefined) => void> = [];
  private patience: NodeJS.Timeout | undefined;

  constructor(count: number, bytes: number, private readonly patienceMillis: number) {
    this.free = Array.from({ length: count }, () => Buffer.allocUnsafeSlow(bytes));
  }

  /** In turn. Undefined when none has come free, or been taken, for a while: clients or S3 are slow. */
  public take(): Promise<Buffer | undefined> {
    const memory = this.free.pop();
    if (memory) {
      this.beginPatience();
    }
    return memory || !this.patience ? Promise.resolve(memory) : new Promise((resolve) => this.waiting.push(resolve));
  }

  public give(memory: Buffer): void {
    this.beginPatience();
    const next = this.waiting.shift();
    if (next) {
      next(memory);
    } else {
      this.free.push(memory);
    }
  }

  private beginPatience(): void {
    clearTimeout(this.patience);
    this.patience = setTimeout(() => {
      this.patience = undefined;
      this.waiting.splice(0).forEach((resolve) => resolve(undefined));
    }, this.patienceMillis).unref();
  }
}
