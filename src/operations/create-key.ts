/**
 * CreateKey: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
 *
 * @module
 */
import { wipe } from '../bytes/wipe.ts';
import { KmsError } from '../kms/errors.ts';
import { defaultPolicy, requirePolicy } from '../kms/key-policy.ts';
import { DEFAULT_KEY_SPEC, type KeyUsage } from '../kms/key-spec.ts';
import { createKey as makeKey, type NewKey } from '../kms/keys.ts';
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
  refuses: ['CustomKeyStoreId', 'XksKeyId'],
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
      origin: input.Origin === 'EXTERNAL' ? 'EXTERNAL' : 'AWS_KMS',
      description: input.Description ?? '',
      policy: input.Policy ?? defaultPolicy(caller),
      tags,
      isMultiRegion: input.MultiRegion,
      keyId: vault.customKeyTags === false ? undefined : customKeyId(tags, input.MultiRegion === true),
      material,
    };
    try {
      return { KeyMetadata: metadataOf(await refusingMaterial(() => makeKey(vault, caller, wanted))) };
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
  if (KeySpec !== undefined && CustomerMasterKeySpec !== undefined && KeySpec !== CustomerMasterKeySpec) {
    throw new KmsError(
      'ValidationException',
      'You cannot specify different values for KeySpec and CustomerMasterKeySpec.',
    );
  }
  const { Origin = 'AWS_KMS' } = input;
  if (Origin !== 'AWS_KMS' && Origin !== 'EXTERNAL') throw unsupported(`Origin ${Origin}`);
}

function unsupported(what: string): KmsError {
  return new KmsError(
    'UnsupportedOperationException',
    `${what} is not supported by this version of Strongroom.`,
  );
}
