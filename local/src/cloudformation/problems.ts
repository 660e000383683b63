/** Why a template is not served. */
export interface Problem {
  /** `BadRequestException`: AWS refuses the deployment too. `NotHonoured`: AWS would take it, this gateway cannot do it. */
  readonly code: 'BadRequestException' | 'NotHonoured';
  /** Logical id of the resource. */
  readonly resource: string;
  /** Path of the property. */
  readonly property: string;
  /** For a BadRequestException the message of AWS, as far as it is known. */
  readonly reason: string;
}

/** The deployment is refused; nothing was created. */
export class DeploymentError extends Error {
  constructor(public readonly problems: readonly Problem[]) {
    super(problems.map((problem) => `${problem.resource}: ${problem.property}: ${problem.reason} (${problem.code})`).join('\n'));
    this.name = 'DeploymentError';
  }
}

/** Collects all problems of a template, so that one run shows them all. */
export class Problems {
  private readonly found: Problem[] = [];

  /** What AWS itself refuses. */
  public refuse(resource: string, property: string, reason: string): void {
    this.found.push({ code: 'BadRequestException', resource, property, reason });
  }

  /** What AWS can do and this gateway cannot. */
  public cannotHonour(resource: string, property: string, reason: string): void {
    this.found.push({ code: 'NotHonoured', resource, property, reason });
  }

  public get any(): boolean {
    return this.found.length > 0;
  }

  public throwIfAny(): void {
    if (this.any) {
      throw new DeploymentError(this.found);
    }
  }
}
