import { Client } from './client';
import { curl } from './drivers/curl';
import { node } from './drivers/node';

/** All that is checked. A client more is an entry more. */
export const CLIENTS: readonly Client[] = [node, curl];
