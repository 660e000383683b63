import { setTimeout } from 'node:timers/promises';
import { AwsClient } from './aws-client';
import { checkBucket, deployBucket } from './bucket-deployment';
import { IamUsers } from './iam-users';
import { StorePolicy, storePolicy } from './store-policy';
import { xmlText } from './xml';
import { Credentials } from '../auth/credentials';
import { SignableRequest } from '../auth/sigv4-canonical';
import { Problems } from '../cloudformation/problems';
import { Resource } from '../cloudformation/template';
import { rolePolicies } from '../iam/role-policies';
import { Authorization, S3Access } from '../iam/s3-access';
import { OptionError } from '../option-error';

/** What a store says to a key that it has never heard of. */
const UNKNOWN_USER: readonly string[] = ['InvalidAccessKeyId', 'XAdminUserNotFound'];

/** A store may hear of a new user a little later. */
const LINK_ATTEMPTS = 5;
const LINK_PAUSE_MS = 200;

/** The types of resources that `deploy` reads. */
export const DEPLOYED_TYPES: readonly string[] = [
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::IAM::RolePolicy',
  'AWS::S3::Bucket',
];

export interface DeployProps {
  /** Tells its users from those of other stacks. */
  readonly stackName: string;
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
  /** Of the deployment that this one follows: roles that it had keep what they sign with. */
  readonly before?: Deployment;
}

export interface Deployment {
  /** What the template asks for and the store has no equivalent of, for the user to read. */
  readonly notSimulated: readonly string[];
  /** Of the roles that are users of the store. */
  readonly keys: ReadonlyMap<string, Credentials>;
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
  const policies = new Map(roles.map((role) => [role.roleArn, storePolicy(role.policies)]));
  const storeChecks = (roleArn: string) => iamEndpoint !== undefined && policies.get(roleArn)!.weaker === undefined;
  const access = new S3Access({ roles, region, storeChecks });

  const s3 = new AwsClient({ service: 's3', endpoint: props.s3Endpoint, region, credentials });
  // Whatever it says: a store that does not answer is found now, not by the first client.
  await s3.send({ method: 'GET', path: '/' });
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
      new IamUsers(new AwsClient({ service: 'iam', endpoint: iamEndpoint, region: 'us-east-1', credentials }), props.stackName),
      policies,
      props.before?.keys ?? new Map<string, Credentials>(),
      notSimulated,
    );
    // Before the buckets, so that nothing is created in a store that is then refused.
    await checkLinked(props.s3Endpoint, iamEndpoint, region, [...keys.values()][0]);
  }
  for (const bucket of buckets) await deployBucket(s3, region, bucket);
  return {
    notSimulated,
    keys,
    authorize: (roleArn, request) => access.authorize(roleArn, request),
    credentialsOf: (roleArn) => {
      const key = keys.get(roleArn);
      if (key === undefined) throw new Error(`credentials: must be a role of the template, got '${roleArn}'`);
      return key;
    },
  };
}

async function deployUsers(
  users: IamUsers, policies: ReadonlyMap<string, StorePolicy>, before: ReadonlyMap<string, Credentials>, notSimulated: string[],
): Promise<Map<string, Credentials>> {
  const nameOf = (roleArn: string) => roleArn.slice(roleArn.lastIndexOf('/') + 1);
  const there = await users.list();
  const known = new Map([...before].filter(([roleArn]) => policies.has(roleArn) && there.includes(nameOf(roleArn))));
  const kept = new Set([...known.keys()].map(nameOf));
  // All others: the store reads its users on every request, so that old ones cost time.
  for (const user of there.filter((name) => !kept.has(name))) await users.delete(user);
  const keys = new Map<string, Credentials>();
  for (const [roleArn, policy] of policies) {
    const name = nameOf(roleArn);
    const key = known.get(roleArn);
    if (key) await users.update(name, policy);
    keys.set(roleArn, key ?? await users.create(name, policy));
    if (policy.weaker !== undefined) notSimulated.push(`role ${name}: ${policy.weaker}; the gateway checks the whole`);
  }
  return keys;
}

/** Whether the store takes its users from that IAM server, shown by a call of one of them. */
async function checkLinked(s3Endpoint: string, iamEndpoint: string, region: string, user: Credentials | undefined): Promise<void> {
  if (user === undefined) return;
  const s3 = new AwsClient({ service: 's3', endpoint: s3Endpoint, region, credentials: user });
  for (let attempt = 1; UNKNOWN_USER.includes(xmlText((await s3.send({ method: 'GET', path: '/' })).body, 'Code') ?? ''); attempt++) {
    if (attempt === LINK_ATTEMPTS) {
      throw new OptionError('s3.iamEndpoint', (name) => `the S3 server ${s3Endpoint} does not know the users of ${iamEndpoint}: ` +
        `start it with --iam-standalone-endpoint <socket>, or leave ${name} out`);
    }
    await setTimeout(LINK_PAUSE_MS);
  }
}
