/**
 * Verify: signatures of the service's own, and those that node:crypto made with a key that was put into the service.
 *
 * @module
 */
import { constants, generateKeyPairSync, sign as hostSign, type KeyObject } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { KEY_SPECS } from '../../src/kms/key-spec.ts';
import { digestOf, hashOf, muOf } from './host-crypto.ts';
import { adoptMaterial, expectRefusal, makeKey, openService, type Service } from './service.ts';

const MESSAGE = new Uint8Array(100).map((_, i) => i);

const PAIRS = [...KEY_SPECS].flatMap(([spec, { algorithms }]) =>
  (algorithms.SIGN_VERIFY ?? []).map((algorithm) => ({ spec, algorithm })),
);

/** The forms of one message that an algorithm takes: whoever signed one of them has signed each. */
function formsOf(algorithm: string, publicKey: Uint8Array): readonly (readonly [string, Uint8Array])[] {
  if (algorithm === 'ED25519_PH_SHA_512') return [['DIGEST', digestOf('SHA_512', MESSAGE)]];
  if (algorithm === 'ED25519_SHA_512') return [['RAW', MESSAGE]];
  if (algorithm === 'ML_DSA_SHAKE_256') {
    return [
      ['RAW', MESSAGE],
      ['EXTERNAL_MU', muOf(publicKey, MESSAGE)],
    ];
  }
  return [
    ['RAW', MESSAGE],
    ['DIGEST', digestOf(algorithm, MESSAGE)],
  ];
}

describe('Verify', () => {
  let service: Service;
  const keyIds = new Map<string, string>();
  beforeAll(async () => {
    service = await openService();
    for (const { spec } of PAIRS) {
      if (keyIds.has(spec)) continue;
      keyIds.set(spec, (await makeKey(service, { KeySpec: spec, KeyUsage: 'SIGN_VERIFY' })).KeyId);
    }
  });
  const keyIdOf = (spec: string): string => keyIds.get(spec) ?? '';

  it.each(PAIRS)(
    'takes what Sign made with $spec and $algorithm, of every form of the message, and nothing else',
    async ({ spec, algorithm: SigningAlgorithm }) => {
      const KeyId = keyIdOf(spec);
      const { PublicKey } = await service.kms.getPublicKey({ KeyId });
      const forms = formsOf(SigningAlgorithm, PublicKey);
      const key = { KeyId, SigningAlgorithm };
      for (const [signedAs, signed] of forms) {
        const request = { ...key, Message: signed, MessageType: signedAs };
        const { Signature, KeyId: Arn } = await service.kms.sign(request);
        for (const [MessageType, Message] of forms) {
          expect(await service.kms.verify({ ...key, Message, MessageType, Signature })).toEqual({
            KeyId: Arn,
            SignatureValid: true,
            SigningAlgorithm,
          });
          const Other = Uint8Array.from(Message);
          Other[0] = (Other[0] ?? 0) ^ 1;
          const call = (): Promise<unknown> =>
            service.kms.verify({ ...key, Message: Other, MessageType, Signature });
          await expectRefusal(service, call, 'KMSInvalidSignatureException');
        }
      }
    },
  );

  it.each(PAIRS)(
    'refuses what is no signature with $spec and $algorithm, without a text (recorded row 27)',
    async ({ spec, algorithm: SigningAlgorithm }) => {
      const KeyId = keyIdOf(spec);
      const { PublicKey } = await service.kms.getPublicKey({ KeyId });
      const [[MessageType, Message] = ['RAW', MESSAGE]] = formsOf(SigningAlgorithm, PublicKey);
      const request = { KeyId, SigningAlgorithm, Message, MessageType };
      const { Signature } = await service.kms.sign(request);
      const flipped = Uint8Array.from(Signature);
      flipped[flipped.length >> 1] = (flipped[flipped.length >> 1] ?? 0) ^ 0x10;
      const longer = new Uint8Array(Signature.length + 1);
      longer.set(Signature);
      const wrong = [flipped, longer, Signature.subarray(0, -1), new Uint8Array(1), new Uint8Array(6144)];
      for (const bad of [...wrong, new Uint8Array(Signature.length).fill(0xff)]) {
        const call = (): Promise<unknown> => service.kms.verify({ ...request, Signature: bad });
        await expectRefusal(service, call, 'KMSInvalidSignatureException');
      }
    },
  );

  it('refuses a signature by another key', async () => {
    const request = { Message: MESSAGE, SigningAlgorithm: 'ML_DSA_SHAKE_256' };
    const { Signature } = await service.kms.sign({ KeyId: keyIdOf('ML_DSA_44'), ...request });
    const other = await makeKey(service, { KeySpec: 'ML_DSA_44', KeyUsage: 'SIGN_VERIFY' });
    const call = (): Promise<unknown> => service.kms.verify({ KeyId: other.KeyId, ...request, Signature });
    await expectRefusal(service, call, 'KMSInvalidSignatureException');
  });

  it('requires the salt of PSS to be as long as the hash', async () => {
    const { key, KeyId } = await adoptHostKey(service);
    const SigningAlgorithm = 'RSASSA_PSS_SHA_256';
    const signatureOf = (saltLength: number): Uint8Array =>
      hostSign(hashOf(SigningAlgorithm), MESSAGE, {
        key,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength,
      });
    const request = { KeyId, Message: MESSAGE, SigningAlgorithm };
    expect(await service.kms.verify({ ...request, Signature: signatureOf(32) })).toMatchObject({
      SignatureValid: true,
    });
    for (const length of [0, 20, 31, 33]) {
      const call = (): Promise<unknown> => service.kms.verify({ ...request, Signature: signatureOf(length) });
      await expectRefusal(service, call, 'KMSInvalidSignatureException');
    }
  });

  it('refuses a key of another usage (recorded row 38) and an algorithm that the key has not', async () => {
    const { KeyId, Arn } = await makeKey(service);
    const request = { Message: MESSAGE, Signature: new Uint8Array(64), SigningAlgorithm: 'ECDSA_SHA_256' };
    await expectRefusal(
      service,
      () => service.kms.verify({ KeyId, ...request }),
      'InvalidKeyUsageException',
      `${Arn} key usage is ENCRYPT_DECRYPT which is not valid for Verify.`,
    );
    await expectRefusal(
      service,
      () => service.kms.verify({ KeyId: keyIdOf('ECC_NIST_P384'), ...request }),
      'InvalidKeyUsageException',
      'Algorithm ECDSA_SHA_256 is incompatible with key spec ECC_NIST_P384.',
    );
  });

  it('refuses the lengths and types of message that Sign refuses', async () => {
    const request = { KeyId: keyIdOf('ECC_NIST_P256'), Signature: new Uint8Array(64) };
    const ecdsa = { ...request, SigningAlgorithm: 'ECDSA_SHA_256', Message: new Uint8Array(28) };
    await expectRefusal(
      service,
      () => service.kms.verify({ ...ecdsa, MessageType: 'DIGEST' }),
      'ValidationException',
      'Digest is invalid length for algorithm ECDSA_SHA_256.',
    );
    await expectRefusal(
      service,
      () => service.kms.verify({ ...ecdsa, MessageType: 'EXTERNAL_MU' }),
      'ValidationException',
      'Message type EXTERNAL_MU is incompatible with key spec ECC_NIST_P256.',
    );
  });
});

/** A key of the service whose private half the test knows too. */
async function adoptHostKey(service: Service): Promise<{ key: KeyObject; KeyId: string }> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const metadata = await makeKey(service, { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
  await adoptMaterial(service, metadata, pkcs8, publicKey.export({ format: 'der', type: 'spki' }));
  return { key: privateKey, KeyId: metadata.KeyId };
}
