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

describe('RetireGrant', () => {
  let service: Service;
  let KeyId: string;
  let Arn: string;
  beforeEach(async () => {
    service = await openService();
    ({ KeyId, Arn } = await makeKey(service));
  });

  const give = (request: object = {}): ReturnType<Service['kms']['createGrant']> =>
    service.kms.createGrant({ KeyId, GranteePrincipal: READER, Operations: ['Decrypt'], ...request });

  it('takes a grant back by any of its tokens, or by key and id', async () => {
    const first = await give({ Name: 'mine' });
    const again = await give({ Name: 'mine' });
    expect(await service.kms.retireGrant({ GrantToken: again.GrantToken })).toEqual({});
    await expectRefusal(
      service,
      () => service.kms.retireGrant({ GrantToken: first.GrantToken }),
      'InvalidGrantTokenException',
    );
    const second = await give();
    await service.kms.retireGrant({ KeyId: Arn, GrantId: second.GrantId });
    expect((await service.kms.listGrants({ KeyId })).Grants).toEqual([]);
  });

  it('works whatever state the key is in', async () => {
    const { GrantId } = await give();
    const { GrantToken } = await give();
    await service.kms.scheduleKeyDeletion({ KeyId });
    await service.kms.retireGrant({ KeyId, GrantId });
    await service.kms.retireGrant({ GrantToken });
  });

  it('tells observers of the key', async () => {
    const { GrantToken } = await give();
    await service.kms.retireGrant({ GrantToken });
    expect(service.calls.at(-1)).toMatchObject({ operation: 'RetireGrant', keyArns: [Arn], readOnly: false });
  });

  it('is allowed in development mode to the root of another account that the grant names, and to no other', async () => {
    const foreign = { caller: NEIGHBOUR };
    for (const [request, allowed] of [
      [{ RetiringPrincipal: NEIGHBOUR.principalArn }, true],
      [{ GranteePrincipal: NEIGHBOUR.principalArn, Operations: ['RetireGrant'] }, true],
      [{ GranteePrincipal: NEIGHBOUR.principalArn }, false],
      [{}, false],
    ] as const) {
      for (const by of ['token', 'id']) {
        const { GrantId, GrantToken } = await give(request);
        const input = by === 'token' ? { GrantToken } : { KeyId: Arn, GrantId };
        const call = invoke(service, 'RetireGrant', input, foreign);
        if (allowed) expect(await call).toEqual({});
        else expect((await refusalOf(call)).code).toBe('AccessDeniedException');
      }
    }
  });

  it('does not tell another account which grants there are', async () => {
    const { GrantId } = await give();
    const ask = (id: string): ReturnType<typeof refusalOf> =>
      refusalOf(invoke(service, 'RetireGrant', { KeyId: Arn, GrantId: id }, { caller: NEIGHBOUR }));
    expect(await ask('0'.repeat(64))).toEqual(await ask(GrantId));
  });

  it('lets one of two that race retire the grant', async () => {
    const { GrantId } = await give();
    const results = await Promise.allSettled([
      service.kms.retireGrant({ KeyId, GrantId }),
      service.kms.revokeGrant({ KeyId, GrantId }),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const lost = results.find((result) => result.status === 'rejected');
    expect(lost?.reason.name).toBe('NotFoundException');
  });

  const BOTH = 'Please specify either GrantToken, or KeyId and GrantId.';
  const UNKNOWN = '0'.repeat(64);
  it.each([
    [{}, 'ValidationException', BOTH],
    [{ KeyId: 'x' }, 'ValidationException', BOTH],
    [{ GrantId: UNKNOWN }, 'ValidationException', BOTH],
    [{ GrantToken: 'x', KeyId: 'x', GrantId: UNKNOWN }, 'ValidationException', BOTH],
    [{ GrantToken: 'x' }, 'InvalidGrantTokenException', ''],
    [{ KeyId: 'x', GrantId: 'x' }, 'InvalidGrantIdException', ''],
    [{ KeyId: 'x', GrantId: UNKNOWN }, 'NotFoundException', "Invalid keyId 'x'"],
  ] as const)('refuses %j', async (request, code, message) => {
    await expectRefusal(service, () => service.kms.retireGrant(request), code, message);
  });

  it('refuses a grant that the key has not', async () => {
    const message = `Grant ID ${UNKNOWN} not found`;
    const call = (): Promise<unknown> => service.kms.retireGrant({ KeyId, GrantId: UNKNOWN });
    await expectRefusal(service, call, 'NotFoundException', message);
  });
});
