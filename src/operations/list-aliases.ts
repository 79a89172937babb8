/**
 * ListAliases: https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html
 *
 * @module
 */
import { type ListedAlias, listAliasesOf, listAliases as listAll } from '../kms/aliases.ts';
import { KmsError } from '../kms/errors.ts';
import { MANAGED_SERVICES, managedAliasOf } from '../kms/managed-keys.ts';
import type { Page } from '../kms/paging.ts';
import { aliasArn } from '../kms/scope.ts';
import { keyId, limit, marker } from './members.ts';
import type { Caller, Operation } from './operation.ts';
import { type PageMembers, pageMembers, requireLimit } from './page-members.ts';
import { resolveKey } from './resolve.ts';

export interface ListAliasesRequest {
  /** Key id or key ARN: only the aliases of this key. */
  readonly KeyId?: string | undefined;
  /** 1 to 100; 50 when absent. */
  readonly Limit?: number | undefined;
  readonly Marker?: string | undefined;
}

export interface AliasListEntry {
  readonly AliasName: string;
  readonly AliasArn: string;
  /** Absent, with the dates, of AWS's own aliases that mean no key yet. */
  readonly TargetKeyId?: string;
  readonly CreationDate?: Date;
  readonly LastUpdatedDate?: Date;
}

export interface ListAliasesResponse extends PageMembers {
  readonly Aliases: readonly AliasListEntry[];
}

/** As the API reference of ListAliases tells: listed before there is a key. */
const PREDEFINED: readonly string[] = /* @__PURE__ */ (() => MANAGED_SERVICES.map(managedAliasOf))();

export const listAliases: Operation<ListAliasesRequest, ListAliasesResponse> = {
  name: 'ListAliases',
  input: { KeyId: { shape: keyId }, Limit: { shape: limit }, Marker: { shape: marker } },
  output: ['Aliases', 'NextMarker', 'Truncated'],
  // Permission is the account's alone: the key is a filter, nothing of it is told.
  action: 'kms:ListAliases',
  keys: {},
  readOnly: true,
  check: ({ Limit }) => requireLimit(Limit, 100),
  async run({ input, caller, vault }) {
    const request = { limit: input.Limit ?? 50, marker: input.Marker };
    if (input.KeyId === undefined) return answer(caller, await listAll(vault, caller, request, PREDEFINED));
    const { arn, stored } = await resolveKey(vault, caller, {
      by: 'key identifier',
      identifier: input.KeyId,
    });
    if (stored === undefined || stored.key.account !== caller.account) {
      throw new KmsError('NotFoundException', `Key '${arn}' does not exist`);
    }
    return answer(caller, await listAliasesOf(vault, stored, request));
  },
};

function answer(caller: Caller, page: Page<ListedAlias>): ListAliasesResponse {
  return { Aliases: page.items.map((alias) => entryOf(caller, alias)), ...pageMembers(page) };
}

function entryOf({ account, region }: Caller, alias: ListedAlias): AliasListEntry {
  const named = { AliasName: alias.name, AliasArn: aliasArn({ account, region }, alias.name) };
  if (!('targetKeyId' in alias)) return named;
  return {
    ...named,
    TargetKeyId: alias.targetKeyId,
    CreationDate: new Date(alias.createdAtMs),
    LastUpdatedDate: new Date(alias.updatedAtMs),
  };
}
