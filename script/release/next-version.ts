import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import { nextVersion } from './changelog';

/** What `projen bump` asks for: prints the version that CHANGELOG.md has on top. */
const tags = execFileSync('git', ['tag', '--list', 'v*'], { encoding: 'utf8' }).split('\n').filter(tag => tag !== '');
process.stdout.write(nextVersion(readFileSync('CHANGELOG.md', 'utf8'), tags));
