const UNRESERVED_PATH = /^[A-Za-z0-9\-._~/]*$/;

/** Everything but the unreserved characters of RFC 3986, which is what S3 and signatures ask for; encodeURIComponent leaves five more. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The same, with slashes as they are. */
export function percentEncodePath(path: string): string {
  return UNRESERVED_PATH.test(path) ? path : percentEncode(path).replaceAll('%2F', '/');
}
