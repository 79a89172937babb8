import { diffieHellman, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { openPublicKey } from './host-crypto.ts';
import { broken, expectRefusal, makeKey, openService, type Service } from './service.ts';

/** By key spec: what OpenSSL calls the curve, and how long a coordinate is. */
const CURVES = [
  ['ECC_NIST_P256', 'P-256', 32],
  ['ECC_NIST_P384', 'P-384', 48],
  ['ECC_NIST_P521', 'P-521', 66],
] as const;

function spkiOf(key: KeyObject): Uint8Array {
  return Uint8Array.from(key.export({ format: 'der', type: 'spki' }));
}

function peerOn(namedCurve: string): { readonly privateKey: KeyObject; readonly publicKey: Uint8Array } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
  return { privateKey, publicKey: spkiOf(publicKey) };
}

describe('DeriveSharedSecret', () => {
  let service: Service;
  const keys = new Map<string, Awaited<ReturnType<typeof makeKey>>>();
  beforeAll(async () => {
    service = await openService();
    for (const [KeySpec] of CURVES) {
      keys.set(KeySpec, await makeKey(service, { KeySpec, KeyUsage: 'KEY_AGREEMENT' }));
    }
  });

  const derive = (
    spec: string,
    PublicKey: Uint8Array,
    more: object = {},
  ): ReturnType<typeof service.kms.deriveSharedSecret> => {
    const KeyId = keys.get(spec)?.KeyId ?? '';
    return service.kms.deriveSharedSecret({ KeyId, PublicKey, KeyAgreementAlgorithm: 'ECDH', ...more });
  };

  it.each(CURVES)('with %s comes to the secret that OpenSSL comes to on %s', async (spec, curve, length) => {
    const KeyId = keys.get(spec)?.KeyId ?? '';
    const publicKey = openPublicKey((await service.kms.getPublicKey({ KeyId })).PublicKey);
    for (let i = 0; i < 5; i++) {
      const peer = peerOn(curve);
      const answer = await derive(spec, peer.publicKey);
      expect(answer).toEqual({
        KeyId: keys.get(spec)?.Arn,
        SharedSecret: Uint8Array.from(diffieHellman({ privateKey: peer.privateKey, publicKey })),
        KeyAgreementAlgorithm: 'ECDH',
        KeyOrigin: 'AWS_KMS',
      });
      expect(answer.SharedSecret).toHaveLength(length);
    }
  });

  it('comes to the same secret from both sides', async () => {
    const other = await makeKey(service, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' });
    const publicKeyOf = async (KeyId: string): Promise<Uint8Array> =>
      (await service.kms.getPublicKey({ KeyId })).PublicKey;
    const own = await publicKeyOf(keys.get('ECC_NIST_P256')?.KeyId ?? '');
    const here = await derive('ECC_NIST_P256', await publicKeyOf(other.KeyId));
    const there = await derive('ECC_NIST_P256', own, { KeyId: other.KeyId });
    expect(here.SharedSecret).toEqual(there.SharedSecret);
  });

  it('refuses a peer’s key that is none of the curve, without a text (recorded row 62)', async () => {
    const good = peerOn('P-256').publicKey;
    const offCurve = Uint8Array.from(good);
    offCurve[offCurve.length - 1] = (offCurve[offCurve.length - 1] ?? 0) ^ 1;
    const bad = {
      garbage: new Uint8Array(10).fill(7),
      'one byte': new Uint8Array(1),
      'off the curve': offCurve,
      'cut short': good.subarray(0, -1),
      'with a byte more': Uint8Array.from([...good, 0]),
      'on P-384': peerOn('P-384').publicKey,
      'on secp256k1': peerOn('secp256k1').publicKey,
      X25519: spkiOf(generateKeyPairSync('x25519').publicKey),
      Ed25519: spkiOf(generateKeyPairSync('ed25519').publicKey),
      RSA: spkiOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey),
      '8192 zeroes': new Uint8Array(8192),
    };
    for (const [what, publicKey] of Object.entries(bad)) {
      const call = (): Promise<unknown> => derive('ECC_NIST_P256', publicKey);
      await expect(call(), what).rejects.toThrow();
      await expectRefusal(service, call, 'ValidationException');
    }
  });

  it('refuses a key of another usage (recorded row 59)', async () => {
    const { KeyId, Arn } = await makeKey(service, { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
    await expectRefusal(
      service,
      () => derive('ECC_NIST_P256', peerOn('P-256').publicKey, { KeyId }),
      'InvalidKeyUsageException',
      `${Arn} key usage is SIGN_VERIFY which is not valid for DeriveSharedSecret.`,
    );
  });

  it('refuses an algorithm that nobody knows (recorded row 61)', async () => {
    await expectRefusal(
      service,
      () => derive('ECC_NIST_P256', peerOn('P-256').publicKey, { KeyAgreementAlgorithm: 'INVALID' }),
      'ValidationException',
      broken('INVALID', 'keyAgreementAlgorithm', 'Member must satisfy enum value set: [ECDH]'),
    );
  });
});
