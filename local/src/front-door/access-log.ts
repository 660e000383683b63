import { ServerResponse } from 'node:http';
import { Context, ContextValues, contextValue } from './context';
import { Outcome } from './exchange';
import { Problems } from '../cloudformation/problems';

/** What a line of an access log is made of. */
export interface AccessLogScope {
  readonly context: Context;
  readonly outcome: Outcome;
  readonly response: ServerResponse;
}

export type AccessLog = (scope: AccessLogScope) => string;

const VARIABLE = /\$context((?:\.\w+)+)/g;
const NO_VALUE = '-';

/** A stage's own format. There is no template language, and nothing is escaped: a variable without a value is a hyphen. */
export function compileAccessLog(format: string): AccessLog {
  const line = format.replace(/\s*\r?\n\s*/g, ' ').trim();
  return ({ context, outcome, response }) => {
    const { values } = context;
    const complete: ContextValues = {
      ...values,
      error: outcome.error && { ...outcome.error, messageString: JSON.stringify(outcome.error.message) },
      integration: { status: outcome.integrationStatus, latency: outcome.integrationLatency },
      integrationStatus: outcome.integrationStatus,
      integrationLatency: outcome.integrationLatency,
      responseLatency: Date.now() - Number(values.requestTimeEpoch),
      responseLength: outcome.responseLength,
      status: response.headersSent ? response.statusCode : undefined,
    };
    return line.replace(VARIABLE, (_, path: string) => contextValue(complete, path.slice(1).split('.')) ?? NO_VALUE);
  };
}

export function readAccessLog(logicalId: string, setting: Readonly<Record<string, unknown>> | undefined, problems: Problems): AccessLog | undefined {
  if (setting?.Format === undefined) {
    return undefined;
  }
  const format = String(setting.Format);
  if (setting.DestinationArn === undefined) {
    problems.refuse(logicalId, 'AccessLogSetting.DestinationArn', 'Access log destination must be given with a format, got none');
  }
  if (!/\$context\.(requestId|extendedRequestId)\b/.test(format)) {
    problems.refuse(logicalId, 'AccessLogSetting.Format',
      `must include at least either $context.requestId or $context.extendedRequestId, got '${format}'`);
  }
  return compileAccessLog(format);
}
