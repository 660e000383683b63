import { writeFileSync } from 'fs';
import { SURFACES } from './surfaces';

for (const { file, lines } of SURFACES) {
  writeFileSync(file, `${lines().join('\n')}\n`);
}
