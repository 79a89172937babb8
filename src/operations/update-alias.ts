/**
 * UpdateAlias: https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateAlias.html
 *
 * @module
 */
import { updateAlias as moveAlias, requireAliasName, requireKeyAsTarget } from '../kms/aliases.ts';
import { aliasArn } from '../kms/scope.ts';
import { aliasName, keyId } from './members.ts';
import type { NoMembers, Operation } from './operation.ts';

export interface UpdateAliasRequest {
  /** With its prefix, `alias/`. */
  readonly AliasName: string;
  /** Key id or key ARN of the key that the alias is to mean. */
  readonly TargetKeyId: string;
}

export const updateAlias: Operation<UpdateAliasRequest, NoMembers, 'current' | 'target'> = {
  name: 'UpdateAlias',
  input: { AliasName: { shape: aliasName, required: true }, TargetKeyId: { shape: keyId, required: true } },
  output: [],
  keys: {
    // Any state: an alias may be taken off a key that is pending deletion.
    current: {
      find: ({ AliasName }) => ({ by: 'alias name', aliasName: AliasName }),
      action: 'kms:UpdateAlias',
      states: 'read',
    },
    target: {
      find: ({ TargetKeyId }) => ({ by: 'key identifier', identifier: TargetKeyId }),
      action: 'kms:UpdateAlias',
      states: 'annotate',
    },
  },
  permissions: ({ AliasName }, caller) => [
    { action: 'kms:UpdateAlias', resource: aliasArn(caller, AliasName) },
  ],
  readOnly: false,
  check({ AliasName, TargetKeyId }) {
    requireAliasName(AliasName);
    requireKeyAsTarget(TargetKeyId);
  },
  async run({ input, keys, vault }) {
    await moveAlias(vault, keys.target, input.AliasName);
    return {};
  },
};
