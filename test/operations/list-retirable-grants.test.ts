import { beforeEach, describe, expect, it } from 'vitest';
import {
  broken,
  callerIn,
  expectRefusal,
  invoke,
  makeKey,
  NEIGHBOUR,
  openService,
  SCOPE,
  type Service,
} from './service.ts';

const READER = 'arn:aws:iam::111122223333:role/reader';
const SERVICE = 's3.amazonaws.com';

describe('ListRetirableGrants', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });

  async function give(caller: typeof NEIGHBOUR, request: object): Promise<string> {
    const made = await invoke(service, 'CreateKey', {}, { caller });
    const { KeyId } = made['KeyMetadata'] as { KeyId: string };
    const input = { KeyId, GranteePrincipal: READER, Operations: ['Decrypt'], ...request };
    return (await invoke(service, 'CreateGrant', input, { caller }))['GrantId'] as string;
  }

  const idsOf = async (
    request: Parameters<Service['kms']['listRetirableGrants']>[0],
  ): Promise<readonly string[]> =>
    (await service.kms.listRetirableGrants(request)).Grants.map(({ GrantId }) => GrantId).sort();

  it('tells of the grants that a principal of the account may retire, on keys of every account in the Region', async () => {
    const home = callerIn(SCOPE);
    const own = await give(home, { RetiringPrincipal: READER });
    const foreign = await give(NEIGHBOUR, { RetiringPrincipal: READER });
    await give(callerIn({ ...SCOPE, region: 'eu-west-1' }), { RetiringPrincipal: READER });
    await give(home, { RetiringPrincipal: `${READER}/of/books` });
    await give(home, {});
    expect(await idsOf({ RetiringPrincipal: READER })).toEqual([own, foreign].sort());
    const [entry] = (await service.kms.listRetirableGrants({ RetiringPrincipal: READER, Limit: 1 })).Grants;
    expect(entry).toMatchObject({
      RetiringPrincipal: READER,
      IssuingAccount: expect.stringMatching(/:root$/),
    });
  });

  it('pages', async () => {
    const { KeyId } = await makeKey(service);
    const input = { KeyId, GranteePrincipal: READER, RetiringPrincipal: READER, Operations: ['Decrypt'] };
    for (let i = 0; i < 7; i++) await service.kms.createGrant(input);
    const seen: string[] = [];
    let Marker: string | undefined;
    do {
      const page = await service.kms.listRetirableGrants({ RetiringPrincipal: READER, Limit: 3, Marker });
      seen.push(...page.Grants.map(({ GrantId }) => GrantId));
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    expect(new Set(seen).size).toBe(7);
  });

  it('tells of a service’s grants those on the caller’s own keys', async () => {
    const request = {
      GranteePrincipal: undefined,
      GranteeServicePrincipal: SERVICE,
      RetiringServicePrincipal: SERVICE,
      Constraints: { SourceArn: 'arn:aws:s3:us-east-1:111122223333:bucket' },
    };
    const own = await give(callerIn(SCOPE), request);
    await give(NEIGHBOUR, request);
    expect(await idsOf({ RetiringServicePrincipal: SERVICE })).toEqual([own]);
    expect(await idsOf({ RetiringPrincipal: SERVICE })).toEqual([]);
  });

  it('is denied for principals of another account', async () => {
    const call = (): Promise<unknown> =>
      invoke(service, 'ListRetirableGrants', { RetiringPrincipal: READER }, { caller: NEIGHBOUR });
    await expectRefusal(
      service,
      call,
      'AccessDeniedException',
      'User: arn:aws:iam::444455556666:root is not authorized to perform: kms:ListRetirableGrants on resource: * ' +
        'because the retiring principal belongs to another account',
    );
  });

  it.each([
    [{}, 'ValidationException', 'Either RetiringPrincipal or RetiringServicePrincipal must be specified.'],
    [
      { RetiringPrincipal: READER, RetiringServicePrincipal: SERVICE },
      'ValidationException',
      'Only one of RetiringPrincipal and RetiringServicePrincipal can be specified.',
    ],
    [
      { RetiringPrincipal: 'nobody' },
      'InvalidArnException',
      'ARN does not refer to a valid principal: nobody',
    ],
    [{ RetiringPrincipal: READER, Marker: 'nope' }, 'InvalidMarkerException', ''],
    [
      { RetiringPrincipal: READER, Limit: 101 },
      'ValidationException',
      broken('101', 'limit', 'Member must have value less than or equal to 100'),
    ],
  ] as const)('refuses %j', async (request, code, message) => {
    await expectRefusal(service, () => service.kms.listRetirableGrants(request), code, message);
  });
});
