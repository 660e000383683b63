import * as answers from './answers';
import * as denials from './denials';
import * as requests from './requests';
import * as uploads from './uploads';
import { runParts } from '../suites/parts';

/** What is proven of each operation. A part more is an entry more. */
void runParts('check:operations', { requests, answers, denials, uploads });
