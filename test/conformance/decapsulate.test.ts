import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeConformance } from './conformance.ts';
import { type House, openHouse } from './house.ts';

const EncapsulationAlgorithm = 'ML_KEM';
const ciphertexts = new Map<string, Uint8Array>();

async function encapsulate(house: House, KeyId: string): Promise<Uint8Array> {
  const answer = await house.send('Encapsulate', { KeyId, EncapsulationAlgorithm });
  return answer['SharedSecretCiphertextBlob'] as Uint8Array;
}

describeConformance('Decapsulate', {
  async furnish({ keyId, kind }, house) {
    if (kind.usage !== 'ENCAPSULATE_DECAPSULATE') return;
    ciphertexts.set(keyId, await encapsulate(house, keyId));
  },
  request: ({ keyId }) => ({
    KeyId: keyId,
    EncapsulationAlgorithm,
    SharedSecretCiphertextBlob: ciphertexts.get(keyId) ?? new Uint8Array(768),
  }),
});

describe('implicit rejection by the AWS SDK', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  it('a ciphertext of another key, or a changed one, gives 32 other bytes, the same each time', async () => {
    const make = async () =>
      (await house.make({ KeySpec: 'ML_KEM_768', KeyUsage: 'ENCAPSULATE_DECAPSULATE' })).KeyId;
    const [KeyId, other] = [await make(), await make()];
    const made = await house.send('Encapsulate', { KeyId, EncapsulationAlgorithm });
    const own = made['SharedSecretCiphertextBlob'] as Uint8Array;
    const changed = Uint8Array.from(own, (octet, i) => (i === 100 ? octet ^ 1 : octet));
    for (const SharedSecretCiphertextBlob of [
      changed,
      await encapsulate(house, other),
      new Uint8Array(1088),
    ]) {
      const request = { KeyId, EncapsulationAlgorithm, SharedSecretCiphertextBlob };
      const { SharedSecret } = await house.send('Decapsulate', request);
      expect((SharedSecret as Uint8Array).length).toBe(32);
      expect(SharedSecret).not.toEqual(made['SharedSecret']);
      expect((await house.send('Decapsulate', request))['SharedSecret']).toEqual(SharedSecret);
    }
  });

  it('a ciphertext of another length than the key spec has is an InvalidCiphertextException', async () => {
    const { KeyId } = await house.make({ KeySpec: 'ML_KEM_768', KeyUsage: 'ENCAPSULATE_DECAPSULATE' });
    for (const length of [1, 768, 1087, 1089, 1568, 6144]) {
      const SharedSecretCiphertextBlob = new Uint8Array(length);
      expect(
        await house.try('Decapsulate', { KeyId, EncapsulationAlgorithm, SharedSecretCiphertextBlob }),
      ).toEqual({
        code: 'InvalidCiphertextException',
        message: null,
      });
    }
  });
});
