import { Setting } from './settings';
import { CannedAcl } from '../../../src';

export type Headers = ReadonlyArray<readonly [string, string]>;

/** An operation that an ACL may come with. */
export interface Operation {
  readonly method: string;
  readonly query: string;
  readonly headers: Headers;
  readonly body?: string;
  /** Whether it is a part of an upload, whose id comes at the end of the query. */
  readonly part?: boolean;
  /** Whether it sets an ACL, and nothing else. */
  readonly sets?: boolean;
  /** A header that no operation of its path and verb has, and that is dropped so: nobody can be granted to write an object. */
  readonly unread?: string;
}

const EVERYBODY = 'http://acs.amazonaws.com/groups/global/AllUsers';
const DOCUMENT = '<AccessControlPolicy xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>1</ID></Owner><AccessControlList><Grant>'
  + `<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group"><URI>${EVERYBODY}</URI></Grantee>`
  + '<Permission>FULL_CONTROL</Permission></Grant></AccessControlList></AccessControlPolicy>';

export const OPERATIONS: Readonly<Record<string, Operation>> = {
  'PutObject': { method: 'PUT', query: '', headers: [], body: 'attack' },
  'CopyObject': { method: 'PUT', query: '', headers: [['x-amz-copy-source', '{bucket}/source']] },
  'CreateMultipartUpload': { method: 'POST', query: 'uploads=1', headers: [], unread: 'x-amz-grant-write' },
  'UploadPart': { method: 'PUT', query: 'partNumber=1&uploadId=', headers: [], body: 'attack', part: true },
  'PutObjectAcl': { method: 'PUT', query: 'acl', headers: [], sets: true },
  'PutObjectAcl with a document': { method: 'PUT', query: 'acl=1', headers: [], body: DOCUMENT, sets: true },
};

const ACL = 'x-amz-acl';
const CANNED = Object.values(CannedAcl);
/** What S3 takes for no canned ACL at all. */
const ODD = ['Private', 'private, public-read'];
export const ACLS: readonly string[] = [...CANNED, ...ODD];
export const GRANTS = ['full-control', 'read', 'read-acp', 'write', 'write-acp'].map(right => `x-amz-grant-${right}`);
export const GRANTEE = `uri="${EVERYBODY}"`;

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
/** As S3 spells a header, Go, Python's urllib, and nobody. */
const spellings = (name: string) => [name, name.split('-').map(capital).join('-'), capital(name), name.toUpperCase()];

function pairs<T>(values: readonly T[]): Array<[T, T]> {
  return values.flatMap(first => values.filter(second => second !== first).map((second): [T, T] => [first, second]));
}

/** All that a client may say of ACLs in headers. */
export const ATTEMPTS: readonly Headers[] = [
  [],
  ...spellings(ACL).flatMap(name => ACLS.map((acl): Headers => [[name, acl]])),
  ...GRANTS.flatMap(spellings).map((name): Headers => [[name, GRANTEE]]),
  ...CANNED.map((acl): Headers => [[ACL, acl], ['x-amz-grant-read', GRANTEE]]),
  ...GRANTS.map((grant): Headers => [[ACL, CannedAcl.PRIVATE], [grant, GRANTEE]]),
  ...pairs([CannedAcl.PRIVATE, CannedAcl.BUCKET_OWNER_FULL_CONTROL, CannedAcl.PUBLIC_READ]).flatMap(([first, second]) =>
    [ACL, ...spellings(ACL).slice(1)].map((name): Headers => [[ACL, first], [name, second]])),
];

export const isAboutAcls = (name: string): boolean => [ACL, ...GRANTS].includes(name.toLowerCase());

/**
 * What S3 gets of the headers about ACLs, or that the request is denied.
 *
 * The rule of `S3Acl`, which knows nothing of policies. Besides: names are looked up with their case, in three spellings; of a name that is sent
 * twice the last value counts; and what would arrive twice has no one meaning.
 */
export function expected(setting: Setting, operation: Operation, sent: Headers): 'denied' | Headers {
  if (operation.part && setting.partsApart) {
    return [];
  }
  const found = [...new Map(sent.filter(([name]) => name !== name.toUpperCase()))].map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name !== operation.unread);
  const arriving = setting.fixed === undefined ? found : [[ACL, setting.fixed] as const, ...found.filter(([name]) => name !== ACL)];
  const acls = arriving.filter(([name]) => name === ACL).map(([, value]) => value);
  return acls.length < 2 && allows(setting, operation, acls[0], arriving.length > acls.length) ? arriving : 'denied';
}

/** Whether S3 may be told this ACL, and grants besides. */
export function allows({ allowed, fixed, sets }: Setting, operation: Operation, acl: string | undefined, grants: boolean): boolean {
  if (operation.sets && sets) {
    return true;
  }
  const without = operation.part || (!operation.sets && fixed === undefined);
  return !grants && (acl === undefined ? without : allowed.includes(acl));
}

export function keyOf({ partsApart }: Setting, { part }: Operation, key: string): string {
  return part && partsApart ? `parts/${key}` : key;
}
