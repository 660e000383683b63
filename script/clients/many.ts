import { PutObjectCommand, CreateBucketCommand } from '@aws-sdk/client-s3';
import { MANY } from './step';
import { Versitygw } from '../../local/src/store/versitygw';
import { directClient } from '../operations/sdk';

const AT_ONCE = 16;

/** Beside them, and not in their lists. */
export const SIZED = { key: 'sized', body: '0123456789' };

/** A bucket with more objects than a page has, which every client lists. */
export async function fillMany({ endpoint, credentials, region }: Versitygw, Bucket: string): Promise<void> {
  const client = directClient(endpoint, credentials, region);
  await client.send(new CreateBucketCommand({ Bucket }));
  await client.send(new PutObjectCommand({ Bucket, Key: SIZED.key, Body: SIZED.body }));
  const keys = Array.from({ length: MANY }, (_, index) => `many/${String(index).padStart(4, '0')}`);
  await Promise.all(Array.from({ length: AT_ONCE }, async (_, first) => {
    for (let index = first; index < keys.length; index += AT_ONCE) {
      await client.send(new PutObjectCommand({ Bucket, Key: keys[index], Body: '-' }));
    }
  }));
  client.destroy();
}
