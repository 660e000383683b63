import { Client } from './client';
import { curl } from './drivers/curl';
import { node } from './drivers/node';
import { boto3 } from './drivers/python';

/** All that is checked. A client more is an entry more. */
export const CLIENTS: readonly Client[] = [node, boto3, curl];
