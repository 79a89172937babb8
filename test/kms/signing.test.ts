import { beforeAll, describe, expect, it } from 'vitest';
import type { Key } from '../../src/kms/key.ts';
import { KEY_SPECS, type KeyUsage } from '../../src/kms/key-spec.ts';
import { createKey } from '../../src/kms/keys.ts';
import { type MessageType, type SigningRequest, signUnder, verifyUnder } from '../../src/kms/signing.ts';
import type { Vault } from '../../src/kms/vault.ts';
import { openService, refusalOf, SCOPE } from '../operations/service.ts';

const MESSAGE = new Uint8Array(64);
const INCOMPATIBLE = 'ValidationException';

describe('signing under a key', () => {
  let vault: Vault;
  const keys = new Map<string, Key>();
  beforeAll(async () => {
    ({ vault } = await openService());
    for (const spec of ['RSA_2048', 'ECC_NIST_P256', 'ECC_NIST_EDWARDS25519', 'ML_DSA_44']) {
      keys.set(spec, await newKey(vault, spec, 'SIGN_VERIFY'));
    }
  });
  const keyOf = (spec: string): Key => keys.get(spec) as Key;
  const request = (algorithm: string, messageType: MessageType): SigningRequest => ({
    algorithm,
    messageType,
    message: MESSAGE,
  });

  it('has a scheme for every algorithm of every key spec', async () => {
    for (const [spec, { algorithms }] of KEY_SPECS) {
      for (const algorithm of algorithms.SIGN_VERIFY ?? []) {
        // Without material: what is asked for first is there, or it would be another error.
        const empty: Key = { ...keyOf('RSA_2048'), spec, materials: [], publicKey: undefined };
        const type = algorithm === 'ED25519_PH_SHA_512' ? 'DIGEST' : 'RAW';
        const { code } = await refusalOf(signUnder(vault, empty, request(algorithm, type)));
        expect(code, `${spec} ${algorithm}`).toBe('KMSInvalidStateException');
        const call = verifyUnder(vault, empty, request(algorithm, type), MESSAGE);
        expect((await refusalOf(call)).code).toBe('KMSInvalidStateException');
      }
    }
  });

  it.each([
    ['RSA_2048', 'RSASSA_PSS_SHA_512', 'RAW DIGEST'],
    ['ECC_NIST_P256', 'ECDSA_SHA_256', 'RAW'],
    ['ECC_NIST_EDWARDS25519', 'ED25519_SHA_512', 'RAW'],
    ['ECC_NIST_EDWARDS25519', 'ED25519_PH_SHA_512', 'DIGEST'],
    ['ML_DSA_44', 'ML_DSA_SHAKE_256', 'RAW EXTERNAL_MU'],
  ])('with %s and %s takes 64 bytes as %s alone', async (spec, algorithm, types) => {
    for (const type of ['RAW', 'DIGEST', 'EXTERNAL_MU'] as const) {
      const asked = request(algorithm, type);
      if (types.split(' ').includes(type)) {
        const signature = await signUnder(vault, keyOf(spec), asked);
        expect(await verifyUnder(vault, keyOf(spec), asked, signature)).toBeUndefined();
        continue;
      }
      expect((await refusalOf(signUnder(vault, keyOf(spec), asked))).code).toBe(INCOMPATIBLE);
      const call = verifyUnder(vault, keyOf(spec), asked, MESSAGE);
      expect((await refusalOf(call)).code).toBe(INCOMPATIBLE);
    }
  });

  it('keeps a signature of the message apart from one of the same bytes as digest or as mu', async () => {
    for (const [spec, algorithm, type] of [
      ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_512', 'DIGEST'],
      ['ML_DSA_44', 'ML_DSA_SHAKE_256', 'EXTERNAL_MU'],
    ] as const) {
      const signature = await signUnder(vault, keyOf(spec), request(algorithm, 'RAW'));
      const call = verifyUnder(vault, keyOf(spec), request(algorithm, type), signature);
      expect(await refusalOf(call)).toEqual({ code: 'KMSInvalidSignatureException', message: '' });
    }
  });

  it('verifies without opening the private half', async () => {
    const key = keyOf('ECC_NIST_P256');
    const asked = request('ECDSA_SHA_256', 'RAW');
    const signature = await signUnder(vault, key, asked);
    expect(await verifyUnder(vault, { ...key, materials: [] }, asked, signature)).toBeUndefined();
  });

  it('lets failures through that are none of the request', async () => {
    const key = keyOf('ECC_NIST_P256');
    const broken = { ...key, materials: key.materials.map(({ id }) => ({ id, backingKey: 'AA==' })) };
    await expect(signUnder(vault, broken, request('ECDSA_SHA_256', 'RAW'))).rejects.not.toHaveProperty(
      'code',
    );
  });
});

function newKey(vault: Vault, spec: string, usage: KeyUsage): Promise<Key> {
  return createKey(vault, SCOPE, { spec, usage, description: '', policy: '{}', tags: [] });
}
