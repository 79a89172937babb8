import { beforeEach, describe, expect, it } from 'vitest';
import { broken, expectRefusal, makeKey, openService, type Service } from './service.ts';

const READER = 'arn:aws:iam::111122223333:role/reader';
const WRITER = 'arn:aws:iam::111122223333:user/writer';

describe('ListGrants', () => {
  let service: Service;
  let KeyId: string;
  let Arn: string;
  beforeEach(async () => {
    service = await openService();
    ({ KeyId, Arn } = await makeKey(service));
  });

  const give = async (request: object = {}): Promise<string> => {
    const input = { KeyId, GranteePrincipal: READER, Operations: ['Decrypt', 'Encrypt'], ...request };
    return (await service.kms.createGrant(input)).GrantId;
  };

  it('tells everything of a grant but its tokens', async () => {
    const GrantId = await give({
      Name: 'mine',
      RetiringPrincipal: WRITER,
      Constraints: { EncryptionContextSubset: { a: '1' } },
    });
    expect(await service.kms.listGrants({ KeyId })).toEqual({
      Grants: [
        {
          KeyId: Arn,
          GrantId,
          Name: 'mine',
          CreationDate: new Date(service.nowMs()),
          GranteePrincipal: READER,
          RetiringPrincipal: WRITER,
          IssuingAccount: 'arn:aws:iam::111122223333:root',
          Operations: ['Decrypt', 'Encrypt'],
          Constraints: { EncryptionContextSubset: { a: '1' } },
        },
      ],
      Truncated: false,
    });
  });

  it('has an empty name for a grant without one, and leaves out what a grant has not', async () => {
    await give({ Constraints: {} });
    const [grant] = (await service.kms.listGrants({ KeyId: Arn })).Grants;
    expect(grant?.Name).toBe('');
    expect(Object.keys(grant ?? {}).filter((name) => /Retiring|Constraints|Service/.test(name))).toEqual([]);
  });

  it('is empty for a key without grants', async () => {
    await give();
    const { KeyId: other } = await makeKey(service);
    expect(await service.kms.listGrants({ KeyId: other })).toEqual({ Grants: [], Truncated: false });
  });

  it('goes through 130 grants, 50 to a page when nothing is said', async () => {
    const given = await Promise.all(Array.from({ length: 130 }, () => give()));
    const sizes: number[] = [];
    const seen: string[] = [];
    let Marker: string | undefined;
    do {
      const page = await service.kms.listGrants({ KeyId, Marker });
      expect(page.Truncated).toBe(page.NextMarker !== undefined);
      sizes.push(page.Grants.length);
      seen.push(...page.Grants.map(({ GrantId }) => GrantId));
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    expect(sizes).toEqual([50, 50, 30]);
    expect(seen).toEqual([...given].sort());
  });

  it('tells of one grant, or of the grants to one principal or to one service', async () => {
    const toReader = await give();
    const toWriter = await give({ GranteePrincipal: WRITER });
    const toService = await give({
      GranteePrincipal: undefined,
      GranteeServicePrincipal: 's3.amazonaws.com',
      RetiringPrincipal: WRITER,
      Constraints: { SourceArn: 'arn:aws:s3:us-east-1:111122223333:bucket' },
    });
    const idsOf = async (filter: object): Promise<readonly string[]> =>
      (await service.kms.listGrants({ KeyId, ...filter })).Grants.map(({ GrantId }) => GrantId);
    expect(await idsOf({ GrantId: toReader })).toEqual([toReader]);
    expect(await idsOf({ GranteePrincipal: WRITER })).toEqual([toWriter]);
    expect(await idsOf({ GranteeServicePrincipal: 's3.amazonaws.com' })).toEqual([toService]);
    expect(await idsOf({ GranteePrincipal: 's3.amazonaws.com' })).toEqual([]);
    expect(await idsOf({ GrantId: toReader, GranteePrincipal: WRITER })).toEqual([]);
    expect(await idsOf({ GrantId: '0'.repeat(64) })).toEqual([]);
  });

  it.each([
    [{ GrantId: 'nope' }, 'InvalidGrantIdException', ''],
    [{ Marker: 'nope' }, 'InvalidMarkerException', ''],
    [
      { Limit: 101 },
      'ValidationException',
      broken('101', 'limit', 'Member must have value less than or equal to 100'),
    ],
    [
      { GranteePrincipal: READER, GranteeServicePrincipal: 's3.amazonaws.com' },
      'ValidationException',
      'Only one of GranteePrincipal and GranteeServicePrincipal can be specified.',
    ],
  ] as const)('refuses %j', async (request, code, message) => {
    await expectRefusal(service, () => service.kms.listGrants({ KeyId, ...request }), code, message);
  });
});
