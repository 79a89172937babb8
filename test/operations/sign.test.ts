/**
 * Sign, checked by node:crypto with nothing but the public key that GetPublicKey gives out.
 *
 * @module
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { ed25519 } from '../../src/crypto/ed25519.ts';
import { KEY_SPECS } from '../../src/kms/key-spec.ts';
import { digestOf, muOf, verifiedByHost } from './host-crypto.ts';
import { broken, expectRefusal, makeKey, openService, type Service } from './service.ts';

const MESSAGE = new Uint8Array(100).map((_, i) => i);
const OTHER = new Uint8Array(100);

/** Every algorithm of every spec that signs. */
const PAIRS = [...KEY_SPECS].flatMap(([spec, { algorithms }]) =>
  (algorithms.SIGN_VERIFY ?? []).map((algorithm) => ({ spec, algorithm })),
);
const HASHED = PAIRS.filter(({ algorithm }) => /^(RSASSA|ECDSA)/.test(algorithm));

/** KMS API reference, Sign: which algorithms take which type of message. */
const REFUSED_TYPES = [
  ['RSA_2048', 'RSASSA_PSS_SHA_256', ['EXTERNAL_MU']],
  ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_512', ['EXTERNAL_MU']],
  ['ECC_SECG_P256K1', 'ECDSA_SHA_256', ['EXTERNAL_MU']],
  ['ECC_NIST_EDWARDS25519', 'ED25519_SHA_512', ['DIGEST', 'EXTERNAL_MU']],
  ['ECC_NIST_EDWARDS25519', 'ED25519_PH_SHA_512', [undefined, 'RAW', 'EXTERNAL_MU']],
  ['ML_DSA_44', 'ML_DSA_SHAKE_256', ['DIGEST']],
] as const;

const REFUSED_LENGTHS = [
  // Recorded rows 24 to 26.
  ['RSA_2048', 'RSASSA_PSS_SHA_256', 'DIGEST', [28, 1, 31, 33, 64], 'Digest'],
  ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_512', 'DIGEST', [28, 63, 65], 'Digest'],
  ['ECC_NIST_P384', 'ECDSA_SHA_384', 'DIGEST', [28, 32, 47, 49], 'Digest'],
  ['ECC_NIST_EDWARDS25519', 'ED25519_PH_SHA_512', 'DIGEST', [32, 63, 65], 'Digest'],
  ['ML_DSA_44', 'ML_DSA_SHAKE_256', 'EXTERNAL_MU', [32, 63, 65], 'External mu'],
] as const;

describe('Sign', () => {
  let service: Service;
  const keys = new Map<string, Awaited<ReturnType<typeof makeKey>>>();
  const publicKeys = new Map<string, Uint8Array>();
  beforeAll(async () => {
    service = await openService();
    for (const { spec } of PAIRS) {
      if (keys.has(spec)) continue;
      const key = await makeKey(service, { KeySpec: spec, KeyUsage: 'SIGN_VERIFY' });
      keys.set(spec, key);
      publicKeys.set(spec, (await service.kms.getPublicKey({ KeyId: key.KeyId })).PublicKey);
    }
  });

  const keyOf = (spec: string): { KeyId: string; Arn: string } => keys.get(spec) ?? { KeyId: '', Arn: '' };
  const publicKeyOf = (spec: string): Uint8Array => publicKeys.get(spec) ?? new Uint8Array();
  const sign = (
    spec: string,
    SigningAlgorithm: string,
    Message: Uint8Array,
    MessageType?: string,
  ): ReturnType<typeof service.kms.sign> =>
    service.kms.sign({ KeyId: keyOf(spec).KeyId, Message, SigningAlgorithm, MessageType });

  it.each(PAIRS.filter(({ algorithm }) => algorithm !== 'ED25519_PH_SHA_512'))(
    'signs a raw message with $spec and $algorithm so that OpenSSL takes it',
    async ({ spec, algorithm }) => {
      const answer = await sign(spec, algorithm, MESSAGE);
      expect(answer).toEqual({
        KeyId: keyOf(spec).Arn,
        Signature: expect.any(Uint8Array),
        SigningAlgorithm: algorithm,
      });
      expect(verifiedByHost(algorithm, publicKeyOf(spec), MESSAGE, answer.Signature)).toBe(true);
      expect(verifiedByHost(algorithm, publicKeyOf(spec), OTHER, answer.Signature)).toBe(false);
    },
  );

  it.each(HASHED)(
    'signs a digest with $spec and $algorithm as it signs its message',
    async ({ spec, algorithm }) => {
      const { Signature } = await sign(spec, algorithm, digestOf(algorithm, MESSAGE), 'DIGEST');
      expect(verifiedByHost(algorithm, publicKeyOf(spec), MESSAGE, Signature)).toBe(true);
    },
  );

  it.each(['ML_DSA_44', 'ML_DSA_65', 'ML_DSA_87'])(
    'signs an external mu with %s as it signs its message, and hashes it no more',
    async (spec) => {
      const mu = muOf(publicKeyOf(spec), MESSAGE);
      const { Signature } = await sign(spec, 'ML_DSA_SHAKE_256', mu, 'EXTERNAL_MU');
      expect(verifiedByHost('ML_DSA_SHAKE_256', publicKeyOf(spec), MESSAGE, Signature)).toBe(true);
    },
  );

  it('hashes the digest for ED25519_PH_SHA_512 once more, as AWS does', async () => {
    const spec = 'ECC_NIST_EDWARDS25519';
    const digest = digestOf('SHA_512', MESSAGE);
    const { Signature } = await sign(spec, 'ED25519_PH_SHA_512', digest, 'DIGEST');
    const taken = (message: Uint8Array): unknown =>
      ed25519.verify('Ed25519ph', publicKeyOf(spec), message, Signature);
    expect(await taken(digest)).toBe(true);
    expect(await taken(MESSAGE)).toBe(false);
  });

  it('never gives the same signature twice where the algorithm is randomised, and always where it is not', async () => {
    for (const [spec, algorithm, differs] of [
      ['RSA_2048', 'RSASSA_PSS_SHA_256', true],
      ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_256', false],
      ['ECC_NIST_P256', 'ECDSA_SHA_256', true],
      ['ECC_NIST_EDWARDS25519', 'ED25519_SHA_512', false],
      ['ML_DSA_44', 'ML_DSA_SHAKE_256', true],
    ] as const) {
      const one = await sign(spec, algorithm, MESSAGE);
      const two = await sign(spec, algorithm, MESSAGE);
      expect(String(one.Signature) !== String(two.Signature), algorithm).toBe(differs);
    }
  });

  it('takes the key under any of its names, and messages of 1 to 4096 bytes', async () => {
    const { KeyId, Arn } = keyOf('ECC_NIST_EDWARDS25519');
    await service.kms.createAlias({ AliasName: 'alias/x', TargetKeyId: KeyId });
    const names = [KeyId, Arn, 'alias/x', 'arn:aws:kms:us-east-1:111122223333:alias/x'];
    for (const name of names) {
      for (const length of [1, 4096]) {
        const Message = new Uint8Array(length);
        const request = { KeyId: name, Message, SigningAlgorithm: 'ED25519_SHA_512' };
        expect((await service.kms.sign(request)).Signature).toHaveLength(64);
      }
    }
    await expectRefusal(
      service,
      () => sign('ECC_NIST_EDWARDS25519', 'ED25519_SHA_512', new Uint8Array(4097)),
      'ValidationException',
      broken(undefined, 'message', 'Member must have length less than or equal to 4096'),
    );
  });

  it.each(REFUSED_LENGTHS)(
    'with %s and %s refuses a %s of another length (recorded rows 24 to 26)',
    async (spec, algorithm, type, lengths, what) => {
      for (const length of lengths) {
        await expectRefusal(
          service,
          () => sign(spec, algorithm, new Uint8Array(length), type),
          'ValidationException',
          `${what} is invalid length for algorithm ${algorithm}.`,
        );
      }
    },
  );

  it.each(REFUSED_TYPES)('with %s and %s refuses the message types %j', async (spec, algorithm, types) => {
    for (const type of types) {
      // The two algorithms of Ed25519 share what the key spec takes.
      const byAlgorithm = spec === 'ECC_NIST_EDWARDS25519' && type !== 'EXTERNAL_MU';
      await expectRefusal(
        service,
        () => sign(spec, algorithm, new Uint8Array(64), type),
        'ValidationException',
        `Message type ${type ?? 'RAW'} is incompatible with ${byAlgorithm ? `algorithm ${algorithm}` : `key spec ${spec}`}.`,
      );
    }
  });

  it('refuses a key of another usage (recorded row 37)', async () => {
    for (const [KeySpec, KeyUsage] of [
      ['HMAC_256', 'GENERATE_VERIFY_MAC'],
      ['RSA_2048', 'ENCRYPT_DECRYPT'],
      ['ECC_NIST_P256', 'KEY_AGREEMENT'],
    ] as const) {
      const { KeyId, Arn } = await makeKey(service, { KeySpec, KeyUsage });
      await expectRefusal(
        service,
        () => service.kms.sign({ KeyId, Message: MESSAGE, SigningAlgorithm: 'ECDSA_SHA_256' }),
        'InvalidKeyUsageException',
        `${Arn} key usage is ${KeyUsage} which is not valid for Sign.`,
      );
    }
  });

  it('refuses every algorithm that the key has not', async () => {
    const algorithms = [...new Set(PAIRS.map(({ algorithm }) => algorithm))];
    for (const spec of keys.keys()) {
      const own = PAIRS.filter((pair) => pair.spec === spec).map(({ algorithm }) => algorithm);
      for (const algorithm of algorithms.filter((one) => !own.includes(one))) {
        await expectRefusal(
          service,
          () => sign(spec, algorithm, MESSAGE),
          'InvalidKeyUsageException',
          `Algorithm ${algorithm} is incompatible with key spec ${spec}.`,
        );
      }
    }
  });

  it('refuses algorithms and message types that nobody knows', async () => {
    await expectRefusal(
      service,
      () => sign('ECC_NIST_P256', 'ECDSA_SHA_256', MESSAGE, 'HASH'),
      'ValidationException',
      broken('HASH', 'messageType', 'Member must satisfy enum value set: [RAW, DIGEST, EXTERNAL_MU]'),
    );
    await expectRefusal(
      service,
      () => sign('ECC_NIST_P256', 'INVALID', MESSAGE),
      'ValidationException',
      broken(
        'INVALID',
        'signingAlgorithm',
        'Member must satisfy enum value set: [RSASSA_PSS_SHA_256, RSASSA_PSS_SHA_384, RSASSA_PSS_SHA_512, ' +
          'RSASSA_PKCS1_V1_5_SHA_256, RSASSA_PKCS1_V1_5_SHA_384, RSASSA_PKCS1_V1_5_SHA_512, ECDSA_SHA_256, ' +
          'ECDSA_SHA_384, ECDSA_SHA_512, ED25519_SHA_512, ED25519_PH_SHA_512, SM2DSA, ML_DSA_SHAKE_256]',
      ),
    );
  });

  it('knows one algorithm that it does not list, and that no key has', async () => {
    await expectRefusal(
      service,
      () => sign('ECC_NIST_P256', 'SYMMETRIC_DEFAULT', MESSAGE),
      'InvalidKeyUsageException',
      'Algorithm SYMMETRIC_DEFAULT is incompatible with key spec ECC_NIST_P256.',
    );
  });
});
