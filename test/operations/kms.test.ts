import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../src/operations/table.ts';
import { callerIn, DAY_MS, makeKey, NEIGHBOUR, openService, refusalOf, SCOPE, snapshot } from './service.ts';

describe('the facade', () => {
  it('has a method for every operation, under the name of AWS’s SDKs', async () => {
    const { kms } = await openService();
    for (const name of OPERATIONS.keys()) {
      expect(kms).toHaveProperty(name.charAt(0).toLowerCase() + name.slice(1), expect.any(Function));
    }
  });

  it('acts as the root of its scope, with a request id of its own for each call', async () => {
    const service = await openService();
    await makeKey(service);
    await makeKey(service);
    expect(service.kms.scope).toEqual(SCOPE);
    const [first, second] = service.calls;
    expect(first?.caller).toEqual(callerIn(SCOPE));
    expect(first?.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(second?.requestId).not.toBe(first?.requestId);
  });

  it('takes calls for any caller by the operation’s name', async () => {
    const { kms } = await openService();
    const call = {
      operation: 'CreateKey',
      input: {},
      source: 'native',
      caller: NEIGHBOUR,
      requestId: 'r',
    } as const;
    expect(await kms.invoke(call)).toMatchObject({ KeyMetadata: { AWSAccountId: '444455556666' } });
  });

  it('cannot be reset unless it was made for tests', async () => {
    const service = await openService();
    await makeKey(service);
    const before = await snapshot(service.store);
    await expect(service.kms.reset()).rejects.toThrow(
      new TypeError('"testAids" expected true for a service that can be reset'),
    );
    expect(await snapshot(service.store)).toEqual(before);
  });

  it('deletes in an idle service when it is told to sweep', async () => {
    const service = await openService();
    const fresh = [...(await snapshot(service.store)).keys()];
    const { KeyId } = await makeKey(service);
    await service.kms.createAlias({ AliasName: 'alias/x', TargetKeyId: KeyId });
    await service.kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 });
    service.wait(7 * DAY_MS);
    await service.kms.sweep();
    expect([...(await snapshot(service.store)).keys()]).toEqual(fresh);
  });

  it('refuses everything once it is closed, and may be closed twice', async () => {
    const { kms } = await openService();
    await kms.close();
    await kms.close();
    expect((await refusalOf(kms.createKey({}))).code).toBe('KMSInternalException');
  });
});
