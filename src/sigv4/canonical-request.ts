/**
 * The canonical form of an HTTP request: what Signature Version 4 signs, the same bytes for whoever signs and verifies.
 *
 *   method ‖ LF ‖ path ‖ LF ‖ query ‖ LF ‖ (name:value ‖ LF)… ‖ LF ‖ names ‖ LF ‖ SHA-256 of the body in hex
 *
 * Source: AWS General Reference, "Create a canonical request", for every service but S3: dot segments of the path are
 * resolved, and each segment is percent-encoded once more as it stands. It reads no clock, holds no key, computes no hash.
 *
 * @module
 */
import { compareBytes } from '../bytes/compare.ts';
import { toUtf8 } from '../bytes/utf8.ts';

/** What of a request is signed. */
export interface SignableRequest {
  readonly method: string;
  /** As on the wire, percent-encoded, without the query. */
  readonly path: string;
  /** As on the wire, without the question mark; empty for none. */
  readonly query: string;
  /** The headers that are signed and no others; a name that comes twice counts with all of its values. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** SHA-256 of the body, 64 hex digits. */
  readonly payloadHash: string;
  /** Of a service that takes paths as they are, as S3 does: nothing of it is resolved. */
  readonly keepsPath?: boolean | undefined;
}

/**
 * The canonical request.
 *
 * @example
 * const headers = [['Host', 'xks.example.com']];
 * const request = { method: 'POST', path: '/', query: '', headers, payloadHash: 'e3b0' };
 * canonicalRequest(request).split('\n')[3]; // 'host:xks.example.com'
 */
export function canonicalRequest(request: SignableRequest): string {
  const headers = canonicalHeaders(request.headers);
  return [
    request.method,
    request.keepsPath === true ? keptPath(request.path) : canonicalPath(request.path),
    canonicalQuery(request.query),
    ...headers.map(([name, value]) => `${name}:${value}`),
    '',
    signedHeaderNames(request),
    request.payloadHash,
  ].join('\n');
}

/**
 * The names of the signed headers as the signature lists them.
 *
 * @example
 * signedHeaderNames({ headers: [['X-Amz-Date', ''], ['Host', '']] }); // 'host;x-amz-date'
 */
export function signedHeaderNames({ headers }: Pick<SignableRequest, 'headers'>): string {
  return canonicalHeaders(headers)
    .map(([name]) => name)
    .join(';');
}

function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') segments.pop();
    else segments.push(encode(segment));
  }
  const isFolder = segments.length > 0 && path.endsWith('/');
  return `/${segments.join('/')}${isFolder ? '/' : ''}`;
}

function keptPath(path: string): string {
  return path.split('/').map(encode).join('/');
}

function canonicalQuery(query: string): string {
  if (query === '') return '';
  const pairs = query.split('&').map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return [encodeAgain(name), encodeAgain(value.join('='))] as const;
  });
  pairs.sort(([a, x], [b, y]) => compareText(a, b) || compareText(x, y));
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

function canonicalHeaders(headers: SignableRequest['headers']): readonly (readonly [string, string])[] {
  const byName = new Map<string, string[]>();
  for (const [name, value] of headers) {
    const values = byName.get(name.toLowerCase()) ?? [];
    byName.set(name.toLowerCase(), [...values, value.trim().replace(/\s+/g, ' ')]);
  }
  const lines = [...byName].map(([name, values]) => [name, values.join(',')] as const);
  return lines.sort(([a], [b]) => compareText(a, b));
}

/** RFC 3986 §2.3: everything but unreserved characters, in upper-case hexadecimal. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
}

/** One way to write what the wire may write in several. */
function encodeAgain(text: string): string {
  try {
    return encode(decodeURIComponent(text));
  } catch {
    // Not percent-encoded UTF-8: then as it stands.
    return encode(text);
  }
}

function compareText(a: string, b: string): number {
  return compareBytes(toUtf8(a), toUtf8(b));
}
