import { join } from 'path';
import { Language } from './language';
import { build, PACKAGES } from './packages';
import { mustShowSamples } from './samples';

/** Its code alone is generated: there is no compiler for it here. */
export const dotnet: Language = {
  name: 'dotnet',
  checks: {
    package: () => build('dotnet'),
    samples: async () => mustShowSamples('csharp', join(PACKAGES, 'dotnet'), /\.(?:cs|md)$/),
  },
};
