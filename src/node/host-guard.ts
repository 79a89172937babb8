/**
 * Whom a server on the loopback interface answers: requests that were meant for it.
 *
 * A page in a browser on this machine can reach 127.0.0.1. It cannot send AWS JSON across origins without asking first,
 * and is never answered yes; but a name that its owner points at 127.0.0.1 makes it the same origin (DNS rebinding).
 * So the name in `Host`, and in `Origin` where there is one, must be a loopback name or the one that was bound.
 * On other interfaces names are not checked: there the caller's signature will have to do, and until then the operator
 * has named the risk.
 *
 * @module
 */

const IPV4_LOOPBACK = /^127(\.\d{1,3}){3}$/;

/**
 * Whether a host name or address means this machine and no other (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3, RFC 6761 §6.3).
 *
 * @example
 * isLoopback('127.0.0.1'); // true
 */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || IPV4_LOOPBACK.test(host);
}

/**
 * Why a request may not be answered; `undefined` when it may.
 *
 * @param headers `host` and `origin` as they came.
 * @returns The HTTP status and a sentence.
 *
 * @example
 * refusalOf(new Headers({ host: 'evil.example:4599' }))?.status; // 421
 */
export function refusalOf(
  headers: Headers,
): { readonly status: number; readonly sentence: string } | undefined {
  if (!isLoopback(hostNameOf(headers.get('host') ?? '')))
    return { status: 421, sentence: 'This server answers to loopback names only.' };
  const origin = headers.get('origin');
  if (origin === null || isLoopback(hostNameOf(origin.replace(/^https?:\/\//, '')))) return undefined;
  return { status: 403, sentence: 'This server does not answer pages of other origins.' };
}

/** The name of `name:port`, lower-case, without the brackets of an IPv6 address. */
function hostNameOf(authority: string): string {
  const name = authority.replace(/:\d*$/, '').toLowerCase();
  return name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
}
