import { JavaScriptSession } from './javascript';
import { Call, Place } from '../client';

const hex = (buffer: ArrayBuffer) => Array.from(new Uint8Array(buffer), byte => byte.toString(16).padStart(2, '0')).join('');

/** What the page is told to do: `open` once, then `call` by `call`. */
Object.assign(globalThis, {
  open: (place: Place) => Object.assign(globalThis, {
    session: new JavaScriptSession(place, {
      sha256: async bytes => hex(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)),
      // What a page sends does not stream over HTTP/1.1.
      stream: bytes => bytes,
    }),
  }) && undefined,
  call: (call: Call) => (globalThis as unknown as { session: JavaScriptSession }).session.call(call),
});
