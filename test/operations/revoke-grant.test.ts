import { beforeEach, describe, expect, it } from 'vitest';
import {
  expectRefusal,
  invoke,
  makeKey,
  NEIGHBOUR,
  openService,
  refusalOf,
  type Service,
} from './service.ts';

const READER = 'arn:aws:iam::111122223333:role/reader';

describe('RevokeGrant', () => {
  let service: Service;
  let KeyId: string;
  let Arn: string;
  beforeEach(async () => {
    service = await openService();
    ({ KeyId, Arn } = await makeKey(service));
  });

  const give = async (): Promise<string> =>
    (await service.kms.createGrant({ KeyId, GranteePrincipal: READER, Operations: ['Decrypt'] })).GrantId;

  it('takes a grant back, once, and leaves the others', async () => {
    const GrantId = await give();
    const other = await give();
    expect(await service.kms.revokeGrant({ KeyId, GrantId })).toEqual({});
    expect((await service.kms.listGrants({ KeyId })).Grants.map((grant) => grant.GrantId)).toEqual([other]);
    const call = (): Promise<unknown> => service.kms.revokeGrant({ KeyId, GrantId });
    await expectRefusal(service, call, 'NotFoundException', `Grant ID ${GrantId} not found`);
  });

  it('works on a key that is disabled or waits for its deletion', async () => {
    const ids = [await give(), await give()];
    await service.kms.disableKey({ KeyId });
    await service.kms.revokeGrant({ KeyId, GrantId: ids[0] ?? '' });
    await service.kms.scheduleKeyDeletion({ KeyId });
    await service.kms.revokeGrant({ KeyId: Arn, GrantId: ids[1] ?? '' });
  });

  it('refuses what is no id, and an id of another key’s grant', async () => {
    const GrantId = await give();
    await expectRefusal(
      service,
      () => service.kms.revokeGrant({ KeyId, GrantId: 'x' }),
      'InvalidGrantIdException',
    );
    const { KeyId: other } = await makeKey(service);
    const call = (): Promise<unknown> => service.kms.revokeGrant({ KeyId: other, GrantId });
    await expectRefusal(service, call, 'NotFoundException', `Grant ID ${GrantId} not found`);
  });

  it('is denied to other accounts in development mode, whether or not there is such a grant', async () => {
    for (const GrantId of [await give(), '0'.repeat(64)]) {
      const call = invoke(service, 'RevokeGrant', { KeyId: Arn, GrantId }, { caller: NEIGHBOUR });
      expect((await refusalOf(call)).code).toBe('AccessDeniedException');
    }
  });

  it('makes room below the quota', async () => {
    const GrantId = await give();
    await service.kms.revokeGrant({ KeyId, GrantId });
    const counts = await service.vault.keystore.list('grant-count/', undefined, 16);
    expect(counts.map(({ value }) => new TextDecoder().decode(value))).toEqual(['0']);
  });
});
