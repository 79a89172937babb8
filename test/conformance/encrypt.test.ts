import { describeConformance } from './conformance.ts';
import type { House } from './house.ts';

async function tooLong(
  house: House,
  KeySpec: string,
  hash: string,
  most: number,
): Promise<{ input: object }> {
  const { KeyId } = await house.make({ KeySpec, KeyUsage: 'ENCRYPT_DECRYPT' });
  const Plaintext = new Uint8Array(most + 1);
  return { input: { KeyId, Plaintext, EncryptionAlgorithm: `RSAES_OAEP_SHA_${hash}` } };
}

describeConformance('Encrypt', {
  request: ({ keyId, kind }) => ({
    KeyId: keyId,
    Plaintext: new Uint8Array([1]),
    EncryptionAlgorithm: kind.usage === 'ENCRYPT_DECRYPT' ? kind.algorithm : undefined,
  }),
  recorded: {
    '4': (house) => tooLong(house, 'RSA_2048', '1', 214),
    '5': (house) => tooLong(house, 'RSA_2048', '256', 190),
    '6': (house) => tooLong(house, 'RSA_3072', '1', 342),
    '7': (house) => tooLong(house, 'RSA_3072', '256', 318),
    '8': (house) => tooLong(house, 'RSA_4096', '1', 470),
    '9': (house) => tooLong(house, 'RSA_4096', '256', 446),
    '10': async (house) => {
      const { KeyId } = await house.make({});
      return { input: { KeyId, Plaintext: new Uint8Array(4097) } };
    },
    '39': async (house) => {
      const { KeyId, Arn } = await house.make({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
      const EncryptionAlgorithm = 'RSAES_OAEP_SHA_256';
      return {
        input: { KeyId, Plaintext: new Uint8Array(1), EncryptionAlgorithm },
        values: { 'key ARN': Arn },
      };
    },
    '46': async (house) => {
      const { KeyId, Arn } = await house.make({ Origin: 'EXTERNAL' });
      return { input: { KeyId, Plaintext: new Uint8Array(1) }, values: { 'key ARN': Arn } };
    },
    '48': async (house) => {
      const { KeyId, Arn } = await house.makeImported();
      await house.send('DeleteImportedKeyMaterial', { KeyId });
      return { input: { KeyId, Plaintext: new Uint8Array(1) }, values: { 'key ARN': Arn } };
    },
    'P-9': async (house) => {
      const { KeyId, Arn } = await house.make({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
      await house.send('DisableKey', { KeyId });
      const input = { KeyId, Plaintext: new Uint8Array(1), EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' };
      return { input, values: { 'key ARN': Arn } };
    },
    'P-18': async (house) => {
      const { KeyId } = await house.make({});
      return { input: { KeyId, Plaintext: new Uint8Array(1), EncryptionAlgorithm: 'FOO' } };
    },
    'P-19': async (house) => {
      const { KeyId } = await house.make({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
      const request = { EncryptionAlgorithm: 'RSAES_OAEP_SHA_256', EncryptionContext: { a: 'b' } };
      return { input: { KeyId, Plaintext: new Uint8Array(1), ...request } };
    },
    'P-28': async (house) => ({ input: { KeyId: (await house.make({})).KeyId } }),
  },
});
