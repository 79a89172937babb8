/** Verification: AWS's own suite, the clock, what must be signed, and mutations of everything that is. */
import { describe, expect, it } from 'vitest';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import { canonicalRequest } from '../../src/sigv4/canonical-request.ts';
import { signRequest } from '../../src/sigv4/sign-request.ts';
import { hashOf } from '../../src/sigv4/signature.ts';
import { type ReceivedRequest, readClaim, type SignatureClaim } from '../../src/sigv4/signature-claim.ts';
import { refusalOf, signablePart, verifySignature } from '../../src/sigv4/verify-request.ts';
import { testEngine } from '../keystore/engine.ts';
import { mutationsAccepted } from './mutations.ts';
import { parseSuiteRequest, type SuiteCase, suiteCases } from './suite.ts';

const engine = testEngine();
const { cases, missing } = suiteCases();

function claimOf(request: ReceivedRequest): SignatureClaim {
  const claim = readClaim(request);
  if (claim === undefined || 'malformed' in claim) throw new Error('no claim');
  return claim;
}

describe.skipIf(missing !== undefined)(
  `AWS's signing suite${missing === undefined ? '' : `: ${missing}`}`,
  () => {
    const forms = ['header', 'query'] as const;
    const rows = cases.flatMap((one) => forms.map((form) => ({ name: one.name, form, one })));

    it('has 38 cases', () => {
      expect(cases.length).toBe(38);
    });

    it.each(rows)(
      '$name, $form form',
      async ({ one, form }: { one: SuiteCase; form: 'header' | 'query' }) => {
        const sent = parseSuiteRequest(one[`${form}-signed-request.txt`] as string);
        // A service whose clients add the token after signing; KMS's sign it.
        const omitsToken = one['context.json'].omit_session_token === true;
        const query = omitsToken ? sent.query.replace(/&X-Amz-Security-Token=[^&]*/, '') : sent.query;
        const request = { ...sent, query };
        const claim = claimOf(request);
        expect(claim).toMatchObject({ form, signature: one[`${form}-signature.txt`] });
        const keepsPath = !one['context.json'].normalize;
        const payloadHash = await hashOf(engine, toUtf8(request.body));
        const signable = { ...signablePart(request, claim, payloadHash), keepsPath };
        expect(canonicalRequest(signable)).toBe(one[`${form}-canonical-request.txt`]);
        if (keepsPath) return;
        const secret = toUtf8(one['context.json'].credentials.secret_access_key);
        expect(await verifySignature(engine, request, toUtf8(request.body), claim, secret)).toBe(true);
        expect(await verifySignature(engine, request, toUtf8(`${request.body}x`), claim, secret)).toBe(false);
        secret[0] = (secret[0] ?? 0) ^ 1;
        expect(await verifySignature(engine, request, toUtf8(request.body), claim, secret)).toBe(false);
      },
    );
  },
);

const NOW = Date.UTC(2026, 10, 27, 10, 15);
const claimAt = (atMs: number, expiresSeconds?: number) => ({
  time: new Date(atMs).toISOString().replace(/[-:]|\.\d{3}/g, ''),
  atMs,
  expiresSeconds,
  signedHeaders: ['host'],
});
const REQUEST = { headers: [['Host', 'localhost']] as const };

describe('refusalOf', () => {
  it('takes a clock that is off by five minutes and no more', () => {
    for (const off of [-300_000, 0, 300_000])
      expect(refusalOf(claimAt(NOW + off), REQUEST, NOW)).toBeUndefined();
    expect(refusalOf(claimAt(NOW - 301_000), REQUEST, NOW)).toBe(
      'Signature expired: 20261127T100959Z is now earlier than 20261127T101000Z (20261127T101500Z - 5 min.)',
    );
    expect(refusalOf(claimAt(NOW + 301_000), REQUEST, NOW)).toBe(
      'Signature not yet current: 20261127T102001Z is still later than 20261127T102000Z (20261127T101500Z + 5 min.)',
    );
  });

  it('takes a query for as long as it says', () => {
    expect(refusalOf(claimAt(NOW - 3_600_000, 3600), REQUEST, NOW)).toBeUndefined();
    expect(refusalOf(claimAt(NOW - 3_601_000, 3600), REQUEST, NOW)).toMatch(/^Signature expired/);
  });

  it('requires host and every x-amz- header to be signed, but for the session token', () => {
    const refusal = (signedHeaders: string[], ...headers: [string, string][]): string | undefined =>
      refusalOf({ ...claimAt(NOW), signedHeaders }, { headers: [['Host', 'h'], ...headers] }, NOW);
    expect(refusal(['host', 'x-amz-target'], ['X-Amz-Target', 'T'])).toBeUndefined();
    expect(refusal(['host'], ['X-Amz-Security-Token', 'T'], ['User-Agent', 'u'])).toBeUndefined();
    expect(refusal(['host'], ['X-Amz-Target', 'T'])).toMatch(/not signed: x-amz-target$/);
    expect(refusal(['x-amz-target'], ['X-Amz-Target', 'T'])).toMatch(/not signed: host$/);
    expect(refusal(['host'], ['X-Strongroom-Via-Service', 's3'])).toMatch(
      /not signed: x-strongroom-via-service$/,
    );
  });

  it('refuses signed headers that are not there, or are listed twice', () => {
    expect(refusalOf({ ...claimAt(NOW), signedHeaders: ['host', 'x'] }, REQUEST, NOW)).toMatch(
      /SignedHeaders/,
    );
    expect(refusalOf({ ...claimAt(NOW), signedHeaders: ['host', 'host'] }, REQUEST, NOW)).toMatch(
      /SignedHeaders/,
    );
  });
});

describe('verifySignature', () => {
  it('holds a body to the hash that the request announces', async () => {
    const secret = toUtf8('secret');
    const url = new URL('https://localhost/');
    const signer = { accessKeyId: 'AKID', secret, region: 'us-east-1', service: 'kms', atMs: NOW };
    const signed = await signRequest(engine, signer, { method: 'POST', url, body: '{}' });
    const headers = [['host', 'localhost'], ...Object.entries(signed)] as [string, string][];
    const request = { method: 'POST', path: '/', query: '', headers };
    const verify = (...more: [string, string][]): Promise<boolean> => {
      const received = { ...request, headers: [...headers, ...more] };
      return verifySignature(engine, received, toUtf8('{}'), claimOf(received), secret);
    };
    expect(await verify()).toBe(true);
    expect(await verify(['x-amz-content-sha256', await hashOf(engine, toUtf8('{}'))])).toBe(true);
    expect(await verify(['x-amz-content-sha256', 'UNSIGNED-PAYLOAD'])).toBe(false);
    expect(await verify(['x-amz-content-sha256', await hashOf(engine, toUtf8('{ }'))])).toBe(false);
  });

  it('accepts none of 2,000 mutations of signed requests, unless it is canonically equal', async () => {
    expect(await mutationsAccepted(engine, 2000, 20_261_127)).toEqual([]);
  });
});
