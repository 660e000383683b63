import * as acl from './acl';
import * as auth from './auth';
import * as cors from './cors';
import * as tenants from './tenants';
import { runParts } from '../suites/parts';

/** What is proven of who may do what. A part more is an entry more. */
void runParts('check:access', { auth, tenants, acl, cors });
