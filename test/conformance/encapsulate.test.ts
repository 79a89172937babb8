import { createPrivateKey, createPublicKey, decapsulate, encapsulate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeConformance } from './conformance.ts';
import { type House, openHouse } from './house.ts';

const EncapsulationAlgorithm = 'ML_KEM';
/** KMS API reference, EncapsulateResponse: bytes of the ciphertext by key spec. */
const SPECS = [
  ['ML_KEM_512', 768],
  ['ML_KEM_768', 1088],
  ['ML_KEM_1024', 1568],
] as const;

describeConformance('Encapsulate', {
  request: ({ keyId }) => ({ KeyId: keyId, EncapsulationAlgorithm }),
});

describe('ML-KEM by the AWS SDK', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  it.each(SPECS)('%s is described, published, and carries a secret in %i bytes', async (KeySpec, length) => {
    const key = await house.make({ KeySpec, KeyUsage: 'ENCAPSULATE_DECAPSULATE' });
    expect(key).toMatchObject({
      KeySpec,
      CustomerMasterKeySpec: KeySpec,
      KeyUsage: 'ENCAPSULATE_DECAPSULATE',
      EncapsulationAlgorithms: ['ML_KEM'],
    });
    const { KeyId } = key;
    const { PublicKey, ...published } = await house.send('GetPublicKey', { KeyId });
    expect(published).toMatchObject({ KeySpec, EncapsulationAlgorithms: ['ML_KEM'] });
    const made = await house.send('Encapsulate', { KeyId, EncapsulationAlgorithm });
    expect(made).toMatchObject({ KeyId: key.Arn, EncapsulationAlgorithm });
    expect((made['SharedSecretCiphertextBlob'] as Uint8Array).length).toBe(length);
    const { SharedSecretCiphertextBlob } = made;
    const found = await house.send('Decapsulate', {
      KeyId,
      EncapsulationAlgorithm,
      SharedSecretCiphertextBlob,
    });
    expect(found).toMatchObject({
      KeyId: key.Arn,
      EncapsulationAlgorithm,
      SharedSecret: made['SharedSecret'],
    });
    const key2 = createPublicKey({ key: Buffer.from(PublicKey as Uint8Array), format: 'der', type: 'spki' });
    const theirs = encapsulate(key2);
    const { SharedSecret } = await house.send('Decapsulate', {
      KeyId,
      EncapsulationAlgorithm,
      SharedSecretCiphertextBlob: theirs.ciphertext,
    });
    expect(Buffer.from(SharedSecret as Uint8Array)).toEqual(theirs.sharedKey);
  });

  it.each(SPECS)(
    'a data key pair of %s has its private half as a seed, and OpenSSL uses it',
    async (KeyPairSpec) => {
      const { KeyId } = await house.make({});
      const pair = await house.send('GenerateDataKeyPair', { KeyId, KeyPairSpec });
      const pkcs8 = Buffer.from(pair['PrivateKeyPlaintext'] as Uint8Array);
      // RFC 9935 §6: the seed alone, as long for every spec.
      expect(pkcs8.length).toBe(86);
      const key = createPublicKey({
        key: Buffer.from(pair['PublicKey'] as Uint8Array),
        format: 'der',
        type: 'spki',
      });
      const { sharedKey, ciphertext } = encapsulate(key);
      const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
      expect(decapsulate(privateKey, ciphertext)).toEqual(sharedKey);
    },
  );

  it('makes no keys in the China Regions', async () => {
    const input = { KeySpec: 'ML_KEM_512', KeyUsage: 'ENCAPSULATE_DECAPSULATE' };
    expect(await house.try('CreateKey', input, 'cn-north-1')).toMatchObject({
      code: 'UnsupportedOperationException',
      message: 'KeySpec ML_KEM_512 is not supported in this Region',
    });
  });
});
