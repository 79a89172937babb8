/**
 * GenerateDataKeyPairWithoutPlaintext:
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPairWithoutPlaintext.html
 *
 * @module
 */
import { wipe } from '../bytes/wipe.ts';
import { generateDataKeyPairUnder } from '../kms/data-key-pair.ts';
import { arnOf } from '../kms/key.ts';
import type { GenerateDataKeyPairRequest, GenerateDataKeyPairResponse } from './generate-data-key-pair.ts';
import { boolean, dataKeyPairSpec, encryptionContext, grantTokens, keyId } from './members.ts';
import type { Operation } from './operation.ts';

export type GenerateDataKeyPairWithoutPlaintextRequest = Omit<GenerateDataKeyPairRequest, 'Recipient'>;

export type GenerateDataKeyPairWithoutPlaintextResponse = Omit<
  GenerateDataKeyPairResponse,
  'PrivateKeyPlaintext'
>;

export const generateDataKeyPairWithoutPlaintext: Operation<
  GenerateDataKeyPairWithoutPlaintextRequest,
  GenerateDataKeyPairWithoutPlaintextResponse,
  'key'
> = {
  name: 'GenerateDataKeyPairWithoutPlaintext',
  input: {
    EncryptionContext: { shape: encryptionContext },
    KeyId: { shape: keyId, required: true },
    KeyPairSpec: { shape: dataKeyPairSpec, required: true },
    GrantTokens: { shape: grantTokens },
    DryRun: { shape: boolean },
  },
  output: ['PrivateKeyCiphertextBlob', 'PublicKey', 'KeyId', 'KeyPairSpec', 'KeyMaterialId'],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'identifier', identifier: KeyId }),
      action: 'kms:GenerateDataKeyPairWithoutPlaintext',
      states: 'wrapKeyPair',
      refusesStoreKeys: true,
      usage: 'ENCRYPT_DECRYPT',
    },
  },
  readOnly: true,
  usesKeys: true,
  async run({
    input: { EncryptionContext, KeyPairSpec },
    keys: {
      key: { key },
    },
    vault,
  }) {
    const made = await generateDataKeyPairUnder(vault, key, EncryptionContext, KeyPairSpec);
    wipe(made.privateKey);
    return {
      PrivateKeyCiphertextBlob: made.ciphertext,
      PublicKey: made.publicKey,
      KeyId: arnOf(key),
      KeyPairSpec,
      KeyMaterialId: made.materialId,
    };
  },
};
