// What a page of another origin does: sends a request, and tells what it may read of the answer.

const bytesOf = body => (typeof body === 'number' ? new Uint8Array(body) : Uint8Array.from(body, char => char.charCodeAt(0)));
const textOf = buffer => Array.from(new Uint8Array(buffer), byte => String.fromCharCode(byte)).join('');

async function byFetch({ url, method = 'GET', headers, body, credentials = false }) {
  try {
    const content = body === undefined ? undefined : bytesOf(body);
    const response = await fetch(url, { method, headers, body: content, credentials: credentials ? 'include' : 'omit', cache: 'no-store' });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: textOf(await response.arrayBuffer()) };
  } catch (error) {
    return { failed: error.message };
  }
}

function byXhr({ url, method = 'GET', headers = {}, body, credentials = false }) {
  return new Promise(resolve => {
    const request = new XMLHttpRequest();
    let sent = 0;
    request.open(method, url);
    request.responseType = 'arraybuffer';
    request.withCredentials = credentials;
    Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
    request.upload.onprogress = ({ loaded }) => { sent = loaded; };
    request.onerror = () => resolve({ failed: 'error' });
    request.onload = () => {
      const lines = request.getAllResponseHeaders().trim().split('\r\n').filter(Boolean).map(line => line.split(/: (.*)/s));
      resolve({ status: request.status, headers: Object.fromEntries(lines), body: textOf(request.response), sent });
    };
    request.send(body === undefined ? undefined : bytesOf(body));
  });
}

// Signature Version 4, by the browser's own cryptography.
async function signed({ url, method = 'GET', headers = {}, body = '' }, { accessKeyId, secretAccessKey, region }) {
  const hex = buffer => Array.from(new Uint8Array(buffer), byte => byte.toString(16).padStart(2, '0')).join('');
  const hash = async bytes => hex(await crypto.subtle.digest('SHA-256', bytes));
  const utf8 = text => new TextEncoder().encode(text);
  const keyOf = secret => crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const mac = async (secret, text) => crypto.subtle.sign('HMAC', await keyOf(secret), utf8(text));
  const { host, pathname, searchParams } = new URL(url);
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const all = { ...headers, 'x-amz-content-sha256': await hash(bytesOf(body)), 'x-amz-date': time };
  const lines = Object.entries({ ...all, host }).map(([name, value]) => [name.toLowerCase(), value]).sort(([one], [other]) => (one < other ? -1 : 1));
  const names = lines.map(([name]) => name).join(';');
  const path = pathname.split('/').map(encodeURIComponent).join('/');
  const query = [...searchParams].map(pair => pair.map(encodeURIComponent).join('=')).sort().join('&');
  const canonical = [method, path, query, ...lines.map(pair => pair.join(':')), '', names, all['x-amz-content-sha256']].join('\n');
  const scope = [time.slice(0, 8), region, 'execute-api', 'aws4_request'];
  let key = utf8(`AWS4${secretAccessKey}`);
  for (const part of scope) {
    key = await mac(key, part);
  }
  const signature = hex(await mac(key, ['AWS4-HMAC-SHA256', time, scope.join('/'), await hash(utf8(canonical))].join('\n')));
  const credential = [accessKeyId, ...scope].join('/');
  return { ...all, Authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}` };
}
