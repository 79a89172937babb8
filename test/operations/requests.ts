/**
 * A small world, and one valid request for every operation in it.
 *
 * @module
 */
import type { OperationName, OperationTypes } from '../../src/operations/table.ts';
import { makeKey, type Service } from './service.ts';

/** Two keys with one alias each, and a ciphertext under the first. */
export interface World {
  readonly keyId: string;
  readonly keyArn: string;
  readonly aliasName: string;
  readonly otherKeyId: string;
  readonly otherAliasName: string;
  readonly ciphertext: Uint8Array;
}

let made = 0;

/** Makes a world beside those that the service holds already. */
export async function makeWorld(service: Service): Promise<World> {
  const number = ++made;
  const key = await makeKey(service, { Tags: [{ TagKey: 'cost', TagValue: 'center' }] });
  const other = await makeKey(service);
  const aliasName = `alias/world-${number}`;
  const otherAliasName = `alias/other-world-${number}`;
  await service.kms.createAlias({ AliasName: aliasName, TargetKeyId: key.KeyId });
  await service.kms.createAlias({ AliasName: otherAliasName, TargetKeyId: other.KeyId });
  const { CiphertextBlob } = await service.kms.encrypt({
    KeyId: key.KeyId,
    Plaintext: new Uint8Array([1, 2]),
  });
  return {
    keyId: key.KeyId,
    keyArn: key.Arn,
    aliasName,
    otherKeyId: other.KeyId,
    otherAliasName,
    ciphertext: CiphertextBlob,
  };
}

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:*', Resource: '*' }],
});

/** A request that the service grants, about the first key wherever it names one. */
export const VALID_REQUESTS: { readonly [N in OperationName]: (world: World) => OperationTypes[N][0] } = {
  CancelKeyDeletion: ({ keyId }) => ({ KeyId: keyId }),
  CreateAlias: ({ keyId, aliasName }) => ({ AliasName: `${aliasName}-too`, TargetKeyId: keyId }),
  CreateKey: () => ({ Description: 'new' }),
  Decrypt: ({ ciphertext }) => ({ CiphertextBlob: ciphertext }),
  DeleteAlias: ({ aliasName }) => ({ AliasName: aliasName }),
  DescribeKey: ({ keyId }) => ({ KeyId: keyId }),
  DisableKey: ({ keyId }) => ({ KeyId: keyId }),
  EnableKey: ({ keyId }) => ({ KeyId: keyId }),
  Encrypt: ({ keyId }) => ({ KeyId: keyId, Plaintext: new Uint8Array([1]) }),
  GenerateDataKey: ({ keyId }) => ({ KeyId: keyId, KeySpec: 'AES_256' }),
  GenerateDataKeyWithoutPlaintext: ({ keyId }) => ({ KeyId: keyId, NumberOfBytes: 8 }),
  GenerateRandom: () => ({ NumberOfBytes: 8 }),
  GetKeyPolicy: ({ keyId }) => ({ KeyId: keyId }),
  ListAliases: ({ keyId }) => ({ KeyId: keyId }),
  ListKeyPolicies: ({ keyId }) => ({ KeyId: keyId }),
  ListKeys: () => ({}),
  ListResourceTags: ({ keyId }) => ({ KeyId: keyId }),
  PutKeyPolicy: ({ keyId }) => ({ KeyId: keyId, Policy: POLICY }),
  ReEncrypt: ({ keyId, ciphertext }) => ({ CiphertextBlob: ciphertext, DestinationKeyId: keyId }),
  ScheduleKeyDeletion: ({ keyId }) => ({ KeyId: keyId, PendingWindowInDays: 7 }),
  TagResource: ({ keyId }) => ({ KeyId: keyId, Tags: [{ TagKey: 'a', TagValue: 'b' }] }),
  UntagResource: ({ keyId }) => ({ KeyId: keyId, TagKeys: ['cost'] }),
  UpdateAlias: ({ keyId, otherAliasName }) => ({ AliasName: otherAliasName, TargetKeyId: keyId }),
  UpdateKeyDescription: ({ keyId }) => ({ KeyId: keyId, Description: 'changed' }),
};

export const OPERATION_NAMES: readonly OperationName[] = Object.keys(VALID_REQUESTS) as OperationName[];
