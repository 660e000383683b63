import { Client } from './client';
import { javascriptBrowser } from './drivers/browser';
import { curl } from './drivers/curl';
import { java } from './drivers/java';
import { node } from './drivers/node';
import { postman } from './drivers/postman';
import { awsCli, boto3 } from './drivers/python';
import { rclone } from './drivers/rclone';
import { s3cmd } from './drivers/s3cmd';

/** All that is checked. A client more is an entry more. */
export const CLIENTS: readonly Client[] = [node, javascriptBrowser, boto3, awsCli, curl, postman, rclone, java, s3cmd];
