/** The person's files: S3's own operations, called through the API. The API puts the person's prefix before each name. */

/** API Gateway takes no more at once. */
export const MOST_BYTES = 10 * 1024 * 1024;
const PAGE_SIZE = 50;

/** What the API, or S3 behind it, answered instead of what was asked for. */
export class ApiError extends Error {
  constructor(status, body) {
    const error = new DOMParser().parseFromString(body, 'application/xml');
    const code = error.querySelector('Error > Code')?.textContent ?? `HTTP ${status}`;
    const message = error.querySelector('Error > Message')?.textContent || 'The API answered with an error.';
    super(`${message} (${code})`);
    this.status = status;
    this.code = code;
  }
}

/** What is wrong with a name, in a sentence; nothing if a URL can carry it. */
export function problemOfName(name) {
  if (name === '') {
    return 'Please give a name.';
  }
  if (name.split('/').some((part) => ['', '.'].includes(part))) {
    return 'Between slashes there must be a name, and “.” is none.';
  }
  // The API refuses them, so that no path leads out of the person's prefix.
  if (name.includes('..')) {
    return 'A name cannot have two dots in a row.';
  }
  return new TextEncoder().encode(name).length > 900 ? 'This name is too long.' : undefined;
}

export class Files {
  constructor(apiUrl, token) {
    this.apiUrl = apiUrl;
    this.token = token;
  }

  /** A page of the files by name, and what the next page is asked for with. */
  async list(continuationToken) {
    const query = new URLSearchParams({ 'list-type': '2', 'max-keys': PAGE_SIZE });
    if (continuationToken !== undefined) {
      query.set('continuation-token', continuationToken);
    }
    const answer = await this.call('GET', `${this.apiUrl}?${query}`);
    const listing = new DOMParser().parseFromString(await answer.text(), 'application/xml');
    const textOf = (element, name) => element.querySelector(`:scope > ${name}`)?.textContent;
    const prefix = textOf(listing.documentElement, 'Prefix') ?? '';
    return {
      files: [...listing.querySelectorAll('Contents')].map((object) => ({
        name: textOf(object, 'Key').slice(prefix.length),
        size: Number(textOf(object, 'Size')),
        modified: new Date(textOf(object, 'LastModified')),
        etag: textOf(object, 'ETag'),
      })),
      next: textOf(listing.documentElement, 'NextContinuationToken'),
    };
  }

  /** The content, with its type. */
  async get(name) {
    return (await this.call('GET', this.urlOf(name))).blob();
  }

  async remove(name) {
    await this.call('DELETE', this.urlOf(name));
  }

  /**
   * Stores a file. Refuses a name that is taken (PreconditionFailed) unless it may replace. By XMLHttpRequest, which tells how much is sent.
   * `onProgress` gets a number from 0 to 1; the `signal` ends it.
   */
  put(name, content, { replace = false, onProgress = () => undefined, signal } = {}) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('PUT', this.urlOf(name));
      request.setRequestHeader('Authorization', this.token);
      request.setRequestHeader('Content-Type', content.type || 'application/octet-stream');
      if (!replace) {
        request.setRequestHeader('If-None-Match', '*');
      }
      request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total);
      request.onload = () => (request.status === 200 ? resolve() : reject(new ApiError(request.status, request.responseText)));
      request.onerror = () => reject(new Error('The connection failed, or the file cannot be read.'));
      request.onabort = () => reject(new Error('Cancelled.'));
      signal?.addEventListener('abort', () => request.abort());
      request.send(content);
    });
  }

  /** S3 has no rename. The old one goes last, so that whatever fails before loses nothing. */
  async rename(name, newName) {
    await this.put(newName, await this.get(name));
    await this.remove(name);
  }

  async call(method, url) {
    const answer = await fetch(url, { method, headers: { Authorization: this.token }, cache: 'no-store' })
      .catch(() => { throw new Error('The API cannot be reached.'); });
    if (!answer.ok) {
      throw new ApiError(answer.status, await answer.text());
    }
    return answer;
  }

  /** Slashes stay, everything else of a name is escaped: `100%?.txt` becomes `100%25%3F.txt`. */
  urlOf(name) {
    return this.apiUrl + name.split('/').map(encodeURIComponent).join('/');
  }
}
