import { AwsClient } from './aws-client';
import { element, escapeXml, xmlText } from './xml';
import { Problems } from '../cloudformation/problems';
import { Resource } from '../cloudformation/template';

type Properties = Readonly<Record<string, unknown>>;

/** They change nothing that a request to an object or its answer shows, or concern other storage than the bucket's. */
const NOT_SIMULATED = [
  'AbacStatus',
  'AccelerateConfiguration',
  'AnalyticsConfigurations',
  'BucketEncryption',
  'IntelligentTieringConfigurations',
  'InventoryConfigurations',
  'LifecycleConfiguration',
  'LoggingConfiguration',
  'MetadataConfiguration',
  'MetadataTableConfiguration',
  'MetricsConfigurations',
  'NotificationConfiguration',
  'PublicAccessBlockConfiguration',
  'ReplicationConfiguration',
  'WebsiteConfiguration',
];

/** The ACL of buckets for the access logs of others: it lets S3 itself write, and nobody writes logs here. Private is what every bucket is. */
const LOG_DELIVERY = 'LogDeliveryWrite';

/** Those of creation; the others are SETTINGS. */
const AT_CREATION = ['BucketName', 'ObjectLockEnabled'];

/** A configuration that is put on a bucket under a sub-resource. */
interface Setting {
  readonly property: string;
  readonly subresource: string;
  /** The document, or undefined when the value asks for none. */
  readonly document: (value: unknown) => string | undefined;
  /** What takes the place of a missing property on a bucket that was there before: this document, or `none`. */
  readonly otherwise?: string;
}

const texts = (name: string, values: unknown): string[] =>
  (values === undefined ? [] : [values].flat()).map((value) => element(name, escapeXml(String(value))));
const list = (value: unknown): Properties[] => (value ?? []) as Properties[];

function corsDocument(value: unknown): string {
  return element(
    'CORSConfiguration',
    ...list((value as Properties).CorsRules).map((rule) =>
      element(
        'CORSRule',
        ...texts('ID', rule.Id),
        ...texts('AllowedHeader', rule.AllowedHeaders),
        ...texts('AllowedMethod', rule.AllowedMethods),
        ...texts('AllowedOrigin', rule.AllowedOrigins),
        ...texts('ExposeHeader', rule.ExposedHeaders),
        ...texts('MaxAgeSeconds', rule.MaxAge),
      ),
    ),
  );
}

function lockDocument(value: unknown): string {
  const retention = ((value as Properties).Rule as Properties | undefined)?.DefaultRetention as Properties | undefined;
  const rule =
    retention === undefined
      ? []
      : [
        element(
          'Rule',
          element(
            'DefaultRetention',
            ...texts('Mode', retention.Mode),
            ...texts('Days', retention.Days),
            ...texts('Years', retention.Years),
          ),
        ),
      ];
  return element('ObjectLockConfiguration', element('ObjectLockEnabled', 'Enabled'), ...rule);
}

const status = (value: string): string => element('VersioningConfiguration', element('Status', escapeXml(value)));
const ownership = (value: string): string => element('OwnershipControls', element('Rule', ...texts('ObjectOwnership', value)));

const SETTINGS: readonly Setting[] = [
  {
    // Before object lock, which needs it.
    property: 'VersioningConfiguration',
    subresource: 'versioning',
    otherwise: status('Suspended'),
    document: (value) => status(String((value as Properties).Status)),
  },
  { property: 'ObjectLockConfiguration', subresource: 'object-lock', document: lockDocument },
  {
    property: 'OwnershipControls',
    subresource: 'ownershipControls',
    otherwise: ownership('BucketOwnerEnforced'),
    document: (value) => ownership(String(list((value as Properties).Rules)[0]?.ObjectOwnership)),
  },
  { property: 'CorsConfiguration', subresource: 'cors', otherwise: 'none', document: corsDocument },
  {
    property: 'Tags',
    subresource: 'tagging',
    otherwise: 'none',
    document: (value) =>
      list(value).length === 0
        ? undefined
        : element(
          'Tagging',
          element('TagSet', ...list(value).map(({ Key, Value }) => element('Tag', ...texts('Key', Key), ...texts('Value', Value)))),
        ),
  },
];

/** Reports what cannot be honoured, and returns what has no effect here. */
export function checkBucket({ logicalId, properties }: Resource, problems: Problems): string[] {
  const honoured = [...AT_CREATION, ...SETTINGS.map(({ property }) => property)];
  for (const [property, value] of Object.entries(properties)) {
    if (property === 'AccessControl') {
      if (value !== 'Private' && value !== LOG_DELIVERY) {
        problems.cannotHonour(
          logicalId,
          property,
          `must be Private or ${LOG_DELIVERY}, as no one but the roles reads the bucket here, got '${String(value)}'`,
        );
      }
    } else if (!honoured.includes(property) && !NOT_SIMULATED.includes(property)) {
      problems.cannotHonour(logicalId, property, 'this property of AWS::S3::Bucket is not supported by the local store');
    }
  }
  if (properties.ObjectLockConfiguration !== undefined && properties.ObjectLockEnabled !== true) {
    problems.refuse(logicalId, 'ObjectLockConfiguration', 'needs ObjectLockEnabled: true');
  }
  return Object.keys(properties)
    .filter((property) => NOT_SIMULATED.includes(property) || properties[property] === LOG_DELIVERY)
    .map((property) => `${logicalId}: ${property}`);
}

/** Creates a bucket that is missing, and gives it the configuration of the template. Repeating it changes nothing. */
export async function deployBucket(s3: AwsClient, region: string, { logicalId, physicalId, properties }: Resource): Promise<void> {
  const what = `bucket ${physicalId} (${logicalId})`;
  const path = `/${encodeURIComponent(physicalId)}`;
  const existing = await bucketExists(s3, what, path);
  if (existing && properties.ObjectLockEnabled === true) await checkLocked(s3, what, path);
  if (!existing) {
    await s3.call(what, {
      method: 'PUT',
      path,
      ...(properties.ObjectLockEnabled === true && { headers: [['x-amz-bucket-object-lock-enabled', 'true']] }),
      // S3 refuses the name of its first region.
      ...(region !== 'us-east-1' && { body: element('CreateBucketConfiguration', element('LocationConstraint', region)) }),
    });
  }
  for (const { property, subresource, document, otherwise } of SETTINGS) {
    const body = properties[property] === undefined ? undefined : document(properties[property]);
    if (body !== undefined) {
      await s3.call(what, { method: 'PUT', path, query: `${subresource}=`, body });
    } else if (existing && otherwise === 'none') {
      await s3.call(what, { method: 'DELETE', path, query: `${subresource}=` });
    } else if (existing && otherwise !== undefined && (await isOther(s3, what, path, subresource, otherwise))) {
      await s3.call(what, { method: 'PUT', path, query: `${subresource}=`, body: otherwise });
    }
  }
}

async function bucketExists(s3: AwsClient, what: string, path: string): Promise<boolean> {
  // Not HEAD, whose refusal does not say why.
  const call = { method: 'GET', path, query: 'location=' };
  const { status: answered } = await s3.send(call);
  if (answered === 404) return false;
  if (answered !== 200) await s3.call(what, call);
  return true;
}

/** Object lock can only be switched on when a bucket is created. */
async function checkLocked(s3: AwsClient, what: string, path: string): Promise<void> {
  const { status: answered } = await s3.send({ method: 'GET', path, query: 'object-lock=' });
  if (answered !== 200) {
    throw new Error(`${what}: ObjectLockEnabled: must be set when the bucket is created, but it exists without. Delete the bucket first`);
  }
}

/** Whether a bucket has another value than the one that takes the place of none. A bucket that never had versions needs no suspending. */
async function isOther(s3: AwsClient, what: string, path: string, subresource: string, document: string): Promise<boolean> {
  const { status: answered, body } = await s3.send({ method: 'GET', path, query: `${subresource}=` });
  if (answered === 404) return false;
  if (answered !== 200) throw new Error(`${what}: GET ${path}?${subresource} answered ${answered}`);
  const name = subresource === 'versioning' ? 'Status' : 'ObjectOwnership';
  const present = xmlText(body, name);
  return present !== undefined && present !== xmlText(document, name);
}
