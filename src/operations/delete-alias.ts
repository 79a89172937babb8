/**
 * DeleteAlias: https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteAlias.html
 *
 * @module
 */
import { deleteAlias as removeAlias, requireAliasName } from '../kms/aliases.ts';
import { aliasArn } from '../kms/scope.ts';
import { aliasName } from './members.ts';
import type { NoMembers, Operation } from './operation.ts';

export interface DeleteAliasRequest {
  /** With its prefix, `alias/`. */
  readonly AliasName: string;
}

export const deleteAlias: Operation<DeleteAliasRequest, NoMembers, 'key'> = {
  name: 'DeleteAlias',
  input: { AliasName: { shape: aliasName, required: true } },
  output: [],
  keys: {
    key: {
      find: ({ AliasName }) => ({ by: 'alias name', aliasName: AliasName }),
      action: 'kms:DeleteAlias',
      states: 'read',
    },
  },
  permissions: ({ AliasName }, caller) => [
    { action: 'kms:DeleteAlias', resource: aliasArn(caller, AliasName) },
  ],
  readOnly: false,
  check: ({ AliasName }) => requireAliasName(AliasName),
  async run({ input, caller, vault }) {
    await removeAlias(vault, caller, input.AliasName);
    return {};
  },
};
