/**
 * CreateKey: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
 *
 * @module
 */
import { wipe } from '../bytes/wipe.ts';
import { KmsError } from '../kms/errors.ts';
import type { KeyOrigin } from '../kms/key.ts';
import { defaultPolicy, requirePolicy } from '../kms/key-policy.ts';
import { DEFAULT_KEY_SPEC, type KeyUsage } from '../kms/key-spec.ts';
import { createKey as makeKey, type NewKey } from '../kms/keys.ts';
import type { StoreChoice } from '../kms/store-key.ts';
import { findStoreOf } from '../kms/store-roster.ts';
import {
  customKeyId,
  readMaterial,
  refusingMaterial,
  requireMadeHere,
  separateMaterial,
} from './custom-key-tags.ts';
import { type KeyMetadata, metadataOf } from './key-metadata.ts';
import {
  boolean,
  customerMasterKeySpec,
  customKeyStoreId,
  description,
  keySpec,
  keyUsage,
  origin,
  policy,
  type TagMember,
  tags,
} from './members.ts';
import type { Operation } from './operation.ts';
import { policyAuthorOf } from './policy-author.ts';

import { tagsOf } from './tag-members.ts';

const STORE_ORIGINS: readonly string[] = ['AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE'];

export interface CreateKeyRequest {
  /** JSON; the default policy when absent. */
  readonly Policy?: string | undefined;
  readonly Description?: string | undefined;
  readonly KeyUsage?: string | undefined;
  /** Deprecated: KeySpec. */
  readonly CustomerMasterKeySpec?: string | undefined;
  /** SYMMETRIC_DEFAULT when absent. */
  readonly KeySpec?: string | undefined;
  readonly Origin?: string | undefined;
  readonly CustomKeyStoreId?: string | undefined;
  readonly BypassPolicyLockoutSafetyCheck?: boolean | undefined;
  readonly Tags?: readonly TagMember[] | undefined;
  readonly MultiRegion?: boolean | undefined;
  readonly XksKeyId?: string | undefined;
}

export interface CreateKeyResponse {
  readonly KeyMetadata: KeyMetadata;
}

export const createKey: Operation<CreateKeyRequest, CreateKeyResponse> = {
  name: 'CreateKey',
  input: {
    Policy: { shape: policy },
    Description: { shape: description },
    KeyUsage: { shape: keyUsage },
    CustomerMasterKeySpec: { shape: customerMasterKeySpec },
    KeySpec: { shape: keySpec },
    Origin: { shape: origin },
    CustomKeyStoreId: { shape: customKeyStoreId },
    BypassPolicyLockoutSafetyCheck: { shape: boolean },
    Tags: { shape: tags },
    MultiRegion: { shape: boolean },
    XksKeyId: { shape: { kind: 'string', min: 1, max: 128, pattern: '^[a-zA-Z0-9-_.]+$' } },
  },
  output: ['KeyMetadata'],
  action: 'kms:CreateKey',
  keys: {},
  permissions: ({ Tags }) => (Tags === undefined ? [] : [{ action: 'kms:TagResource', resource: '*' }]),
  readOnly: false,
  separate: separateMaterial,
  check: requireMakeable,
  async run({ input, caller, vault, secret }) {
    if (input.Policy !== undefined) {
      requirePolicy(input.Policy, policyAuthorOf(caller, vault, input.BypassPolicyLockoutSafetyCheck));
    }
    requireMadeHere(secret, input.Origin);
    const tags = tagsOf(input.Tags);
    const material = readMaterial(secret);
    const wanted: NewKey = {
      spec: specOf(input),
      // The shape has checked that it is one.
      usage: input.KeyUsage as KeyUsage | undefined,
      origin: input.Origin as KeyOrigin | undefined,
      description: input.Description ?? '',
      policy: input.Policy ?? defaultPolicy(caller),
      tags,
      isMultiRegion: input.MultiRegion,
      keyId: vault.customKeyTags === false ? undefined : customKeyId(tags, input.MultiRegion === true),
      material,
      store: storeChoiceOf(input),
    };
    try {
      const key = await refusingMaterial(() => makeKey(vault, caller, wanted));
      return { KeyMetadata: metadataOf(key, await findStoreOf(vault, key)) };
    } finally {
      if (material !== undefined) wipe(material);
    }
  },
};

function specOf(input: CreateKeyRequest): string {
  return input.KeySpec ?? input.CustomerMasterKeySpec ?? DEFAULT_KEY_SPEC;
}

function requireMakeable(input: CreateKeyRequest): void {
  const { KeySpec, CustomerMasterKeySpec } = input;
  if (KeySpec !== undefined && CustomerMasterKeySpec !== undefined) {
    throw new KmsError(
      'ValidationException',
      'You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated.',
    );
  }
  requireStoreMembers(input);
}

/** Each of the three members says that the key is to be in a custom key store, and none of them says it alone. */
function requireStoreMembers(input: CreateKeyRequest): void {
  const { Origin = 'AWS_KMS', CustomKeyStoreId, XksKeyId, MultiRegion } = input;
  const isInStore = STORE_ORIGINS.includes(Origin);
  if (isInStore && CustomKeyStoreId === undefined)
    throw invalid(`CustomKeyStoreId is required for Origin ${Origin}.`);
  if (!isInStore && CustomKeyStoreId !== undefined)
    throw invalid(`CustomKeyStoreId is not compatible with Origin ${Origin}.`);
  if (Origin === 'EXTERNAL_KEY_STORE' && XksKeyId === undefined)
    throw invalid('XksKeyId is required for Origin EXTERNAL_KEY_STORE.');
  if (Origin !== 'EXTERNAL_KEY_STORE' && XksKeyId !== undefined)
    throw invalid(`XksKeyId is not compatible with Origin ${Origin}.`);
  if (!isInStore) return;
  const spec = specOf(input);
  if (spec !== DEFAULT_KEY_SPEC)
    throw new KmsError(
      'UnsupportedOperationException',
      `KeySpec ${spec} is not supported in a custom key store.`,
    );
  if (MultiRegion === true)
    throw new KmsError(
      'UnsupportedOperationException',
      'MultiRegion is not supported in a custom key store.',
    );
}

function storeChoiceOf({ Origin, CustomKeyStoreId, XksKeyId }: CreateKeyRequest): StoreChoice | undefined {
  if (Origin === undefined || CustomKeyStoreId === undefined) return undefined;
  // The shape has checked that it is one.
  return { origin: Origin as KeyOrigin, customKeyStoreId: CustomKeyStoreId, xksKeyId: XksKeyId };
}

function invalid(text: string): KmsError {
  return new KmsError('ValidationException', text);
}
