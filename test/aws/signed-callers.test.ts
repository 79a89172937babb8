/** Who calls, proved by a signature of the real SDK. */
import * as sdk from '@aws-sdk/client-kms';
import { beforeEach, describe, expect, it } from 'vitest';
import { ALICE_KEY, BOB_KEY, type Guarded, openGuarded, ROOT_KEY, signedRequest } from './door.ts';

let guarded: Guarded;
beforeEach(async () => {
  guarded = await openGuarded();
});

const HEADERS = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'TrentService.ListKeys' };
const list = (credentials = ROOT_KEY, atMs = guarded.nowMs(), service = 'kms'): Promise<Request> =>
  signedRequest(credentials, { service, headers: HEADERS, body: '{}' }, atMs);

async function answer(request: Request): Promise<{ status: number; code: string; message: string }> {
  const response = await guarded.handler(request);
  const { __type: code = '', message = '' } = (await response.json()) as {
    __type?: string;
    message?: string;
  };
  return { status: response.status, code, message };
}

describe('signed callers', () => {
  it('are who their access key says, in the Region that they signed for', async () => {
    const client = guarded.clientOf(ROOT_KEY);
    const { KeyMetadata } = await client.send(new sdk.CreateKeyCommand({}));
    expect(KeyMetadata?.Arn).toMatch(/^arn:aws:kms:us-east-1:111122223333:key\//);
    const alice = guarded.clientOf(ALICE_KEY);
    await alice.send(new sdk.EncryptCommand({ KeyId: KeyMetadata?.KeyId, Plaintext: new Uint8Array(1) }));
    const refused = alice.send(new sdk.DisableKeyCommand({ KeyId: KeyMetadata?.KeyId }));
    await expect(refused).rejects.toThrow(/^User: arn:aws:iam::111122223333:user\/alice is not authorized/);
    const bob = guarded.clientOf(BOB_KEY).send(new sdk.DescribeKeyCommand({ KeyId: KeyMetadata?.KeyId }));
    await expect(bob).rejects.toThrow(/no identity-based policy allows/);
  });

  it('are nobody without a signature', async () => {
    const request = new Request('http://localhost/', { method: 'POST', headers: HEADERS, body: '{}' });
    expect(await answer(request)).toEqual({
      status: 400,
      code: 'MissingAuthenticationTokenException',
      message: 'Missing Authentication Token',
    });
  });

  it('are nobody with a secret that is another', async () => {
    const { code, message } = await answer(await list({ ...ROOT_KEY, secretAccessKey: 'guess' }));
    expect(code).toBe('InvalidSignatureException');
    expect(message).toMatch(/^The request signature we calculated does not match/);
  });

  it('are nobody with an access key that is nobody’s, or with a token that theirs does not have', async () => {
    for (const credentials of [
      { ...ROOT_KEY, accessKeyId: 'AKIANOBODY' },
      { ...ROOT_KEY, sessionToken: 'x' },
    ]) {
      expect(await answer(await list(credentials))).toMatchObject({
        code: 'UnrecognizedClientException',
        message: 'The security token included in the request is invalid.',
      });
    }
  });

  it('sign for this service, for a Region, and now', async () => {
    const cases: readonly (readonly [Request, RegExp])[] = [
      [
        await list(ROOT_KEY, guarded.nowMs(), 's3'),
        /^Credential should be scoped to correct service: 'kms'\.$/,
      ],
      [await list(ROOT_KEY, guarded.nowMs() - 400_000), /^Signature expired: /],
      [await list(ROOT_KEY, guarded.nowMs() + 400_000), /^Signature not yet current: /],
    ];
    for (const [request, text] of cases) {
      expect(await answer(request)).toMatchObject({
        code: 'InvalidSignatureException',
        message: expect.stringMatching(text),
      });
    }
    const signed = await list();
    const headers = new Headers(signed.headers);
    headers.set('authorization', String(headers.get('authorization')).replace('/us-east-1/', '/nowhere/'));
    const elsewhere = new Request(signed.url, { method: 'POST', headers, body: '{}' });
    expect((await answer(elsewhere)).message).toBe('Credential should be scoped to a valid region.');
  });

  it('sign the body that they send and the operation that they name', async () => {
    const signed = await list();
    const other = new Request(signed.url, { method: 'POST', headers: signed.headers, body: '{"Limit":1}' });
    expect((await answer(other)).code).toBe('InvalidSignatureException');
    const headers = new Headers((await list()).headers);
    headers.set('x-amz-target', 'TrentService.ListAliases');
    const renamed = new Request(signed.url, { method: 'POST', headers, body: '{}' });
    expect((await answer(renamed)).code).toBe('InvalidSignatureException');
  });

  it('are refused in one sentence when their signature is malformed', async () => {
    const headers = { ...HEADERS, authorization: 'AWS4-HMAC-SHA256 Credential=x' };
    const request = new Request('http://localhost/', { method: 'POST', headers, body: '{}' });
    expect(await answer(request)).toMatchObject({ code: 'IncompleteSignatureException' });
  });
});
