/**
 * CreateAlias: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
 *
 * @module
 */
import { createAlias as giveAlias, requireAliasName, requireKeyAsTarget } from '../kms/aliases.ts';
import { aliasArn } from '../kms/scope.ts';
import { aliasName, keyId } from './members.ts';
import type { NoMembers, Operation } from './operation.ts';

export interface CreateAliasRequest {
  /** With its prefix, `alias/`. */
  readonly AliasName: string;
  /** Key id or key ARN. */
  readonly TargetKeyId: string;
}

export const createAlias: Operation<CreateAliasRequest, NoMembers, 'target'> = {
  name: 'CreateAlias',
  input: { AliasName: { shape: aliasName, required: true }, TargetKeyId: { shape: keyId, required: true } },
  output: [],
  keys: {
    target: {
      find: ({ TargetKeyId }) => ({ by: 'key identifier', identifier: TargetKeyId }),
      action: 'kms:CreateAlias',
      states: 'annotate',
    },
  },
  permissions: ({ AliasName }, caller) => [
    { action: 'kms:CreateAlias', resource: aliasArn(caller, AliasName) },
  ],
  readOnly: false,
  check({ AliasName, TargetKeyId }) {
    requireAliasName(AliasName);
    requireKeyAsTarget(TargetKeyId);
  },
  async run({ input, keys, vault }) {
    await giveAlias(vault, keys.target, input.AliasName);
    return {};
  },
};
