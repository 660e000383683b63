import { Cell, isExplained, tooLittle, tooMuch } from './cells';
import { pooled } from './pool';
import { always } from './privilege';
import { Place, sampleRequest } from './sample-request';
import { Credentials } from '../../../local/src/auth/credentials';
import { AwsClient } from '../../../local/src/store/aws-client';
import { IamUsers } from '../../../local/src/store/iam-users';
import { storePolicy } from '../../../local/src/store/store-policy';
import { Versitygw } from '../../../local/src/store/versitygw';
import { callStore } from '../../../local/test/support/store';
import { S3Operation } from '../../../src';

/** An S3 server that checks policies itself. */
export class DenyingStore {
  private places = 0;

  public constructor(private readonly store: Versitygw) {}

  /** A bucket and an object of its own, so that what an operation leaves behind changes no other answer. */
  public async newPlace(): Promise<Place> {
    const place = { bucket: `place-${++this.places}`, key: 'key' };
    for (const path of [`/${place.bucket}`, `/${place.bucket}/${place.key}`]) {
      const { status, body } = await callStore(this.store, 'PUT', path);
      if (status !== 200) {
        throw new Error(`versitygw: PUT ${path} answered ${status} ${body}`);
      }
    }
    return place;
  }

  /**
   * The operations whose every action the store looks for in a policy, shown by its answer to a user without any.
   */
  public async enforced(operations: readonly S3Operation[]): Promise<Set<S3Operation>> {
    const { iamEndpoint, credentials } = this.store;
    const users = new IamUsers(new AwsClient({ service: 'iam', endpoint: iamEndpoint!, region: 'us-east-1', credentials }), 'nobody');
    const nobody = await users.create('nobody', { documents: new Map() });
    const place = await this.newPlace();
    const denied = await pooled(operations.filter(operation => always(operation).every(({ action }) => looksFor(action))), async operation =>
      (await this.denies(operation, place, nobody) ? [operation] : []));
    return new Set(denied.flat());
  }

  /** Where the store, asked past every gateway, says something else than the catalogue. */
  public async differences(cells: readonly Cell[], credentialsOf: (operation: S3Operation) => Credentials): Promise<string[]> {
    const common = await this.newPlace();
    const found = await pooled(cells, async cell => {
      const denied = await this.denies(cell.asked, isExplained(cell) ? await this.newPlace() : common, credentialsOf(cell.on));
      return denied === isExplained(cell) ? [`versitygw: ${denied ? tooLittle(cell) : tooMuch(cell)}`] : [];
    });
    return found.flat();
  }

  private async denies(operation: S3Operation, place: Place, credentials: Credentials): Promise<boolean> {
    const { method, path, query, headers, body } = sampleRequest(operation, place);
    const answer = await callStore(this.store, method, path, { query, headers: Object.fromEntries(headers), body, credentials });
    return isAccessDenied(method, answer);
  }
}

/** A HEAD has no body to say more; DeleteObjects says it of each key, under a 200. */
export function isAccessDenied(method: string, { status, body }: { readonly status: number; readonly body: string }): boolean {
  return method === 'HEAD' ? status === 403 : body.includes('<Code>AccessDenied</Code>');
}

/** Whether the store would find the action in a policy: what it never looks for is not written into one. */
function looksFor(action: string): boolean {
  const document = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: action, Resource: '*' } };
  return storePolicy([{ name: 'sample', document }]).documents.size > 0;
}
