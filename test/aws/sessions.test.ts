/** Session tokens: they hold everything, and nobody but the keystore can make or change one. */
import { describe, expect, it } from 'vitest';
import { exposeSession, issueCredentials, isTemporaryId, type Session } from '../../src/aws/sessions.ts';
import { fromBase64, toBase64 } from '../../src/bytes/base64.ts';
import { fromUtf8 } from '../../src/bytes/utf8.ts';
import { openService } from '../operations/service.ts';

const SESSION: Session = {
  subject: 'arn:aws:iam::111122223333:role/app',
  name: 'run1',
  issuedAtMs: 1,
  expiresAtMs: 2,
  mfaAuthenticated: false,
  policies: ['{}'],
  tags: [['a', 'b']],
};

describe('a session token', () => {
  it('opens for its access key id, to the secret and the session', async () => {
    const { vault } = await openService();
    const { accessKeyId, secretAccessKey, sessionToken } = await issueCredentials(vault.keystore, SESSION);
    expect(isTemporaryId(accessKeyId)).toBe(true);
    expect(secretAccessKey).toHaveLength(40);
    let kept: Uint8Array | undefined;
    const session = await exposeSession(vault.keystore, accessKeyId, sessionToken, async (secret, opened) => {
      expect(fromUtf8(secret)).toBe(secretAccessKey);
      kept = secret;
      return opened;
    });
    expect(session).toEqual(SESSION);
    expect(kept).toEqual(new Uint8Array(40));
  });

  it('opens for no other id, in no other store, and with no bit changed', async () => {
    const { vault } = await openService();
    const { accessKeyId, sessionToken } = await issueCredentials(vault.keystore, SESSION);
    const opens = (id: string, token: string, keystore = vault.keystore): Promise<unknown> =>
      exposeSession(keystore, id, token, async () => 'opened');
    const flipped = fromBase64(sessionToken);
    flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1;
    const otherId = accessKeyId.replace(/.$/, accessKeyId.endsWith('A') ? 'B' : 'A');
    expect(await opens(accessKeyId, sessionToken)).toBe('opened');
    expect(await opens(otherId, sessionToken)).toBeUndefined();
    expect(await opens(accessKeyId, toBase64(flipped))).toBeUndefined();
    expect(await opens(accessKeyId, sessionToken, (await openService()).vault.keystore)).toBeUndefined();
    for (const token of [
      '',
      'x',
      '***',
      'AAAA',
      'AQ==',
      toBase64(flipped.subarray(0, 40)),
      'A'.repeat(40_000),
    ])
      expect(await opens(accessKeyId, token)).toBeUndefined();
    expect(await opens('AKIAALICE', sessionToken)).toBeUndefined();
  });

  it('is another each time', async () => {
    const { vault } = await openService();
    const [one, other] = [
      await issueCredentials(vault.keystore, SESSION),
      await issueCredentials(vault.keystore, SESSION),
    ];
    for (const member of ['accessKeyId', 'secretAccessKey', 'sessionToken'] as const) {
      expect(one[member]).not.toBe(other[member]);
    }
  });

  it('leaves failures of its use to whoever uses it', async () => {
    const { vault } = await openService();
    const { accessKeyId, sessionToken } = await issueCredentials(vault.keystore, SESSION);
    const use = exposeSession(vault.keystore, accessKeyId, sessionToken, () =>
      Promise.reject(new RangeError('mine')),
    );
    await expect(use).rejects.toThrow('mine');
  });
});
