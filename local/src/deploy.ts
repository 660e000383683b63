import { AwsClient } from './aws-client';
import { checkBucket, deployBucket } from './bucket-deployment';
import { Credentials } from './credentials';
import { IamUsers } from './iam-users';
import { Problems } from './problems';
import { rolePolicies } from './role-policies';
import { Authorization, RolePolicies, S3Access } from './s3-access';
import { SignableRequest } from './sigv4-canonical';
import { storePolicy } from './store-policy';
import { Resource } from './template';

/** The types of resources that `deploy` reads. */
export const DEPLOYED_TYPES: readonly string[] = [
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::IAM::RolePolicy',
  'AWS::S3::Bucket',
];

export interface DeployProps {
  /** Those of DEPLOYED_TYPES count. */
  readonly resources: readonly Resource[];
  /** The roles that integrations assume. */
  readonly roleArns: readonly string[];
  readonly s3Endpoint: string;
  /**
   * The IAM server of versitygw, where each role becomes a user with its policies.
   *
   * @default - none: roles sign with `credentials`, and the gateway alone checks their policies
   */
  readonly iamEndpoint?: string;
  /** Of the administrator. */
  readonly credentials: Credentials;
  readonly region: string;
}

export interface Deployment {
  /** What the template asks for and the store has no equivalent of, for the user to read. */
  readonly notSimulated: readonly string[];
  /** What requests of this role to S3 are signed with. */
  credentialsOf(roleArn: string): Credentials;
  /**
   * Whether the role may make this request to S3, and if not, what S3 would answer. The request is in path style and complete but for its
   * signature.
   */
  authorize(roleArn: string, request: SignableRequest): Authorization;
}

/** Creates the buckets of a template, and users for its roles. Refuses, before it creates anything, what cannot be honoured. */
export async function deploy(props: DeployProps): Promise<Deployment> {
  const { resources, credentials, region, iamEndpoint } = props;
  const problems = new Problems();
  const buckets = resources.filter(({ type }) => type === 'AWS::S3::Bucket');
  const notSimulated = buckets.flatMap((bucket) => checkBucket(bucket, problems));
  const roles = rolePolicies(resources, new Set(props.roleArns), problems);
  problems.throwIfAny();
  const access = new S3Access({ roles, region, storeChecks: iamEndpoint !== undefined });

  const s3 = new AwsClient({ service: 's3', endpoint: props.s3Endpoint, region, credentials });
  for (const bucket of buckets) await deployBucket(s3, region, bucket);

  let keys: ReadonlyMap<string, Credentials>;
  if (iamEndpoint === undefined) {
    keys = new Map(roles.map(({ roleArn }) => [roleArn, credentials]));
    if (roles.length > 0) {
      notSimulated.push(
        'role policies are enforced only by the gateway itself: the S3 endpoint gets requests signed as its administrator',
      );
    }
  } else {
    keys = await deployUsers(
      new IamUsers(new AwsClient({ service: 'iam', endpoint: iamEndpoint, region: 'us-east-1', credentials })),
      roles,
      notSimulated,
    );
  }
  return {
    notSimulated,
    authorize: (roleArn, request) => access.authorize(roleArn, request),
    credentialsOf: (roleArn) => {
      const key = keys.get(roleArn);
      if (key === undefined) throw new Error(`credentials: must be a role of the template, got '${roleArn}'`);
      return key;
    },
  };
}

async function deployUsers(users: IamUsers, roles: readonly RolePolicies[], notSimulated: string[]): Promise<Map<string, Credentials>> {
  // All of them: the store reads its users on every request, so that old ones cost time.
  for (const user of await users.list()) await users.delete(user);
  const keys = new Map<string, Credentials>();
  for (const { roleArn, policies } of roles) {
    const name = roleArn.slice(roleArn.lastIndexOf('/') + 1);
    const policy = storePolicy(policies);
    keys.set(roleArn, await users.create(name, policy));
    if (!policy.whole) {
      notSimulated.push(
        `role ${name}: its policies are longer than the store takes, which therefore checks actions alone; the gateway checks the whole`,
      );
    }
  }
  return keys;
}
