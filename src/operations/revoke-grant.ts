/**
 * RevokeGrant: https://docs.aws.amazon.com/kms/latest/APIReference/API_RevokeGrant.html
 *
 * @module
 */
import { requireGrantId } from '../kms/grant.ts';
import { deleteGrant, getGrant } from '../kms/grants.ts';
import { boolean, grantId, keyId } from './members.ts';
import type { NoMembers, Operation } from './operation.ts';

export interface RevokeGrantRequest {
  /** Key id or key ARN. */
  readonly KeyId: string;
  readonly GrantId: string;
  readonly DryRun?: boolean | undefined;
}

export const revokeGrant: Operation<RevokeGrantRequest, NoMembers, 'key'> = {
  name: 'RevokeGrant',
  input: {
    KeyId: { shape: keyId, required: true },
    GrantId: { shape: grantId, required: true },
    DryRun: { shape: boolean },
  },
  output: [],
  keys: {
    key: {
      find: ({ KeyId }) => ({ by: 'key identifier', identifier: KeyId }),
      action: 'kms:RevokeGrant',
      states: 'read',
    },
  },
  readOnly: false,
  check: ({ GrantId }) => requireGrantId(GrantId),
  async run({
    input,
    keys: {
      key: { key },
    },
    vault,
  }) {
    await deleteGrant(vault, await getGrant(vault, key, input.GrantId));
    return {};
  },
};
