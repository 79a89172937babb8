/**
 * Whom a server answers: requests that were meant for it, and pages that the operator named.
 *
 * A page in a browser can reach whatever the browser's machine can. It cannot send AWS JSON across origins without asking
 * first; but a name that its owner points at this server makes the two the same origin (DNS rebinding). So the name in
 * `Host` must be one that no stranger can own: a loopback name, that of an endpoint of AWS whose API is answered here, on
 * other interfaces also an address or a name of one label, as containers have, or one that `--allow-host` lists.
 * `Origin`, where there is one, must be of a page that `--allow-origin` lists, of this machine, or of this server itself.
 *
 * @module
 */
import { isIP } from 'node:net';

const IPV4_LOOPBACK = /^127(\.\d{1,3}){3}$/;
const ONE_LABEL = /^[a-z0-9-]{1,63}$/;
const EVERYTHING = '*';
/** Of clients that know no other: what terminates TLS in front of the server passes their names on. Amazon alone owns them. */
const AWS_ENDPOINT =
  /^(kms|kms-fips|sts|cloudtrail)\.[a-z]{2}(-[a-z]{1,12}){1,3}-\d{1,2}\.(amazonaws\.com(\.cn)?|api\.aws)$/;

/** Whom a server answers. */
export interface GuardRules {
  /** What it was bound to. */
  readonly boundTo: string;
  /** Names that `Host` may be besides, in lower case; `*` for every one. */
  readonly hosts: readonly string[];
  /** Pages that may call and read, as `Origin` has them: `https://app.example`. */
  readonly origins: readonly string[];
}

/** Why a request is not answered. */
export interface Refusal {
  readonly status: number;
  readonly sentence: string;
}

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
 *
 * @example
 * const rules = { boundTo: '127.0.0.1', hosts: [], origins: [] };
 * refusalOf(new Headers({ host: 'evil.example:4599' }), rules)?.status; // 421
 */
export function refusalOf(headers: Headers, rules: GuardRules): Refusal | undefined {
  const host = headers.get('host') ?? '';
  if (!isOurs(hostNameOf(host), rules))
    return { status: 421, sentence: 'This server does not answer to that name: --allow-host lets it.' };
  const origin = headers.get('origin');
  if (origin === null || isAllowedOrigin(origin, rules) || isLocalPage(origin, host, rules)) return undefined;
  return {
    status: 403,
    sentence: 'This server does not answer pages of that origin: --allow-origin lets it.',
  };
}

/**
 * Whether a page may read what it is answered.
 *
 * @example
 * isAllowedOrigin('https://app.example', { boundTo: '::', hosts: [], origins: ['https://app.example'] }); // true
 */
export function isAllowedOrigin(origin: string, { origins }: GuardRules): boolean {
  return origins.includes(origin);
}

/** A name that leads here and that nobody else can point here. */
function isOurs(name: string, { boundTo, hosts }: GuardRules): boolean {
  if (hosts.includes(name) || hosts.includes(EVERYTHING) || isLoopback(name) || AWS_ENDPOINT.test(name))
    return true;
  if (isLoopback(boundTo)) return false;
  return name === boundTo.toLowerCase() || isIP(name) !== 0 || ONE_LABEL.test(name);
}

/** A page of this machine, where nobody else is answered, or one that came from this very server. */
function isLocalPage(origin: string, host: string, { boundTo }: GuardRules): boolean {
  const authority = origin.replace(/^https?:\/\//, '');
  if (authority === origin) return false;
  return (isLoopback(boundTo) && isLoopback(hostNameOf(authority))) || authority === host.toLowerCase();
}

/** The name of `name:port`, lower-case, without the brackets of an IPv6 address. */
function hostNameOf(authority: string): string {
  const name = authority.replace(/:\d*$/, '').toLowerCase();
  return name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
}
