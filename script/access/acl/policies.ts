import { ACLS, allows, GRANTEE, GRANTS, keyOf, Operation, OPERATIONS } from './attempts';
import { PROXIES, Proxy } from './settings';
import { storePolicy } from '../../../local/src/store/store-policy';
import { Access, accessOf } from '../../../test/support/access';
import { asArray, CfnTemplate } from '../../../test/support/synth';
import { simulator } from '../../operations/denials/evaluator';
import { needsOfS3 } from '../../operations/denials/privilege';
import { Findings } from '../../suites/findings';

/** All that IAM may see of ACLs: one or none, and a grant or none. */
const SAID = [undefined, ...ACLS].flatMap(acl => [undefined, ...GRANTS].map(grant => ({ acl, grant })));

/** What IAM is to say: by an evaluator that is not ours, and by that of the local gateway. Gives the number of decisions. */
export async function judgePolicies(template: CfnTemplate, findings: Findings): Promise<number> {
  let decisions = 0;
  for (const proxy of PROXIES) {
    const access = accessOf(template, proxy.name);
    for (const [name, operation] of Object.entries(OPERATIONS)) {
      for (const { acl, grant } of SAID) {
        const headers = { ...(acl !== undefined && { 'x-amz-acl': acl }), ...(grant !== undefined && { [grant]: GRANTEE }) };
        const must = allows(proxy.setting, operation, acl, grant !== undefined);
        const decided = Object.entries(await decide(proxy, access, operation, headers));
        decisions += decided.length;
        findings.add(decided.length, decided.filter(([, may]) => may !== must).map(([who]) =>
          `${who}: the role of ${proxy.name} must ${must ? '' : 'not '}be able to ${name} with ${[acl, grant].filter(Boolean).join(' and ') || 'neither'}`));
      }
    }
  }
  return decisions;
}

async function decide(
  { bucket, setting }: Proxy, access: Access, operation: Operation, headers: Record<string, string>,
): Promise<Record<string, boolean>> {
  const key = keyOf(setting, operation, 'key');
  const request = {
    method: operation.method,
    path: `/${bucket}/${key}`,
    query: `${operation.query}${operation.part ? 'id' : ''}`,
    headers: [...operation.headers.map(([name, value]) => [name, value.replace('{bucket}', bucket)] as const), ...Object.entries(headers)],
  };
  const role = { arn: 'arn:aws:iam::000000000000:role/role', policies: namedPolicies(access) };
  return {
    'iam-simulate': await simulator(role, needsOfS3(request, { bucket, key })) === undefined,
    'the evaluator of local/': access.decide(`${request.method} ${request.path}?${request.query}`, Object.fromEntries(request.headers)) === 'allow',
  };
}

const namedPolicies = ({ policies }: Access) => policies.map(({ document }, index) => ({ name: `${index}`, document }));

/** Actions and conditions about ACLs that the roles have and versitygw is not told. */
export function unknownToStore(template: CfnTemplate): string[] {
  const of = (documents: readonly any[]) => documents.flatMap(document => asArray(document.Statement)).flatMap((statement: any) => [
    ...asArray(statement.Action), ...Object.values(statement.Condition ?? {}).flatMap(keys => Object.keys(keys as object)),
  ]);
  const names = PROXIES.flatMap(({ name }) => {
    const policies = namedPolicies(accessOf(template, name));
    const told = of([...storePolicy(policies).documents.values()].map(text => JSON.parse(text)));
    return of(policies.map(({ document }) => document)).filter(one => /acl|grant/i.test(one) && !told.includes(one));
  });
  return [...new Set(names)].sort();
}
