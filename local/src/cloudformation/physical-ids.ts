import { createHash } from 'node:crypto';

/** Where the stack is said to run. */
export interface Environment {
  readonly stackName: string;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly urlSuffix: string;
}

/** What CloudFormation knows of a resource once it is created. */
export interface Identity {
  /** The value of `Ref`. */
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

type Identify = (logicalId: string, properties: Readonly<Record<string, unknown>>, env: Environment) => Identity;

/** Ids and names are the same in every run, so that URLs and buckets stay. */
const IDENTITIES: Readonly<Record<string, Identify>> = {
  'AWS::ApiGateway::RestApi': (id, _, env) => ({
    ref: generated(id, env, 10),
    attributes: { RestApiId: generated(id, env, 10), RootResourceId: generated(`${id}/`, env, 10) },
  }),
  'AWS::ApiGateway::Resource': (id, _, env) => named('ResourceId', generated(id, env, 6)),
  'AWS::ApiGateway::Deployment': (id, _, env) => named('DeploymentId', generated(id, env, 6)),
  'AWS::ApiGateway::Stage': (_, properties) => ({ ref: String(properties.StageName), attributes: {} }),
  'AWS::ApiGateway::Model': (id, properties) => ({ ref: String(properties.Name ?? id), attributes: {} }),
  'AWS::ApiGateway::RequestValidator': (id, _, env) => named('RequestValidatorId', generated(id, env, 6)),
  'AWS::ApiGateway::Authorizer': (id, _, env) => named('AuthorizerId', generated(id, env, 6)),
  'AWS::ApiGateway::ApiKey': (id, _, env) => named('APIKeyId', generated(id, env, 10)),
  'AWS::ApiGateway::UsagePlan': (id, _, env) => named('Id', generated(id, env, 6)),
  'AWS::S3::Bucket': (id, properties, env) => {
    const name = String(properties.BucketName ?? bucketName(id, env));
    const domain = `s3.${env.region}.${env.urlSuffix}`;
    return {
      ref: name,
      attributes: {
        Arn: `arn:${env.partition}:s3:::${name}`,
        DomainName: `${name}.s3.${env.urlSuffix}`,
        RegionalDomainName: `${name}.${domain}`,
        DualStackDomainName: `${name}.s3.dualstack.${env.region}.${env.urlSuffix}`,
        WebsiteURL: `http://${name}.s3-website-${env.region}.${env.urlSuffix}`,
      },
    };
  },
  'AWS::IAM::Role': (id, properties, env) => {
    const name = String(properties.RoleName ?? shortened(`${env.stackName}-${id}`, 64));
    const path = String(properties.Path ?? '/');
    return {
      ref: name,
      attributes: {
        Arn: `arn:${env.partition}:iam::${env.accountId}:role${path}${name}`,
        RoleId: `AROA${generated(id, env, 17).toUpperCase()}`,
      },
    };
  },
  'AWS::IAM::ManagedPolicy': (id, properties, env) => {
    const name = String(properties.ManagedPolicyName ?? shortened(`${env.stackName}-${id}`, 128));
    const arn = `arn:${env.partition}:iam::${env.accountId}:policy${String(properties.Path ?? '/')}${name}`;
    return { ref: arn, attributes: { PolicyArn: arn } };
  },
  // Types that are not run but that policies and integrations point at.
  'AWS::KMS::Key': (id, _, env) => {
    const key = generated(id, env, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    return { ref: key, attributes: { KeyId: key, Arn: `arn:${env.partition}:kms:${env.region}:${env.accountId}:key/${key}` } };
  },
  'AWS::Cognito::UserPool': (id, properties, env) => {
    const pool = String(properties.PhysicalId ?? `${env.region}_${generated(id, env, 9)}`);
    const provider = `cognito-idp.${env.region}.${env.urlSuffix}/${pool}`;
    return {
      ref: pool,
      attributes: {
        Arn: `arn:${env.partition}:cognito-idp:${env.region}:${env.accountId}:userpool/${pool}`,
        ProviderName: provider,
        ProviderURL: `https://${provider}`,
        UserPoolId: pool,
      },
    };
  },
  'AWS::Lambda::Function': (id, properties, env) => {
    const name = String(properties.FunctionName ?? shortened(`${env.stackName}-${id}`, 64));
    return { ref: name, attributes: { Arn: `arn:${env.partition}:lambda:${env.region}:${env.accountId}:function:${name}` } };
  },
  'AWS::Logs::LogGroup': (id, properties, env) => {
    const name = String(properties.LogGroupName ?? `${env.stackName}-${id}`);
    return { ref: name, attributes: { Arn: `arn:${env.partition}:logs:${env.region}:${env.accountId}:log-group:${name}:*` } };
  },
};

/** Undefined for a type whose name and attributes are not known here. */
export function identify(type: string, logicalId: string, properties: Readonly<Record<string, unknown>>, env: Environment): Identity | undefined {
  return Object.hasOwn(IDENTITIES, type) ? IDENTITIES[type](logicalId, properties, env) : undefined;
}

function named(attribute: string, id: string): Identity {
  return { ref: id, attributes: { [attribute]: id } };
}

/** Lower-case letters and digits, as API Gateway's own ids. */
function generated(logicalId: string, env: Environment, length: number): string {
  const digest = createHash('sha256').update(`${env.stackName}/${logicalId}`).digest('hex');
  return BigInt(`0x${digest}`).toString(36).padStart(49, '0').slice(-length);
}

function bucketName(logicalId: string, env: Environment): string {
  return shortened(`${env.stackName}-${logicalId}`.toLowerCase().replace(/[^a-z0-9-]/g, '-').replace(/^-+/, ''), 63);
}

/** Cut names end in a hash, so that two long ones stay two. */
function shortened(name: string, length: number): string {
  if (name.length <= length) {
    return name;
  }
  return `${name.slice(0, length - 9)}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}
