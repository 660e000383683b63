const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text for an element: characters that XML cannot hold are replaced. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, (char) => ESCAPES[char] ?? '\ufffd');
}

/** An element of content that is escaped already. */
export function element(name: string, ...content: string[]): string {
  return `<${name}>${content.join('')}</${name}>`;
}

function unescapeXml(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9A-Fa-f]+)|(\w+));/g, (found, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED[name] ?? found;
    return String.fromCodePoint(decimal !== undefined ? Number(decimal) : parseInt(hex!, 16));
  });
}

/** The text of every element of that name that has no children. */
export function xmlTexts(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text]) => unescapeXml(text!));
}

export function xmlText(xml: string, name: string): string | undefined {
  return xmlTexts(xml, name)[0];
}
