import { randomUUID } from 'crypto';
import { Step } from './assertion-stack';
import { CLOUDFORMATION_HOST } from './invocation';
import { LambdaFunction } from './lambda-function';

export interface StepResult {
  readonly name: string;
  /** False for a call that only prepares */
  readonly asserts: boolean;
  /** Undefined when all is well */
  readonly failure?: string;
}

/** The answer of a custom resource to CloudFormation. */
interface Response {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly Data?: { readonly assertion?: string };
}

/** CloudFormation takes no longer answer of a custom resource. */
const MAX_RESPONSE_BYTES = 4096;

/** Creates the custom resources as CloudFormation would: a failed assertion is no failure, an error is, and ends what depends on it. */
export async function runSteps(steps: Step[], handler: LambdaFunction, report: (result: StepResult) => void): Promise<StepResult[]> {
  const results: StepResult[] = [];
  const broken = new Map<string, string>();
  for (const step of steps) {
    const brokenBefore = step.after.find(id => broken.has(id));
    const { error, failure } = brokenBefore === undefined ? await create(step, handler) : { error: `did not run, as ${broken.get(brokenBefore)} failed` };
    if (error !== undefined) {
      broken.set(step.logicalId, step.name);
    }
    const result = { name: step.name, asserts: step.asserts, failure: error ?? failure };
    results.push(result);
    report(result);
  }
  return results;
}

/** Asks the assertion handler to create a custom resource. */
async function create(step: Step, handler: LambdaFunction): Promise<{ error?: string; failure?: string }> {
  const { result, response } = await handler.invoke({
    RequestType: 'Create',
    RequestId: randomUUID(),
    ResponseURL: `https://${CLOUDFORMATION_HOST}/`,
    StackId: 'local',
    LogicalResourceId: step.logicalId,
    ResourceType: step.type,
    ServiceToken: step.properties.ServiceToken,
    ResourceProperties: step.properties,
  });
  if (response === undefined) {
    return { error: `the handler gave no answer, but ${JSON.stringify(result)}` };
  }
  if (Buffer.byteLength(response) > MAX_RESPONSE_BYTES) {
    return { error: `the answer must have ${MAX_RESPONSE_BYTES} bytes at most, else CloudFormation fails; it has ${Buffer.byteLength(response)}` };
  }
  const { Status, Reason, Data } = JSON.parse(response) as Response;
  if (Status !== 'SUCCESS') {
    return { error: Reason ?? 'the handler gave no reason' };
  }
  if (!step.asserts) {
    return {};
  }
  // As integ-runner reads it.
  const { status, message } = JSON.parse((Data?.assertion ?? '{}').replace(/\n/g, '\\n')) as { status?: string; message?: string };
  return status === 'success' ? {} : { failure: message ?? `there is no result: ${response}` };
}
