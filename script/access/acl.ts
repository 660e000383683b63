import { ATTEMPTS, OPERATIONS } from './acl/attempts';
import { judgePolicies, unknownToStore } from './acl/policies';
import { Requests } from './acl/requests';
import { PROXIES, synthesize } from './acl/settings';
import { closeAll } from '../../local/test/support/gateway';
import { pooled } from '../operations/denials/pool';
import { Findings } from '../suites/findings';
import { Count } from '../suites/suite';

/** ACLs, on a running deployment: whatever a client says of them, S3 is told what the proxy allows, or the request is denied. */
export async function run(): Promise<Count> {
  const findings = new Findings('acl');
  const template = synthesize();
  const decisions = await judgePolicies(template, findings);
  try {
    const requests = await Requests.to(template);
    (await pooled(PROXIES, proxy => requests.judge(proxy))).forEach(judged => findings.add(...judged));
    const count = findings.report();
    console.log(`acl: ${PROXIES.length} roles x ${Object.keys(OPERATIONS).length} operations x ${ATTEMPTS.length} ways to say an ACL: ${requests.denied} denied, `
      + `${requests.passed} passed on; ${requests.byStore} asked of versitygw itself`);
    console.log(`acl: ${decisions} decisions, by iam-simulate and by the evaluator of local/`);
    console.log(`acl: decided by the policies of the roles alone, as versitygw knows nothing of it: ${unknownToStore(template).join(', ')}`);
    console.log(`acl: ${count.passed} of ${count.passed + count.failed}`);
    return count;
  } finally {
    await closeAll();
  }
}
