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
    const result = existsSync(file) && parsed(readFileSync(file, 'utf8'));
    if (!result) {
      return { passed: 0, failed: 1 };
    }
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests + result.numPendingTests + result.numTodoTests + result.numRuntimeErrorTestSuites,
    };
  };
}

/** Undefined for the half of a file: its writer was ended. */
function parsed(text: string): JestResult | undefined {
  try {
    return JSON.parse(text) as JestResult;
  } catch {
    return undefined;
  }
}
