/**
 * RetireGrant: https://docs.aws.amazon.com/kms/latest/APIReference/API_RetireGrant.html
 *
 * @module
 */
import { KmsError } from '../kms/errors.ts';
import { requireGrantId } from '../kms/grant.ts';
import { deleteGrant, getGrant, getGrantByToken } from '../kms/grants.ts';
import { boolean, grantId, grantToken, keyId } from './members.ts';
import type { KeyReference, NoMembers, Operation } from './operation.ts';

/** By GrantToken, or by KeyId and GrantId. */
export interface RetireGrantRequest {
  readonly GrantToken?: string | undefined;
  /** Key id or key ARN. */
  readonly KeyId?: string | undefined;
  readonly GrantId?: string | undefined;
  readonly DryRun?: boolean | undefined;
}

export const retireGrant: Operation<RetireGrantRequest, NoMembers, 'key'> = {
  name: 'RetireGrant',
  input: {
    GrantToken: { shape: grantToken },
    KeyId: { shape: keyId },
    GrantId: { shape: grantId },
    DryRun: { shape: boolean },
  },
  output: [],
  keys: { key: { find: referenceIn, action: 'kms:RetireGrant', states: 'read' } },
  readOnly: false,
  check: (input) => {
    void referenceIn(input);
    if (input.GrantId !== undefined) requireGrantId(input.GrantId);
  },
  async run({ input: { GrantToken, GrantId = '' }, caller, keys, vault }) {
    const stored =
      GrantToken === undefined
        ? await getGrant(vault, keys.key.key, GrantId)
        : await getGrantByToken(vault, caller.region, GrantToken);
    await deleteGrant(vault, stored);
    return {};
  },
};

function referenceIn({ GrantToken, KeyId, GrantId }: RetireGrantRequest): KeyReference {
  if (GrantToken !== undefined && KeyId === undefined && GrantId === undefined) {
    return { by: 'grant', token: GrantToken };
  }
  if (GrantToken === undefined && KeyId !== undefined && GrantId !== undefined) {
    return { by: 'grant', identifier: KeyId, grantId: GrantId };
  }
  throw new KmsError('ValidationException', 'Please specify either GrantToken, or KeyId and GrantId.');
}
