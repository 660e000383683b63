import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { cachesAnswers, errorsAllow, hasUsagePlan } from './api-surroundings';
import { S3_OPERATIONS, S3OperationEntry } from './catalogue';
import { invalid } from './errors';
import { IntegrationSettings } from './integration-options';
import { deniesDots, DOTS } from './path-policy';
import { ACL_HEADER, copiesObject, storesObject, storesWhatIsSent } from './permissions';
import { S3Acl } from './s3-acl';
import { isReading, methodOf } from './s3-method';
import { S3Operation } from './s3-operation';
import { S3ProxyAuth } from './s3-proxy-auth';
import { S3Location } from './s3-target';
import { warn } from './warnings';

/** A method that a proxy has added, and what may be done through it. */
export interface WiredMethod {
  readonly method: apigateway.Method;
  readonly auth: S3ProxyAuth;
  /** Whose selectors the client chooses by; of a route, the one there is */
  readonly operations: S3Operation[];
  /** Whether its shape is that of all operations of its path and verb, which the client chooses among */
  readonly shared: boolean;
  /** Whether it copies whatever the client sends, or may be sent nothing to copy */
  readonly mayLackSource?: boolean;
  /** Whether what S3 is asked differs from caller to caller */
  readonly dependsOnContext?: boolean;
}

/** Options without a method that they could be for, or that one of its operations would not bear. */
export function settingsContradictions(settings: IntegrationSettings, wired: Pick<WiredMethod, 'operations' | 'shared'>[]): Error[] {
  const { acl, requestHeaders, userMetadata } = settings;
  const entries = wired.flatMap(({ operations }) => operations).map(operation => S3_OPERATIONS[operation]);
  const headers = Object.keys(requestHeaders);
  const errors: Error[] = [];
  if (acl._allowed.length > 0 && !entries.some(storesObject)) {
    errors.push(invalid('acl', 'must be left out where no operation stores an object', acl._allowed.join(', '), 'add PUT_OBJECT to the operations'));
  }
  if (headers.length > 0 && !entries.some(storesObject)) {
    errors.push(invalid('requestHeaders', 'must be left out where no operation stores an object', headers.join(', '), 'add PUT_OBJECT to the operations'));
  }
  if (userMetadata.length > 0 && !entries.some(entry => entry.takesMetadata || entry.givesMetadata)) {
    errors.push(invalid('userMetadata', 'must be left out where no operation reads or stores an object', userMetadata.join(', '),
      'add GET_OBJECT or PUT_OBJECT to the operations'));
  }
  return [...errors, ...wired.filter(({ shared }) => shared).flatMap(({ operations }) => fixedHeaderConflicts(acl, requestHeaders, operations))];
}

/**
 * Headers that are fixed for all requests of a method. S3 answers 400 to some where the operation has no use for them, as to an ACL or
 * encryption on UploadPart.
 *
 * @see https://github.com/aws/aws-cli/issues/1674
 */
function fixedHeaderConflicts(acl: S3Acl, requestHeaders: Record<string, string>, operations: S3Operation[]): Error[] {
  const { scope, verb } = S3_OPERATIONS[operations[0]];
  const includes = (names: readonly string[], name: string) => names.some(one => one.toLowerCase() === name.toLowerCase());
  const fixed = [
    ...Object.keys(requestHeaders).filter(name => name.toLowerCase().startsWith('x-amz-')).map(name => ['requestHeaders', name, name]),
    ...(acl._fixed === undefined ? [] : [['acl', ACL_HEADER, acl._fixed]]),
  ];
  return fixed.filter(([, header]) => scope === 'object' && includes(methodOf(scope, verb).headers, header)).flatMap(([property, header, value]) => {
    // PutObjectAcl reads the client's own ACL, which a fixed one would replace.
    const takes = (entry: S3OperationEntry) => (property === 'acl' ? storesObject(entry) : includes(entry.headers, header));
    const others = operations.filter(operation => !takes(S3_OPERATIONS[operation]));
    return others.length === 0 ? [] : [
      invalid(property, `must be read by every operation of a method, and ${others.join(', ')} would get it too`, value,
        'leave it out and set it by addRoute() on a route of its own, or as a default of the bucket'),
    ];
  });
}

/** What differs from caller to caller cannot be part of a cache key for sure, and one could get the other's answer. */
export function cacheContradictions(api: apigateway.IRestApi, wired: WiredMethod[], { prefix }: S3Location): Error[] {
  const reading = wired.filter(({ method }) => isReading(method.httpMethod));
  const refused = ([property, rule, of, fix]: [string, string, WiredMethod[], string]) => of.length === 0 ? []
    : [invalid(property, `must not ${rule} where the stage caches answers, which could be given to another caller`, of.map(({ method }) => method.resource.path).join(', '), fix)];
  const found = [
    ...refused(['KeyPrefix', "be each caller's own", prefix?.caller === undefined ? [] : reading, 'leave out cacheClusterEnabled']),
    ...refused(['auth', 'be with the credentials of the callers', reading.filter(({ auth }) => auth._callerCredentials), 'leave out cacheClusterEnabled, or callerCredentials']),
    ...refused(['addRoute', 'take values from the context', reading.filter(({ dependsOnContext }) => dependsOnContext),
      'take them from the request, or leave out cacheClusterEnabled']),
  ];
  return found.length > 0 && cachesAnswers(api) ? found : [];
}

/** A copy without a source is an upload: only the role can tell that a route was not meant for one. */
export function copyContradictions(wired: WiredMethod[]): Error[] {
  const stores = ({ operations }: WiredMethod) => operations.map(operation => S3_OPERATIONS[operation])
    .some(entry => entry.verb === 'PUT' && storesWhatIsSent(entry));
  return wired.filter(({ mayLackSource }) => mayLackSource).flatMap(({ auth, method, operations }) => {
    const storing = wired.filter(other => other.shared && other.auth._id === auth._id && stores(other));
    return storing.length === 0 ? [] : [
      invalid('addRoute', `must not make an upload of a copy without x-amz-copy-source, as ${operations.join(', ')} would where uploads have the same authorization`,
        method.resource.path, "take the source from the request by headers: { 'x-amz-copy-source': RouteValue.header('x-source') }"),
    ];
  });
}

/** Warns of what is legal among methods, and may still not be meant. */
export function warnOfRisks(scope: Construct, wired: WiredMethod[]) {
  const open = wired.filter(({ auth }) => auth._kind === 'none').flatMap(({ operations }) => operations)
    .filter(operation => !isReading(S3_OPERATIONS[operation].verb));
  if (open.length > 0) {
    warn(scope, 'openWrites', `Everybody who knows the URL, and a key where one is required, may call ${open.join(', ')}, at your cost. Use S3ProxyAuth.iam() for them, or throttle and `
      + 'restrict the API.');
  }
  for (const { auth, operations } of wired.filter(({ shared }) => shared)) {
    const others = operations.filter(operation => S3_OPERATIONS[operation].selectors.some(selector => !selector.includes('=')));
    const plain = plainWrites(operations[0], wired.filter(other => other.auth._id === auth._id));
    if (plain.length > 0 && others.length > 0) {
      warn(scope, 'subResourceWrites', `${others.join(', ')} share a role with ${plain.join(', ')}. AWS does not document that a parameter without a `
        + 'value, as in ?tagging, reaches S3: if it did not, the object or the bucket would be overwritten or deleted. Let clients send a value (?tagging=1), or put these operations on a '
        + 'URL of their own by addRoute(), where the parameter stands in the URL that S3 is called with.');
    }
  }
}

/** Warns of what a target whose prefix is each caller's own rests on. */
export function warnOfTenants(scope: Construct, api: apigateway.IRestApi, { prefix }: S3Location) {
  if (prefix?.caller !== undefined) {
    warn(scope, 'tenantPrefix', `Each caller reaches what is below ${prefix.caller.context}: it must be there for every caller and not empty, never change, never be chosen by the caller, and `
      + 'never begin that of another. AWS does not document whether the override by which a caller lists takes effect: without it, nothing is listed.'
      + (deniesDots(api) ? '' : ` Nor whether '..' in a path is resolved on its way to S3, which would lead out of the prefix: deny ${DOTS.join(', ')} in the policy of the API, `
        + 'as docs/access.md shows with what it must then allow, or in a rule of AWS WAF.')
      + (/mail|name|phone/.test(prefix.caller.context) ? ' What this one is called can change, or become another person\'s: use sub.' : ''));
  }
}

/** Warns of answers of API Gateway itself that callers cannot get past, or not read. */
export function warnOfGatewayAnswers(scope: Construct, api: apigateway.IRestApi, wired: WiredMethod[], cors?: apigateway.CorsOptions) {
  if (api instanceof apigateway.RestApi && wired.some(({ auth }) => auth._apiKeyRequired) && !hasUsagePlan(api)) {
    warn(scope, 'apiKeyWithoutPlan', 'API keys are required, and no usage plan of this app is for the API: keys that are in none are refused. Use S3ProxyApi.addUsagePlan().');
  }
  if (cors !== undefined && !errorsAllow(api, cors.allowOrigins[0])) {
    warn(scope, 'corsOfGatewayErrors', `Pages of other origins cannot read what API Gateway itself answers (403, 413, 429...): the API '${api.node.path}' is not this proxy's. Add gateway `
      + 'responses with the header Access-Control-Allow-Origin to it, for DEFAULT_4XX and DEFAULT_5XX at least.');
  }
}

/** Operations of an authorization that let its role do what a request of a method comes to when its selectors are lost. */
function plainWrites(operation: S3Operation, ofAuth: WiredMethod[]): S3Operation[] {
  const { scope, verb } = S3_OPERATIONS[operation];
  const actions = Object.values(S3_OPERATIONS).filter(entry => entry.scope === scope && entry.verb === verb && writesPlainly(entry))
    .flatMap(entry => entry.permissions.filter(({ when }) => when === undefined).map(({ action }) => action));
  const gives = (entry: S3OperationEntry) =>
    !copiesObject(entry) && entry.permissions.some(({ action, when }) => when === undefined && actions.includes(action));
  return [...new Set(ofAuth.flatMap(({ operations }) => operations).filter(one => gives(S3_OPERATIONS[one])))];
}

/** Whether it is what a request to write comes to when all that tells it apart is lost on the way. */
function writesPlainly({ verb, selectors, requiredQuery, requiredHeaders }: S3OperationEntry): boolean {
  return !isReading(verb) && [selectors, requiredQuery, requiredHeaders].every(names => names.length === 0);
}
