import { posix } from 'path';
import { at, Document, Repository } from './documents';
import { Link } from './markdown';
import { Findings } from '../suites/findings';

const OWN = /^https:\/\/github\.com\/cdk-s3-proxy-api\/cdk-s3-proxy-api\/(?:blob|tree)\/[^/]+\/([^#]*)(?:#(.*))?$/;
const THIS_MACHINE = ['127.0.0.1', 'localhost'];

/** Every link within the repository leads somewhere; every other is a URL of https. Nothing is fetched. */
export function checkLinks(repository: Repository, findings: Findings): void {
  for (const document of repository.documents) {
    const wrong = document.links.flatMap(link => problem(repository, document, link).map(text => `${at(document, link)}: '${link.target}' ${text}`));
    findings.add(document.links.length, wrong);
  }
}

function problem(repository: Repository, document: Document, { target }: Link): string[] {
  const own = OWN.exec(target);
  if (own) {
    return inRepository(repository, own[1].replace(/\/$/, ''), own[2]);
  }
  if (/^[a-z][a-z+.-]*:/i.test(target)) {
    return url(target);
  }
  const [, path, anchor] = /^([^#?]*)(?:#(.*))?$/.exec(target) ?? [];
  if (path === undefined) {
    return ['is no path: a query has no meaning in a repository'];
  }
  return inRepository(repository, path === '' ? document.path : posix.join(posix.dirname(document.path), decodeURIComponent(path)).replace(/\/$/, ''), anchor);
}

function url(target: string): string[] {
  if (!URL.canParse(target) || /%20|\s/.test(target)) {
    return ['is no URL, or has white space in it'];
  }
  const { protocol, hostname } = new URL(target);
  return protocol === 'https:' || (protocol === 'http:' && THIS_MACHINE.includes(hostname)) ? [] : [`must begin with https://, got ${protocol}`];
}

function inRepository({ files, folders, documents }: Repository, path: string, anchor: string | undefined): string[] {
  if (!files.has(path) && !folders.has(path)) {
    return [`leads to ${path}, which the repository does not hold`];
  }
  const document = documents.find(other => other.path === path);
  return anchor === undefined || document?.anchors.has(anchor) ? [] : [`leads to a heading of ${path} that is not there`];
}
