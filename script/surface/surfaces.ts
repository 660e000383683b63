import { API_FILE, publicApi } from './api';
import { Surface } from './compare';
import { IDS_FILE, ids } from './ids';

/** What a release must not change by the way. */
export const SURFACES: readonly Surface[] = [
  { what: 'Types and members of the package', file: API_FILE, lines: publicApi, broken: 'may keep apps in any language from compiling' },
  { what: 'Construct paths and logical ids', file: IDS_FILE, lines: ids, broken: 'makes CloudFormation replace what is deployed: an API gets another URL' },
];
