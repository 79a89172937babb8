import { describeConformance } from './conformance.ts';
import type { House } from './house.ts';

const CONTEXT = { context: 'given' };
const ciphertexts = new Map<string, Uint8Array>();
let foreign: Uint8Array | undefined;

async function encrypt(house: House, KeyId: string, more: object): Promise<Uint8Array> {
  const answer = await house.send('Encrypt', { KeyId, Plaintext: new Uint8Array([1]), ...more });
  return answer['CiphertextBlob'] as Uint8Array;
}

const OAEP = { EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' };

async function encryptBlock(house: House): Promise<{ KeyId: string; CiphertextBlob: Uint8Array }> {
  const { KeyId } = await house.make({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
  return { KeyId, CiphertextBlob: await encrypt(house, KeyId, OAEP) };
}

describeConformance('Decrypt', {
  async furnish({ keyId, kind }, house) {
    if (kind.usage !== 'ENCRYPT_DECRYPT') return;
    ciphertexts.set(keyId, await encrypt(house, keyId, { EncryptionAlgorithm: kind.algorithm }));
  },
  async request({ keyId, kind }, house) {
    const own = ciphertexts.get(keyId);
    if (own !== undefined) return { KeyId: keyId, CiphertextBlob: own, EncryptionAlgorithm: kind.algorithm };
    foreign ??= await encrypt(house, (await house.make({})).KeyId, {});
    return { KeyId: keyId, CiphertextBlob: foreign };
  },
  unanswered: { CiphertextForRecipient: 'the request has no recipient' },
  recorded: {
    '40': async (house) => {
      const { KeyId } = await house.make({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
      const CiphertextBlob = await encrypt(house, (await house.make({})).KeyId, {});
      return { input: { KeyId, CiphertextBlob } };
    },
    '42': async (house) => {
      const { KeyId } = await house.make({});
      return {
        input: { KeyId, CiphertextBlob: await encrypt(house, KeyId, { EncryptionContext: CONTEXT }) },
      };
    },
    '43': async (house) => {
      const { KeyId } = await house.make({});
      const CiphertextBlob = (await encrypt(house, KeyId, {})).subarray(12);
      return [{ input: { KeyId, CiphertextBlob } }, { input: { CiphertextBlob } }];
    },
    '44': async (house) => {
      const { KeyId } = await house.make({});
      const CiphertextBlob = Buffer.concat([await encrypt(house, KeyId, {}), Buffer.from('bad_data')]);
      return { input: { KeyId, CiphertextBlob } };
    },
    '45': async (house) => {
      const { KeyId } = await house.make({});
      const key = { KeyId, EncryptionContext: CONTEXT };
      const one = { ...key, KeySpec: 'AES_128' };
      const pair = { ...key, KeyPairSpec: 'ECC_NIST_P256' };
      const answers = [
        await house.send('GenerateDataKey', one),
        await house.send('GenerateDataKeyWithoutPlaintext', one),
        await house.send('GenerateDataKeyPair', pair),
        await house.send('GenerateDataKeyPairWithoutPlaintext', pair),
      ];
      return answers.map((answer) => ({
        input: { KeyId, CiphertextBlob: answer['CiphertextBlob'] ?? answer['PrivateKeyCiphertextBlob'] },
      }));
    },
    'S3-4': async (house) => {
      const { KeyId, Arn } = await house.make({});
      const CiphertextBlob = await encrypt(house, KeyId, {});
      await house.send('DisableKey', { KeyId });
      return { input: { CiphertextBlob }, values: { 'key ARN': Arn } };
    },
    'S3-5': async (house) => {
      const { KeyId, Arn } = await house.make({});
      const CiphertextBlob = await encrypt(house, KeyId, {});
      await house.send('ScheduleKeyDeletion', { KeyId });
      return { input: { CiphertextBlob }, values: { 'key ARN': Arn } };
    },
    'P-20': async (house) => {
      const { KeyId, CiphertextBlob } = await encryptBlock(house);
      const input = { KeyId, CiphertextBlob, ...OAEP, EncryptionContext: CONTEXT };
      return { input };
    },
    'P-21': async (house) => ({ input: await encryptBlock(house) }),
    'P-22': async (house) => {
      const { CiphertextBlob } = await encryptBlock(house);
      return { input: { CiphertextBlob, ...OAEP } };
    },
    'P-33': async (house) => {
      const { KeyId } = await house.make({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
      return { input: { KeyId, CiphertextBlob: await encrypt(house, (await house.make({})).KeyId, {}) } };
    },
    'P-34': async (house) => {
      const { KeyId, Arn } = await house.makeImported();
      const CiphertextBlob = await encrypt(house, KeyId, {});
      await house.send('DeleteImportedKeyMaterial', { KeyId });
      const values = { 'key ARN': Arn };
      return [
        { input: { CiphertextBlob }, values },
        { input: { KeyId, CiphertextBlob }, values },
      ];
    },
  },
});
