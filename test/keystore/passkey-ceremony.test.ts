import { describe, expect, it, vi } from 'vitest';
import { PasskeyError } from '../../src/keystore/passkey.ts';
import { browserPasskeys } from '../../src/keystore/passkey-ceremony.ts';

const SALT = new Uint8Array(32).fill(3);
const OUTPUT = new Uint8Array(32).fill(4);
const SITE = { siteName: 'Example', userName: 'me@example.org' };

/** What a browser answers: a credential with these results of the PRF extension. */
function credentialsWith(prf: unknown) {
  const credential = {
    rawId: new Uint8Array([1, 2]).buffer,
    getClientExtensionResults: () => (prf === undefined ? {} : { prf }),
  } as unknown as Credential;
  return { create: vi.fn(async () => credential), get: vi.fn(async () => credential) };
}

describe('browserPasskeys', () => {
  it('makes a passkey with user verification, and asks for the PRF of the salt at once', async () => {
    const credentials = credentialsWith({ enabled: true });
    const made = await browserPasskeys({ ...SITE, domain: 'example.org', credentials }).create(SALT);
    expect(made).toEqual({ credentialId: new Uint8Array([1, 2]), output: undefined });
    expect(credentials.create.mock.calls[0]).toMatchObject([
      {
        publicKey: {
          rp: { name: 'Example', id: 'example.org' },
          user: { name: 'me@example.org' },
          authenticatorSelection: { userVerification: 'required' },
          extensions: { prf: { eval: { first: SALT } } },
        },
      },
    ]);
  });

  it('gives the output that came with the making', async () => {
    const credentials = credentialsWith({ enabled: true, results: { first: OUTPUT.buffer } });
    const { output } = await browserPasskeys({ ...SITE, credentials }).create(SALT);
    expect(output).toEqual(OUTPUT);
    expect(output?.buffer).not.toBe(OUTPUT.buffer);
  });

  it('asks for one passkey by its id', async () => {
    const credentials = credentialsWith({ results: { first: new DataView(OUTPUT.buffer) } });
    const output = await browserPasskeys({ ...SITE, credentials }).evaluate(new Uint8Array([5]), SALT);
    expect(output).toEqual(OUTPUT);
    expect(credentials.get.mock.calls[0]).toMatchObject([
      {
        publicKey: {
          allowCredentials: [{ type: 'public-key', id: new Uint8Array([5]) }],
          userVerification: 'required',
          extensions: { prf: { eval: { first: SALT } } },
        },
      },
    ]);
  });

  it.each([undefined, {}, { enabled: false }])('refuses a passkey that knows no PRF: %j', async (prf) => {
    const passkeys = browserPasskeys({ ...SITE, credentials: credentialsWith(prf) });
    await expect(passkeys.create(SALT)).rejects.toThrow('knows no PRF');
    await expect(passkeys.evaluate(new Uint8Array([5]), SALT)).rejects.toThrow('gave no PRF output');
  });

  it('says what the browser says when the user declines, and when it says nothing', async () => {
    const declined = new DOMException('The operation was not allowed', 'NotAllowedError');
    const refusing = { create: () => Promise.reject(declined), get: async () => null };
    const passkeys = browserPasskeys({ ...SITE, credentials: refusing });
    await expect(passkeys.create(SALT)).rejects.toMatchObject({
      message: 'no passkey was given: The operation was not allowed',
      cause: declined,
    });
    await expect(passkeys.evaluate(new Uint8Array([5]), SALT)).rejects.toThrow(PasskeyError);
  });

  it('says so where there are no passkeys', async () => {
    await expect(browserPasskeys(SITE).create(SALT)).rejects.toThrow('there are no passkeys here');
  });
});
