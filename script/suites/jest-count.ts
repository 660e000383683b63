import { existsSync, readFileSync } from 'fs';
import { Count } from './suite';

interface JestResult {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

/** Counts what `jest --json --outputFile` wrote. A skipped test counts as failed, and so does a file that could not run. */
export function byJest(file: string): () => Count {
  return () => {
    if (!existsSync(file)) {
      return { passed: 0, failed: 1 };
    }
    const result = JSON.parse(readFileSync(file, 'utf8')) as JestResult;
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests + result.numPendingTests + result.numTodoTests + result.numRuntimeErrorTestSuites,
    };
  };
}
