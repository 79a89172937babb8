import { beforeEach, describe, expect, it } from 'vitest';
import type { CreateGrantRequest } from '../../src/operations/create-grant.ts';
import {
  broken,
  expectRefusal,
  forgeKey,
  invoke,
  makeKey,
  missing,
  NEIGHBOUR,
  openService,
  refusalOf,
  type Service,
} from './service.ts';

const READER = 'arn:aws:iam::111122223333:role/reader';
const SOURCE = 'arn:aws:s3:us-east-1:111122223333:bucket';

describe('CreateGrant', () => {
  let service: Service;
  let KeyId: string;
  beforeEach(async () => {
    service = await openService();
    ({ KeyId } = await makeKey(service));
  });

  const give = (request: Partial<CreateGrantRequest> = {}): ReturnType<Service['kms']['createGrant']> =>
    service.kms.createGrant({ KeyId, GranteePrincipal: READER, Operations: ['Decrypt'], ...request });

  it('answers an id of 64 hex digits and a token in base64', async () => {
    const { GrantId, GrantToken } = await give();
    expect(GrantId).toMatch(/^[0-9a-f]{64}$/);
    expect(GrantToken).toMatch(/^[A-Za-z0-9+/]+=*$/);
  });

  it('answers a repeated request that has a name with the same id and another token', async () => {
    const request = { Name: 'mine', Constraints: { EncryptionContextEquals: { a: '1', b: '2' } } };
    const first = await give(request);
    const again = await give({ ...request, Constraints: { EncryptionContextEquals: { b: '2', a: '1' } } });
    expect(again.GrantId).toBe(first.GrantId);
    expect(again.GrantToken).not.toBe(first.GrantToken);
    expect((await service.kms.listGrants({ KeyId })).Grants).toHaveLength(1);
    const { KeyId: otherKeyId } = await makeKey(service);
    expect((await give({ ...request, KeyId: otherKeyId })).GrantId).not.toBe(first.GrantId);
    expect((await give({ ...request, Name: 'other' })).GrantId).not.toBe(first.GrantId);
  });

  it('gives one grant to 40 requests of one name that race', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => give({ Name: 'mine' })));
    expect(new Set(answers.map(({ GrantId }) => GrantId)).size).toBe(1);
    expect(new Set(answers.map(({ GrantToken }) => GrantToken)).size).toBe(40);
  });

  it('loses none of 100 grants that race, and counts them', async () => {
    await Promise.all(Array.from({ length: 100 }, () => give()));
    expect((await service.kms.listGrants({ KeyId, Limit: 100 })).Grants).toHaveLength(100);
    const counts = await service.vault.keystore.list('grant-count/', undefined, 100);
    const total = counts.reduce((sum, { value }) => sum + Number(new TextDecoder().decode(value)), 0);
    expect(total).toBe(100);
  });

  it('gives none on a key that is disabled at the same moment, or gives it before', async () => {
    const calls = Array.from({ length: 20 }, (_, i) =>
      i === 10 ? service.kms.disableKey({ KeyId }) : give(),
    );
    const results = await Promise.allSettled(calls);
    const given = results.filter((result, i) => i !== 10 && result.status === 'fulfilled').length;
    expect((await service.kms.listGrants({ KeyId })).Grants).toHaveLength(given);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason.name).toBe('DisabledException');
    }
  });

  it.each([
    [
      { GranteePrincipal: undefined },
      'Either GranteePrincipal or GranteeServicePrincipal must be specified.',
    ],
    [
      { GranteeServicePrincipal: 's3.amazonaws.com' },
      'Only one of GranteePrincipal and GranteeServicePrincipal can be specified.',
    ],
    [
      { RetiringPrincipal: READER, RetiringServicePrincipal: 's3.amazonaws.com' },
      'Only one of RetiringPrincipal and RetiringServicePrincipal can be specified.',
    ],
    [{ Operations: [] }, 'At least one operation must be specified.'],
    [
      { Operations: ['Sign'] },
      'Operation Sign is incompatible with key spec SYMMETRIC_DEFAULT and key usage ENCRYPT_DECRYPT.',
    ],
    [
      { Constraints: { EncryptionContextEquals: { a: '1' }, EncryptionContextSubset: { a: '1' } } },
      'More than one constraint supplied',
    ],
    [
      { Operations: ['Nope'] },
      expect.stringContaining(
        "Value 'Nope' at 'operations.1.member' failed to satisfy constraint: Member must",
      ),
    ],
    [
      { GranteePrincipal: 'a b' },
      broken('a b', 'granteePrincipal', 'Member must satisfy regular expression pattern: ^[\\w+=,.@:/-]+$'),
    ],
    [
      { Constraints: { SourceArn: 'arn:aws:s3:::a-bucket-of-nobody' } },
      expect.stringContaining("at 'constraints.sourceArn' failed to satisfy constraint"),
    ],
  ] as const)('refuses %j and writes nothing', async (request, message) => {
    await expectRefusal(service, () => give(request as object), 'ValidationException', message);
  });

  it('refuses a principal that is none with InvalidArnException', async () => {
    const call = (): Promise<unknown> => give({ RetiringPrincipal: 'nobody' });
    await expectRefusal(
      service,
      call,
      'InvalidArnException',
      'ARN does not refer to a valid principal: nobody',
    );
  });

  it('wants its operations', async () => {
    const call = (): Promise<unknown> => invoke(service, 'CreateGrant', { KeyId, GranteePrincipal: READER });
    await expectRefusal(service, call, 'ValidationException', missing('operations'));
  });

  it('gives grants to services for the sake of a source', async () => {
    const { GrantId } = await give({
      GranteePrincipal: undefined,
      GranteeServicePrincipal: 's3.amazonaws.com',
      RetiringServicePrincipal: 's3.amazonaws.com',
      Constraints: { SourceArn: SOURCE },
    });
    const [entry] = (await service.kms.listGrants({ KeyId, GrantId })).Grants;
    expect(entry).toMatchObject({
      GranteeServicePrincipal: 's3.amazonaws.com',
      RetiringServicePrincipal: 's3.amazonaws.com',
      Constraints: { SourceArn: SOURCE },
    });
    expect(entry).not.toHaveProperty('GranteePrincipal');
  });

  it('is denied to other accounts in development mode', async () => {
    const { Arn } = await makeKey(service);
    const input = { KeyId: Arn, GranteePrincipal: READER, Operations: ['Decrypt'] };
    const { code } = await refusalOf(invoke(service, 'CreateGrant', input, { caller: NEIGHBOUR }));
    expect(code).toBe('AccessDeniedException');
  });

  it('ends at 50,000 grants on a key', async () => {
    const { Arn } = await makeKey(service);
    const id = Arn.split('/')[1] ?? '';
    const prefix = `grant-count/111122223333/us-east-1/${id}/`;
    const value = new TextEncoder().encode('12500');
    const counts = ['0', '5', 'a', 'f'].map((digit) => ({ name: prefix + digit, replaces: 0, value }));
    await service.vault.keystore.commit(counts);
    const message = 'A key can have at most 50000 grants.';
    await expectRefusal(service, () => give({ KeyId: id }), 'LimitExceededException', message);
  });

  it('works on a key whose store is away', async () => {
    await forgeKey(service, KeyId, { state: 'Unavailable' });
    expect((await give()).GrantId).toHaveLength(64);
  });
});
