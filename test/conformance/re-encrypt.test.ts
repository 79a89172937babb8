import { describeConformance } from './conformance.ts';
import type { House } from './house.ts';

let source: Uint8Array | undefined;

/** A ciphertext under a key of its own. */
async function encrypt(house: House): Promise<Uint8Array> {
  const { KeyId } = await house.make({});
  const answer = await house.send('Encrypt', { KeyId, Plaintext: new Uint8Array([1]) });
  return answer['CiphertextBlob'] as Uint8Array;
}

describeConformance('ReEncrypt', {
  async request({ keyId, kind }, house) {
    source ??= await encrypt(house);
    const DestinationEncryptionAlgorithm = kind.usage === 'ENCRYPT_DECRYPT' ? kind.algorithm : undefined;
    return { CiphertextBlob: source, DestinationKeyId: keyId, DestinationEncryptionAlgorithm };
  },
  recorded: {
    '41': async (house) => {
      const [one, other] = [await house.make({}), await house.make({})];
      const CiphertextBlob = await encrypt(house);
      return { input: { CiphertextBlob, SourceKeyId: one.KeyId, DestinationKeyId: other.KeyId } };
    },
    'P-35': async (house) => {
      const { KeyId, Arn } = await house.make({ Origin: 'EXTERNAL' });
      const input = { CiphertextBlob: await encrypt(house), DestinationKeyId: KeyId };
      return { input, values: { 'key ARN': Arn } };
    },
  },
});
