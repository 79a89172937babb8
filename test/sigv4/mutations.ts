/**
 * Mutations of signed requests: a character, a header, a parameter or the body changed at random. What is still accepted
 * must be canonically the request that was signed.
 */
import { toUtf8 } from '../../src/bytes/utf8.ts';
import type { Engine } from '../../src/crypto/engine.ts';
import { canonicalRequest } from '../../src/sigv4/canonical-request.ts';
import { signRequest } from '../../src/sigv4/sign-request.ts';
import { hashOf } from '../../src/sigv4/signature.ts';
import { type ReceivedRequest, readClaim, type SignatureClaim } from '../../src/sigv4/signature-claim.ts';
import { refusalOf, signablePart, verifySignature } from '../../src/sigv4/verify-request.ts';

interface Sent extends ReceivedRequest {
  readonly body: string;
}

const SECRET = toUtf8('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY');
const NOW = Date.UTC(2026, 10, 27, 10, 15);

/** Mulberry32: small, seeded, good enough to choose mutations. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

async function signed(engine: Engine, i: number): Promise<Sent> {
  const query = i % 3 === 0 ? `?b=${i}&a=%7e%20${i}` : '';
  const url = new URL(`https://kms.example.com/${i % 2 === 0 ? '' : `x/y%20z/${i}`}${query}`);
  const body = JSON.stringify({ KeyId: `alias/${i}`, Plaintext: 'QQ==' });
  const signer = {
    accessKeyId: 'AKIDEXAMPLE',
    secret: SECRET,
    region: 'us-east-1',
    service: 'kms',
    atMs: NOW,
  };
  const headers = await signRequest(engine, signer, { method: 'POST', url, body });
  return {
    method: 'POST',
    path: url.pathname,
    query: url.search.slice(1),
    headers: [['host', url.host], ...Object.entries(headers)],
    body,
  };
}

const CHARACTERS = 'aAzZ09-_.~%/?&=;:, \t{}"é*';

function mutateText(text: string, random: (below: number) => number): string {
  const at = random(text.length + 1);
  const character = CHARACTERS.charAt(random(CHARACTERS.length));
  const cut = random(3);
  if (cut === 0) return text.slice(0, at) + character + text.slice(at);
  if (cut === 1) return text.slice(0, at) + text.slice(at + 1);
  return text.slice(0, at) + character + text.slice(at + 1);
}

function mutate(sent: Sent, random: (below: number) => number): Sent {
  const part = random(6);
  if (part === 0) return { ...sent, method: mutateText(sent.method, random) };
  if (part === 1) return { ...sent, path: mutateText(sent.path, random) };
  if (part === 2) return { ...sent, query: mutateText(sent.query, random) };
  if (part === 3) return { ...sent, body: mutateText(sent.body, random) };
  const at = random(sent.headers.length);
  const headers = sent.headers.map(([name, value], i): readonly [string, string] => {
    if (i !== at) return [name, value];
    return random(4) === 0 ? [mutateText(name, random), value] : [name, mutateText(value, random)];
  });
  return { ...sent, headers: part === 4 ? headers : [...sent.headers, sent.headers[at] ?? ['x', 'y']] };
}

async function accepts(engine: Engine, sent: Sent): Promise<SignatureClaim | undefined> {
  const claim = readClaim(sent);
  if (claim === undefined || 'malformed' in claim || refusalOf(claim, sent, NOW) !== undefined)
    return undefined;
  return (await verifySignature(engine, sent, toUtf8(sent.body), claim, SECRET)) ? claim : undefined;
}

async function canonicalOf(engine: Engine, sent: Sent, claim: SignatureClaim): Promise<string> {
  return canonicalRequest(signablePart(sent, claim, await hashOf(engine, toUtf8(sent.body))));
}

/** Signs `count` requests, mutates each, and tells of those that are accepted though another request was signed. */
export async function mutationsAccepted(
  engine: Engine,
  count: number,
  seed: number,
): Promise<readonly Sent[]> {
  const random = randomOf(seed);
  const wrong: Sent[] = [];
  for (let i = 0; i < count; i++) {
    const sent = await signed(engine, i % 50);
    const original = await accepts(engine, sent);
    if (original === undefined) throw new Error('a request as it was signed is refused');
    const mutated = mutate(sent, random);
    const claim = await accepts(engine, mutated);
    if (claim === undefined) continue;
    const equal = (await canonicalOf(engine, sent, original)) === (await canonicalOf(engine, mutated, claim));
    if (!equal) wrong.push(mutated);
  }
  return wrong;
}
