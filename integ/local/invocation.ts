/** What became of one invocation of a function. */
export interface Invocation {
  readonly result: { readonly returned: unknown } | { readonly error: { readonly errorType: string; readonly errorMessage: string } };
  /** What the function told CloudFormation, if it is one of a custom resource */
  readonly response?: string;
}

/** Where CloudFormation waits for the answers of custom resources: no address, so that nothing is ever sent. */
export const CLOUDFORMATION_HOST = 'cloudformation.invalid';
