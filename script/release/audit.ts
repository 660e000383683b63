import { spawnSync } from 'child_process';
import { Findings } from '../suites/findings';

/** What a registry answers that mirrors packages and no audits. */
const SERVES_NO_AUDITS = /^(403|404|405|501) /;

interface Audit {
  readonly message?: string;
  readonly statusCode?: number;
  readonly metadata?: { readonly dependencies: { readonly prod: number }; readonly vulnerabilities: { readonly total: number } };
}

/** `npm audit` of what is shipped. A registry without audits is named and counts neither way: the workflow "build" asks npm's own. */
export function checkAudits(findings: Findings): void {
  for (const folder of ['.', 'local']) {
    const { stdout, stderr } = spawnSync('npm', ['--prefix', folder, 'audit', '--omit=dev', '--json'], { encoding: 'utf8' });
    let audit: Audit;
    try {
      audit = JSON.parse(stdout) as Audit;
    } catch {
      throw new Error(`npm audit of ${folder} wrote no JSON: ${stdout}${stderr}`);
    }
    if (audit.metadata) {
      const { total } = audit.metadata.vulnerabilities;
      console.log(`audit of ${folder}: ${total} known vulnerabilities in what is shipped`);
      findings.add(1, total === 0 ? [] : [`${folder}: ${total} vulnerabilities; see npm --prefix ${folder} audit --omit=dev`]);
    } else if (SERVES_NO_AUDITS.test(audit.message ?? '')) {
      console.log(`audit of ${folder}: NOT DONE, the registry serves no audits (${audit.statusCode})`);
    } else {
      findings.add(1, [`${folder}: npm audit failed: ${audit.message ?? stdout}`]);
    }
  }
}
