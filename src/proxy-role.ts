import { AspectPriority, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, Dependable, IConstruct } from 'constructs';
import { atSynthesis } from './at-synthesis';
import { S3_OPERATIONS, S3Permission } from './catalogue';
import { invalid } from './errors';
import { givenOptions, MissingObjects, S3PermissionOptions } from './permission-options';
import { copiesObject, integrationRole, listersBesides, listsUnasked, S3Access, statementsFor, storesObject } from './permissions';
import { refusedAcls } from './s3-acl';
import { S3ProxyAuth } from './s3-proxy-auth';
import { warn } from './warnings';

/** Which roles of an app, by their ARNs, belong to an authorization already: a second one would borrow what the first may do. */
const OWNED = new WeakMap<IConstruct, Set<string>>();

/**
 * The role of one authorization. What it may do is only known when everything is switched on, and so it is given at synthesis.
 *
 * There is none where S3 is called with the credentials of the callers, whose policies then decide.
 */
export class ProxyRole {
  public readonly role?: iam.IRole;
  private readonly accesses: S3Access[] = [];
  private readonly buckets = new Set<s3.IBucket>();
  private added: iam.AddToPrincipalPolicyResult[] = [];
  private takesStatements?: boolean;
  private granted = false;
  private options: S3PermissionOptions = {};

  public constructor(private readonly scope: Construct, { _id, _callerCredentials }: Pick<S3ProxyAuth, '_id' | '_callerCredentials'>, given?: iam.IRole) {
    if (_callerCredentials) {
      return;
    }
    const owned = OWNED.get(scope.node.root) ?? new Set();
    OWNED.set(scope.node.root, owned);
    if (given !== undefined && owned.has(given.roleArn)) {
      throw invalid('role', 'must belong to one authorization of one proxy, as what one may do another could borrow', given.node.path, 'give each a role of its own');
    }
    this.role = given ?? integrationRole(scope, `${_id}Role`);
    owned.add(this.role.roleArn);
    // Before the role splits what is too long for one policy, and after that, when it is told what a statement became part of.
    atSynthesis(this.role, () => this.grant(), AspectPriority.MUTATING - 1);
    atSynthesis(this.role, () => this.warn(), AspectPriority.READONLY);
  }

  /** Adds what is switched on; what is said of versions and so on holds for all of the authorization. */
  public allow(access: S3Access, buckets: s3.IBucket[], options: S3PermissionOptions) {
    const { role } = options;
    if (this.role === undefined) {
      checkCallersDecide(options, access);
    }
    if (role !== undefined && role !== this.role) {
      throw invalid('role', 'must be one for each authorization, and this one has a role already', role.node.path, 'give the role where the authorization is used first');
    }
    if (this.granted) {
      throw invalid('operations', 'must be added before the app is synthesized, as the role has its statements already', access.operations.join(', '),
        'give an aspect that adds them a priority below that of mutating ones');
    }
    this.options = this.together(options);
    this.accesses.push(access);
    buckets.forEach(bucket => this.buckets.add(bucket));
  }

  private together(options: S3PermissionOptions): S3PermissionOptions {
    const one = <T>(name: 'missingObjects' | 'versions' | 'bypassGovernanceRetention', before?: T, now?: T): T | undefined => {
      if (before !== undefined && now !== undefined && before !== now) {
        throw invalid(name, 'must be one for each authorization', now, `leave it out, or say ${before} as before`);
      }
      return now ?? before;
    };
    return {
      missingObjects: one('missingObjects', this.options.missingObjects, options.missingObjects),
      versions: one('versions', this.options.versions, options.versions),
      bypassGovernanceRetention: one('bypassGovernanceRetention', this.options.bypassGovernanceRetention, options.bypassGovernanceRetention),
      copySources: [...this.options.copySources ?? [], ...options.copySources ?? []],
      passRoles: [...this.options.passRoles ?? [], ...options.passRoles ?? []],
    };
  }

  /** What the role needs to be allowed, as switched on so far. */
  public get statements(): iam.PolicyStatement[] {
    return statementsFor(this.accesses, this.options);
  }

  /** Options without an operation that they could be for, or that would give more than was switched on. */
  public contradictions(): Error[] {
    const { versions, bypassGovernanceRetention, copySources = [], passRoles = [], missingObjects } = this.options;
    const entries = this.accesses.flatMap(({ operations }) => operations).map(operation => S3_OPERATIONS[operation]);
    const needs = (what: (permission: S3Permission) => boolean) => entries.some(entry => entry.permissions.some(what));
    const paths = (constructs: IConstruct[]) => constructs.map(({ node }) => node.path).join(', ');
    const errors: Error[] = [];
    if (versions === true && !needs(({ when }) => when === 'versionId')) {
      errors.push(invalid('versions', 'must be left out where no operation reads a version', versions, 'add GET_OBJECT, for one'));
    }
    if (bypassGovernanceRetention === true && !needs(({ when }) => when === 'bypass')) {
      errors.push(invalid('bypassGovernanceRetention', 'must be left out where no operation meets a lock', bypassGovernanceRetention,
        'add DELETE_OBJECT, DELETE_OBJECTS or PUT_OBJECT_RETENTION'));
    }
    if (copySources.length > 0 && !entries.some(copiesObject)) {
      errors.push(invalid('copySources', 'must be left out where no operation copies', paths(copySources), 'add COPY_OBJECT'));
    }
    if (passRoles.length > 0 && !needs(({ resource }) => resource === 'role')) {
      errors.push(invalid('passRoles', 'must be left out where no operation passes a role', paths(passRoles), 'add PUT_BUCKET_REPLICATION'));
    }
    if (missingObjects === MissingObjects.NOT_FOUND && listsUnasked(this.accesses)) {
      errors.push(invalid('missingObjects', 'must not make a bucket listable that no listing is switched on for, as NOT_FOUND would beside an operation of GET '
        + 'on the bucket', missingObjects, 'add LIST_OBJECTS_V2, or leave missingObjects out'));
    }
    if (missingObjects === MissingObjects.NOT_FOUND && this.accesses.some(({ reach }) => reach.listPrefix?.includes('*'))) {
      errors.push(invalid('missingObjects', "must not let the role list without a prefix where the prefix is each caller's own", missingObjects, 'leave it out'));
    }
    return [...errors, ...[...new Set(this.accesses.map(({ acl }) => acl))].flatMap(acl => refusedAcls(acl, this.buckets))];
  }

  private grant() {
    const { role } = this;
    if (role !== undefined) {
      this.granted = true;
      this.added = this.statements.map(statement => role.addToPrincipalPolicy(statement));
    }
  }

  /** Tells what the role does not take, and what others must allow. */
  private warn() {
    const { role, statements } = this;
    if (role === undefined) {
      return;
    }
    // A role splits its policy once, and tells nothing of it when it is synthesized again.
    this.takesStatements ??= this.added.every(isPartOfPolicy);
    if (!this.takesStatements) {
      const elsewhere = Token.compareStrings(role.env.account, Stack.of(this.scope).account) === TokenComparison.DIFFERENT;
      warn(this.scope, 'statementsNotAdded', `The role '${role.node.path}' takes no statements here. Its owner must add: ${this.render(statements)}`
        + (elsewhere ? '. A service can only be given a role of its own account: API Gateway will refuse this one.' : ''));
    }
    this.warnOfOtherAccounts(role, statements);
    this.warnOfRouteAcls();
    const listers = listersBesides(this.accesses);
    if (listsUnasked(this.accesses) && listers.length > 0) {
      warn(this.scope, 'unaskedListing', `${listers.join(', ')} needs s3:ListBucket, and with another operation of GET on the bucket clients can list all of it, `
        + 'though no listing of the target is switched on. Leave one of them out, or add LIST_OBJECTS_V2 to say that they may.');
    }
  }

  /** What a route stores with, uploads that share its role may be stored with, too. */
  private warnOfRouteAcls() {
    const storing = this.accesses.filter(({ operations }) => operations.some(operation => storesObject(S3_OPERATIONS[operation])));
    const uploads = storing.filter(({ shared }) => shared);
    const chosen = uploads.flatMap(({ acl }) => acl._allowed);
    const further = new Set(storing.flatMap(({ acl }) => acl._allowed).filter(acl => !chosen.includes(acl)));
    if (uploads.length > 0 && further.size > 0) {
      warn(this.scope, 'aclOfRoute', `A route stores with ${[...further].join(', ')}, and its role is that of uploads without: where the keys are the same, clients may set that ACL on `
        + 'any upload, and on objects that are there. Give the route another authorization, or a proxy of its own.');
    }
  }

  private warnOfOtherAccounts(role: iam.IRole, statements: iam.PolicyStatement[]) {
    const here = Stack.of(this.scope).account;
    for (const bucket of [...this.buckets, ...this.options.copySources ?? []]) {
      const compared = Token.compareStrings(bucket.env.account, here);
      if (compared === TokenComparison.DIFFERENT || compared === TokenComparison.ONE_UNRESOLVED) {
        warn(this.scope, 'crossAccount', `The bucket '${bucket.node.path}' is of the account ${this.text(bucket.env.account)}. Its policy must allow the role `
          + `${this.text(role.roleArn)} the same as the role's own: ${this.render(statementsAbout(bucket, statements))}. `
          + 'If it is encrypted with a key of KMS, the policy of the key must, too.');
      }
    }
  }

  private render(statements: iam.PolicyStatement[]): string {
    return this.text(statements.map(statement => statement.toStatementJson()));
  }

  private text(value: unknown): string {
    const resolved = Stack.of(this.scope).resolve(value);
    return typeof resolved === 'string' ? resolved : JSON.stringify(resolved);
  }
}

/** What a role is told is nothing where there is none. */
function checkCallersDecide(options: S3PermissionOptions, { acl }: S3Access) {
  for (const [name, value] of givenOptions(options)) {
    throw invalid(name, 'must be left out where S3 is called with the credentials of the callers, whose policies decide', value, 'leave it out');
  }
  if (acl._allowed.length > 0 && acl._fixed === undefined) {
    throw invalid('acl', 'must not be a choice where S3 is called with the credentials of the callers, whose policies decide', acl._allowed.join(', '),
      'leave it out, and let the policies of the callers have the condition s3:x-amz-acl');
  }
}

/** An immutable role says that it took a statement, which then is part of nothing. */
function isPartOfPolicy({ statementAdded, policyDependable }: iam.AddToPrincipalPolicyResult): boolean {
  return statementAdded && (policyDependable === undefined || Dependable.of(policyDependable).dependencyRoots.length > 0);
}

/** What is allowed on a bucket and its objects alone, as a policy of the bucket may be about nothing else. */
function statementsAbout(bucket: s3.IBucket, statements: iam.PolicyStatement[]): iam.PolicyStatement[] {
  return statements.filter(({ effect }) => effect === iam.Effect.ALLOW)
    .map(statement => ({ statement, resources: statement.resources.filter(arn => arn === bucket.bucketArn || arn.startsWith(`${bucket.bucketArn}/`)) }))
    .filter(({ resources }) => resources.length > 0)
    .map(({ statement, resources }) => statement.copy({ resources }));
}
