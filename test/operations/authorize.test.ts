import { describe, expect, it } from 'vitest';
import type { AuthorizationRequest } from '../../src/operations/authorize.ts';
import { requireAllowed } from '../../src/operations/authorize.ts';
import { makeWorld, OPERATION_NAMES, VALID_REQUESTS } from './requests.ts';
import { callerIn, invoke, makeKey, NEIGHBOUR, openService, refusalOf, SCOPE } from './service.ts';

const request = (resource: string): AuthorizationRequest => ({
  caller: callerIn(SCOPE),
  action: 'kms:Encrypt',
  resource,
  key: undefined,
  input: {},
});

/** KMS Developer Guide, "Permissions reference": what each operation asks, and of what. */
const ACTIONS: Readonly<
  Record<string, readonly (readonly [action: string, of: 'key' | 'related key' | 'account' | 'alias'])[]>
> = {
  ConnectCustomKeyStore: [['kms:ConnectCustomKeyStore', 'account']],
  CreateCustomKeyStore: [['kms:CreateCustomKeyStore', 'account']],
  CreateAlias: [
    ['kms:CreateAlias', 'alias'],
    ['kms:CreateAlias', 'key'],
  ],
  DeleteAlias: [
    ['kms:DeleteAlias', 'alias'],
    ['kms:DeleteAlias', 'key'],
  ],
  CreateKey: [['kms:CreateKey', 'account']],
  DeleteCustomKeyStore: [['kms:DeleteCustomKeyStore', 'account']],
  DescribeCustomKeyStores: [['kms:DescribeCustomKeyStores', 'account']],
  DisconnectCustomKeyStore: [['kms:DisconnectCustomKeyStore', 'account']],
  GenerateRandom: [['kms:GenerateRandom', 'account']],
  ListAliases: [['kms:ListAliases', 'account']],
  ListKeys: [['kms:ListKeys', 'account']],
  ListRetirableGrants: [['kms:ListRetirableGrants', 'account']],
  ReEncrypt: [
    ['kms:ReEncryptFrom', 'key'],
    ['kms:ReEncryptTo', 'key'],
  ],
  ReplicateKey: [
    ['kms:CreateKey', 'account'],
    ['kms:TagResource', 'account'],
    ['kms:ReplicateKey', 'key'],
  ],
  UpdatePrimaryRegion: [
    ['kms:UpdatePrimaryRegion', 'key'],
    ['kms:UpdatePrimaryRegion', 'related key'],
  ],
  UpdateCustomKeyStore: [['kms:UpdateCustomKeyStore', 'account']],
  UpdateAlias: [
    ['kms:UpdateAlias', 'alias'],
    ['kms:UpdateAlias', 'key'],
    ['kms:UpdateAlias', 'key'],
  ],
};

describe('requireAllowed', () => {
  const refuse = (): { allowed: false; reason: string } => ({ allowed: false, reason: 'because I say so' });

  it('refuses in AWS’s sentence: who, what, on what, why', async () => {
    expect(await refusalOf(requireAllowed(refuse, request('arn:x')))).toEqual({
      code: 'AccessDeniedException',
      message:
        'User: arn:aws:iam::111122223333:root is not authorized to perform: kms:Encrypt on resource: arn:x because I say so',
    });
  });

  it('says what it is told to say of a resource that must not be named', async () => {
    expect(await refusalOf(requireAllowed(refuse, request('arn:x'), 'No.'))).toEqual({
      code: 'AccessDeniedException',
      message: 'No.',
    });
  });

  it('waits for an authorizer that takes its time', async () => {
    await requireAllowed(async () => ({ allowed: true }), request('*'));
    await expect(requireAllowed(async () => refuse(), request('*'))).rejects.toThrow('not authorized');
  });
});

describe('the seam of authorisation', () => {
  it.each(OPERATION_NAMES)('is asked by %s for what AWS requires, with key and input', async (operation) => {
    const asked: AuthorizationRequest[] = [];
    const service = await openService({
      authorizer: (question) => {
        asked.push(question);
        return { allowed: true };
      },
    });
    const world = await makeWorld(service);
    if (operation === 'CancelKeyDeletion') await service.kms.scheduleKeyDeletion({ KeyId: world.keyId });
    asked.length = 0;
    const input = VALID_REQUESTS[operation](world);
    await invoke(service, operation, input);
    const expected = ACTIONS[operation] ?? [[`kms:${operation}`, 'key']];
    expect(asked.map(({ action }) => action)).toEqual(expected.map(([action]) => action));
    for (const [i, [, of]] of expected.entries()) {
      const { resource, key, caller } = asked[i] as AuthorizationRequest;
      expect(caller).toEqual(callerIn(SCOPE));
      if (of === 'account') expect([resource, key]).toEqual(['*', undefined]);
      else if (of === 'alias')
        expect([resource.split(':')[5]?.slice(0, 6), key]).toEqual(['alias/', undefined]);
      else {
        const region = of === 'key' ? 'us-east-1' : 'eu-west-1';
        expect(resource).toBe(`arn:aws:kms:${region}:111122223333:key/${key?.keyId}`);
      }
      expect(asked[i]?.input).toMatchObject(input);
    }
  });

  it.each(OPERATION_NAMES)('stops %s before it does anything when it says no', async (operation) => {
    let closed = false;
    const service = await openService({
      authorizer: () => (closed ? { allowed: false, reason: 'because it is closed' } : { allowed: true }),
    });
    const world = await makeWorld(service);
    if (operation === 'CancelKeyDeletion') await service.kms.scheduleKeyDeletion({ KeyId: world.keyId });
    closed = true;
    const before = await service.store.list('', undefined, 100);
    const { code } = await refusalOf(invoke(service, operation, VALID_REQUESTS[operation](world)));
    expect(code).toBe('AccessDeniedException');
    expect(await service.store.list('', undefined, 100)).toEqual(before);
  });

  it('may allow the keys of another account', async () => {
    const service = await openService({ authorizer: () => ({ allowed: true }) });
    const { Arn } = await makeKey(service);
    const input = { KeyId: Arn, Plaintext: new Uint8Array([1]) };
    const { CiphertextBlob } = await invoke(service, 'Encrypt', input, { caller: NEIGHBOUR });
    expect(await invoke(service, 'Decrypt', { CiphertextBlob }, { caller: NEIGHBOUR })).toMatchObject({
      KeyId: Arn,
    });
  });

  it('that allows a foreign key which does not exist leads to NotFoundException', async () => {
    const service = await openService({ authorizer: () => ({ allowed: true }) });
    const KeyId = 'arn:aws:kms:us-east-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    expect(await refusalOf(service.kms.describeKey({ KeyId }))).toEqual({
      code: 'NotFoundException',
      message: `Key '${KeyId}' does not exist`,
    });
  });
});
