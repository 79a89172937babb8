import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { hostRandom } from '../../src/crypto/random.ts';
import { createKms } from '../../src/index.ts';
import { OPERATIONS } from '../../src/operations/table.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { type Store, StoreConflictError, StoreUnavailableError } from '../../src/store/store.ts';
import { describeFuzz } from './fuzz.ts';
import { MODEL } from './model.ts';
import { makeWorld, OPERATION_NAMES, type Subject, subjectOf, VALID_REQUESTS } from './requests.ts';
import {
  callerIn,
  DAY_MS,
  expectRefusal,
  forgeKey,
  invoke,
  makeKey,
  missing,
  openService,
  refusalOf,
  SCOPE,
  SEED,
  type Service,
  snapshot,
} from './service.ts';
import { casesOf, STATES, stateError } from './state-cells.ts';
import { makeConnectedStore, makeStoreKey, openStoreHouse, STORE_KINDS } from './stores.ts';

describe('the state of a key', () => {
  const cells = OPERATION_NAMES.flatMap((operation) =>
    STATES.flatMap((state) => {
      const cell = MODEL.operations[operation].states?.[state];
      // Only keys of custom key stores are ever unavailable, and those are symmetric.
      return cell === undefined || cell === 'n/a' ? [] : [{ operation, state, cell }];
    }),
  );
  const cases = cells.flatMap(({ operation, state, cell }) =>
    casesOf(state, cell).map((one) => ({ operation, state, ...one })),
  );

  it('is told of 46 operations in 8 states, but for the 11 that no unavailable key could serve', () => {
    expect(cells).toHaveLength(46 * 8 - 11);
  });

  it.each(cases)('$state $origin: $operation is answered $cell', async (one) => {
    const { operation, state, origin, cell } = one;
    const service = await openService();
    const world = await makeWorld(service);
    const input = VALID_REQUESTS[operation](world);
    const { keyId, keyArn } = subjectOf(operation, world);
    await forgeKey(service, keyId, origin === undefined ? { state } : { state, origin });
    const error = stateError(cell);
    if (error === undefined) {
      expect(await invoke(service, operation, input)).toBeTypeOf('object');
      return;
    }
    const message = error.message.replace('<key ARN>', keyArn).replace('<origin>', origin ?? '');
    const code = error.code as Parameters<typeof expectRefusal>[2];
    await expectRefusal(service, () => invoke(service, operation, input), code, message);
  });
});

/** What the state of a key in a custom key store can be, and how it comes to be so. */
const STORE_STATES = ['Enabled', 'Disabled', 'PendingDeletion', 'Unavailable'] as const;
/** Marks of the published table: a key in a custom key store is refused whatever its state allows. */
const REFUSES_STORE_KEYS = /E7/;

describe.each(STORE_KINDS)('the state of a key in a custom key store of type %s', (kind) => {
  const cells = OPERATION_NAMES.flatMap((operation) => {
    const { states } = MODEL.operations[operation];
    const subject = subjectOf(operation, { keyId: 'ours' } as never) as Partial<Subject> | undefined;
    // The others are about keys of usages that no key in a custom key store has.
    if (states === null || subject?.keyId !== 'ours') return [];
    return STORE_STATES.map((state) => ({ operation, state, cell: states[state] ?? 'ok', states }));
  });

  it.each(cells)('$state: $operation is answered $cell', async ({ operation, state, cell, states }) => {
    const house = await openStoreHouse();
    const CustomKeyStoreId = await makeConnectedStore(house, kind);
    const { KeyId, Arn } = await makeStoreKey(house, CustomKeyStoreId, kind);
    await house.kms.createAlias({ AliasName: 'alias/ours', TargetKeyId: KeyId });
    const { CiphertextBlob } = await house.kms.encrypt({ KeyId, Plaintext: new Uint8Array([1]) });
    const reader = { GranteePrincipal: 'arn:aws:iam::111122223333:role/reader', Operations: ['Decrypt'] };
    const { GrantId: id, GrantToken: token } = await house.kms.createGrant({ KeyId, ...reader });
    const names = { aliasName: 'alias/ours', otherAliasName: 'alias/ours' };
    const world = { keyId: KeyId, keyArn: Arn, grant: { id, token }, ...names };
    const input = VALID_REQUESTS[operation]({ ...world, ciphertext: CiphertextBlob } as never);
    if (state === 'Disabled') await house.kms.disableKey({ KeyId });
    if (state === 'PendingDeletion') await house.kms.scheduleKeyDeletion({ KeyId });
    if (state === 'Unavailable') await house.kms.disconnectCustomKeyStore({ CustomKeyStoreId });
    expect((await house.kms.describeKey({ KeyId })).KeyMetadata.KeyState).toBe(state);
    const refusesOurs = REFUSES_STORE_KEYS.test(states['Unavailable'] ?? '');
    const isRefused = REFUSES_STORE_KEYS.test(cell) || (cell.startsWith('ok') && refusesOurs);
    const error = stateError(isRefused ? 'E7' : cell);
    if (error === undefined) expect(await invoke(house, operation, input)).toBeTypeOf('object');
    else {
      const { code, message } = await refusalOf(invoke(house, operation, input));
      expect({ code, message }).toEqual({
        code: error.code,
        message: error.message.replace('<key ARN>', Arn).replace('<origin>', kind),
      });
    }
  });

  it('comes back with the store: what was decided meanwhile holds then', async () => {
    const house = await openStoreHouse();
    const CustomKeyStoreId = await makeConnectedStore(house, kind);
    const { KeyId } = await makeStoreKey(house, CustomKeyStoreId, kind);
    const state = async (): Promise<string> => (await house.kms.describeKey({ KeyId })).KeyMetadata.KeyState;
    await house.kms.disconnectCustomKeyStore({ CustomKeyStoreId });
    await house.kms.disableKey({ KeyId });
    await house.kms.tagResource({ KeyId, Tags: [{ TagKey: 'a', TagValue: 'b' }] });
    expect(await state()).toBe('Unavailable');
    await house.kms.connectCustomKeyStore({ CustomKeyStoreId });
    expect(await state()).toBe('Disabled');
    await house.kms.scheduleKeyDeletion({ KeyId });
    await house.kms.disconnectCustomKeyStore({ CustomKeyStoreId });
    expect(await state()).toBe('PendingDeletion');
    await house.kms.cancelKeyDeletion({ KeyId });
    expect(await state()).toBe('Unavailable');
    await house.kms.connectCustomKeyStore({ CustomKeyStoreId });
    expect(await state()).toBe('Disabled');
  });
});

describe('the pipeline', () => {
  let service: Service;
  beforeEach(async () => {
    service = await openService();
  });

  it.each(['constructor', '__proto__', 'toString', 'encrypt', 'createGrant', '', 'x'.repeat(10_000)])(
    'knows no operation %s',
    async (operation) => {
      await expectRefusal(service, () => invoke(service, operation, {}), 'UnknownOperationException');
    },
  );

  it('validates before it looks for the key', async () => {
    const input = { KeyId: 'fake-key-id' };
    const call = (): Promise<unknown> => invoke(service, 'Encrypt', input);
    await expectRefusal(service, call, 'ValidationException', missing('plaintext', true));
  });

  it('looks for the key before it asks who calls, and asks before it looks at the state', async () => {
    const { KeyId, Arn } = await makeKey(service);
    await service.kms.disableKey({ KeyId });
    const stranger = callerIn({ account: '999999999999', region: 'us-east-1' });
    const of = async (KeyId: string): Promise<string> =>
      (
        await refusalOf(
          invoke(service, 'Encrypt', { KeyId, Plaintext: new Uint8Array(1) }, { caller: stranger }),
        )
      ).code;
    expect(await of('fake-key-id')).toBe('NotFoundException');
    expect(await of(Arn)).toBe('AccessDeniedException');
  });

  it('looks at the usage before it looks at the state, and at the state before the algorithm', async () => {
    const { KeyId } = await makeKey(service);
    const input = { KeyId, Plaintext: new Uint8Array(1), EncryptionAlgorithm: 'RSAES_OAEP_SHA_1' };
    const code = async (): Promise<string> => (await refusalOf(service.kms.encrypt(input))).code;
    expect(await code()).toBe('InvalidKeyUsageException');
    await forgeKey(service, KeyId, { state: 'Disabled' });
    expect(await code()).toBe('DisabledException');
    await forgeKey(service, KeyId, { usage: 'SIGN_VERIFY' });
    expect((await refusalOf(service.kms.encrypt(input))).message).toMatch(/key usage is SIGN_VERIFY/);
  });

  describe.each(OPERATION_NAMES.filter((name) => MODEL.operations[name].input['GrantTokens'] !== undefined))(
    'of %s',
    (operation) => {
      const withTokens = async (...tokens: string[]): Promise<() => Promise<unknown>> => {
        const world = await makeWorld(service);
        const GrantTokens = tokens.map((token) => (token === 'valid' ? world.grant.token : token));
        const input = { ...VALID_REQUESTS[operation](world), GrantTokens };
        return () => invoke(service, operation, input);
      };

      it('takes the token of a grant', async () => {
        expect(await (await withTokens('valid'))()).toBeTypeOf('object');
      });

      it('refuses tokens of which one is of no grant', async () => {
        await expectRefusal(service, await withTokens('valid', 'token'), 'InvalidGrantTokenException');
      });
    },
  );

  it('refuses a token whose grant is gone, and one of another Region', async () => {
    const world = await makeWorld(service);
    const GrantTokens = [world.grant.token];
    const elsewhere = callerIn({ ...SCOPE, region: 'eu-west-1' });
    const made = await invoke(service, 'CreateKey', {}, { caller: elsewhere });
    const { KeyId } = made['KeyMetadata'] as { KeyId: string };
    const input = { KeyId, Plaintext: new Uint8Array(1), GrantTokens };
    const call = (): Promise<unknown> => invoke(service, 'Encrypt', input, { caller: elsewhere });
    await expectRefusal(service, call, 'InvalidGrantTokenException');
    await service.kms.revokeGrant({ KeyId: world.keyId, GrantId: world.grant.id });
    const late = (): Promise<unknown> => service.kms.describeKey({ KeyId: world.keyId, GrantTokens });
    await expectRefusal(service, late, 'InvalidGrantTokenException');
  });

  it('looks for the key before it looks at grant tokens, and at those before it asks who calls', async () => {
    const { Arn } = await makeKey(service);
    const caller = callerIn({ account: '999999999999', region: 'us-east-1' });
    const codeOf = async (KeyId: string): Promise<string> => {
      const call = invoke(service, 'DescribeKey', { KeyId, GrantTokens: ['token'] }, { caller });
      return (await refusalOf(call)).code;
    };
    expect(await codeOf('fake-key-id')).toBe('NotFoundException');
    expect(await codeOf(Arn)).toBe('InvalidGrantTokenException');
  });

  it.each(OPERATION_NAMES.filter((name) => MODEL.operations[name].dryRun))(
    'lets no dry run of %s succeed, and gives it the errors of the real call',
    async (operation) => {
      const world = await makeWorld(service);
      const input = { ...VALID_REQUESTS[operation](world), DryRun: true };
      const text = 'The request would have succeeded, but the DryRun option is set.';
      await expectRefusal(service, () => invoke(service, operation, input), 'DryRunOperationException', text);
      const { keyId, keyArn } = subjectOf(operation, world);
      await service.kms.disableKey({ KeyId: keyId });
      const call = (): Promise<unknown> => invoke(service, operation, input);
      const isRefused = MODEL.operations[operation].states?.['Disabled'] !== 'ok';
      const code = isRefused ? 'DisabledException' : 'DryRunOperationException';
      await expectRefusal(service, call, code, isRefused ? `${keyArn} is disabled.` : text);
      await service.kms.enableKey({ KeyId: keyId });
      await invoke(service, operation, { ...input, DryRun: false });
    },
  );

  it('keeps the keys of every account and every Region apart', async () => {
    const scopes = [
      SCOPE,
      { account: '444455556666', region: 'us-east-1' },
      { account: '111122223333', region: 'eu-west-1' },
    ];
    const created = await Promise.all(
      scopes.map(async (scope) => {
        const caller = callerIn(scope);
        const { KeyMetadata } = await invoke(service, 'CreateKey', {}, { caller });
        const { KeyId, Arn } = KeyMetadata as { KeyId: string; Arn: string };
        await invoke(service, 'CreateAlias', { AliasName: 'alias/same', TargetKeyId: KeyId }, { caller });
        return { caller, KeyId, Arn };
      }),
    );
    for (const { caller, KeyId, Arn } of created) {
      expect(Arn).toBe(`arn:aws:kms:${caller.region}:${caller.account}:key/${KeyId}`);
      expect(await invoke(service, 'DescribeKey', { KeyId: 'alias/same' }, { caller })).toMatchObject({
        KeyMetadata: { KeyId },
      });
      const { Keys } = await invoke(service, 'ListKeys', {}, { caller });
      expect(Keys).toEqual([{ KeyId, KeyArn: Arn }]);
      for (const other of created.filter((one) => one.KeyId !== KeyId)) {
        const { code } = await refusalOf(invoke(service, 'DescribeKey', { KeyId: other.KeyId }, { caller }));
        expect(code).toBe('NotFoundException');
      }
    }
  });
});

describe('a deletion that has fallen due', () => {
  let service: Service;
  let keyId: string;
  let keyArn: string;
  beforeEach(async () => {
    service = await openService();
    ({ keyId, keyArn } = await makeWorld(service));
    await service.kms.scheduleKeyDeletion({ KeyId: keyId, PendingWindowInDays: 7 });
  });

  const recordsOf = async (needle: string): Promise<readonly string[]> =>
    [...(await snapshot(service.store)).keys()].filter((name) => name.includes(needle));

  it('is carried out by the next call, with key, aliases, grants, index and due record', async () => {
    const { AliasName } = (await service.kms.listAliases({ KeyId: keyId })).Aliases[0] ?? { AliasName: '' };
    const before = await snapshot(service.store);
    service.wait(7 * DAY_MS);
    const { Keys } = await service.kms.listKeys({});
    expect(Keys.map(({ KeyId }) => KeyId)).not.toContain(keyId);
    const after = await snapshot(service.store);
    const gone = [...before.keys()].filter((name) => !after.has(name)).map((name) => name.split('/')[0]);
    const kinds = ['alias', 'due', 'grant', 'grant-count', 'grantee', 'key', 'material', 'retirable'];
    expect(gone.sort()).toEqual(kinds);
    expect(await recordsOf(keyId)).toEqual([]);
    expect((await refusalOf(service.kms.describeKey({ KeyId: AliasName }))).code).toBe('NotFoundException');
  });

  it('is seen by all of 60 calls that start at that moment', async () => {
    const { CiphertextBlob } = await (async () => {
      await service.kms.cancelKeyDeletion({ KeyId: keyId });
      await service.kms.enableKey({ KeyId: keyId });
      const made = await service.kms.encrypt({ KeyId: keyId, Plaintext: new Uint8Array(1) });
      await service.kms.scheduleKeyDeletion({ KeyId: keyId, PendingWindowInDays: 7 });
      return made;
    })();
    service.wait(7 * DAY_MS);
    const calls = Array.from({ length: 15 }, () => [
      service.kms.listKeys({}).then(({ Keys }) => Keys.some(({ KeyId }) => KeyId === keyId)),
      service.kms
        .listAliases({})
        .then(({ Aliases }) => Aliases.some(({ TargetKeyId }) => TargetKeyId === keyId)),
      refusalOf(service.kms.cancelKeyDeletion({ KeyId: keyId })).then(
        ({ code }) => code !== 'NotFoundException',
      ),
      refusalOf(service.kms.decrypt({ CiphertextBlob })).then(({ code }) => code !== 'AccessDeniedException'),
    ]);
    const seen = await Promise.all(calls.flat());
    expect(seen).toEqual(Array.from({ length: 60 }, () => false));
  });

  it('is not prevented by calls that were under way', async () => {
    service.wait(7 * DAY_MS - 1);
    const Policy = (await service.kms.getKeyPolicy({ KeyId: keyId })).Policy;
    const underWay = Array.from({ length: 10 }, () => service.kms.putKeyPolicy({ KeyId: keyId, Policy }));
    service.wait(1);
    const { Keys } = await service.kms.listKeys({});
    expect(Keys.map(({ KeyId }) => KeyId)).not.toContain(keyId);
    await Promise.allSettled(underWay);
    expect(await recordsOf(keyId)).toEqual([]);
  });

  it('is carried out for 250 keys at once, and for no key that is not due', async () => {
    const bystanders = (await service.kms.listKeys({})).Keys.length - 1;
    const doomed = await Promise.all(Array.from({ length: 250 }, () => makeKey(service)));
    const { KeyId: spared } = await makeKey(service);
    for (const { KeyId } of doomed) await service.kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 });
    await service.kms.scheduleKeyDeletion({ KeyId: spared, PendingWindowInDays: 8 });
    service.wait(7 * DAY_MS);
    await service.kms.sweep();
    const { Keys } = await service.kms.listKeys({ Limit: 1000 });
    expect(Keys.map(({ KeyId }) => KeyId)).toContain(spared);
    expect(Keys).toHaveLength(bystanders + 1);
    service.wait(DAY_MS);
    expect((await service.kms.listKeys({})).Keys).toHaveLength(bystanders);
  });

  it('is carried out by a service that was opened later over the same store', async () => {
    const later = await openService({ store: service.store });
    later.wait(7 * DAY_MS);
    const text = `Key '${keyArn}' does not exist`;
    expect(await refusalOf(later.kms.describeKey({ KeyId: keyId }))).toEqual({
      code: 'NotFoundException',
      message: text,
    });
    expect(await recordsOf(keyId)).toEqual([]);
  });

  it('is tried again by the next call when the store fails it', async () => {
    let failing = false;
    const inner = memoryStore();
    const store: Store = {
      ...passThrough(inner),
      commit: async (changes, conditions) => {
        if (failing) throw new StoreUnavailableError('the disk is full');
        await inner.commit(changes, conditions);
      },
    };
    const other = await openService({ store });
    const { KeyId } = await makeKey(other);
    await other.kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 });
    other.wait(7 * DAY_MS);
    failing = true;
    expect((await refusalOf(other.kms.listKeys({}))).code).toBe('KMSInternalException');
    failing = false;
    expect((await other.kms.listKeys({})).Keys).toEqual([]);
  });
});

describe('a data key that nobody is given', () => {
  it.each([
    ['GenerateDataKey', { DryRun: true }],
    ['GenerateDataKeyWithoutPlaintext', {}],
    ['GenerateDataKeyWithoutPlaintext', { DryRun: true }],
  ])('by %s with %j is wiped', async (operation, more) => {
    const drawn: Uint8Array[] = [];
    const source = hostRandom();
    const kms = await createKms({
      random: (length) => {
        const bytes = source(length);
        drawn.push(bytes);
        return bytes;
      },
    });
    const { KeyId } = (await kms.createKey({})).KeyMetadata;
    const input = { KeyId, NumberOfBytes: 777, ...more };
    const caller = callerIn(kms.scope);
    await kms.invoke({ operation, input, source: 'native', caller, requestId: 'r' }).catch(() => undefined);
    expect(drawn.filter(({ length }) => length === 777)).toEqual([new Uint8Array(777)]);
  });
});

describe('writers that race', () => {
  it('lose nothing: 100 tags on one key', async () => {
    const service = await openService();
    const { KeyId } = await makeKey(service);
    const tag = (i: number): Promise<unknown> =>
      service.kms.tagResource({ KeyId, Tags: [{ TagKey: `k${i % 50}`, TagValue: `${i % 50}` }] });
    await Promise.all(Array.from({ length: 100 }, (_, i) => tag(i)));
    expect((await service.kms.listResourceTags({ KeyId })).Tags).toHaveLength(50);
  });

  it('are decided on what is written: a key that is disabled meanwhile is not tagged afterwards as enabled', async () => {
    const service = await openService();
    const { KeyId } = await makeKey(service);
    const calls = Array.from({ length: 40 }, (_, i) => {
      if (i === 20) return service.kms.scheduleKeyDeletion({ KeyId });
      return service.kms.updateKeyDescription({ KeyId, Description: String(i) });
    });
    const results = await Promise.allSettled(calls);
    expect((await service.kms.describeKey({ KeyId })).KeyMetadata.KeyState).toBe('PendingDeletion');
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason.name).toBe('KMSInvalidStateException');
    }
  });

  it('give up in the end, with an internal error, when the store refuses every time', async () => {
    const inner = memoryStore();
    let refusals = 0;
    const store: Store = {
      ...passThrough(inner),
      commit: async (changes, conditions) => {
        if (changes.some(({ name }) => name.startsWith('key/'))) {
          refusals++;
          throw new StoreConflictError('key/x');
        }
        await inner.commit(changes, conditions);
      },
    };
    const service = await openService({ store });
    expect((await refusalOf(service.kms.createKey({}))).code).toBe('KMSInternalException');
    expect(refusals).toBe(200);
  });

  it('leave aliases and keys that agree, whatever 3 callers do in whatever order', async () => {
    const steps = fc.array(fc.tuple(fc.nat(3), fc.nat(2), fc.nat(1)), { minLength: 3, maxLength: 12 });
    await fc.assert(fc.asyncProperty(steps, keepAliasesWhole), { seed: SEED, numRuns: 60 });
  });
});

/** Runs steps at once: 0 creates, 1 moves, 2 deletes an alias, 3 schedules a key's deletion that then falls due. */
async function keepAliasesWhole(steps: readonly (readonly [number, number, number])[]): Promise<void> {
  const service = await openService();
  const { kms } = service;
  const keys = await Promise.all(Array.from({ length: 3 }, () => makeKey(service)));
  const calls = steps.map(([step, key, name]) => {
    const AliasName = `alias/n${name}`;
    const TargetKeyId = keys[key]?.KeyId ?? '';
    if (step === 0) return kms.createAlias({ AliasName, TargetKeyId });
    if (step === 1) return kms.updateAlias({ AliasName, TargetKeyId });
    if (step === 2) return kms.deleteAlias({ AliasName });
    return kms.scheduleKeyDeletion({ KeyId: TargetKeyId, PendingWindowInDays: 7 });
  });
  for (const result of await Promise.allSettled(calls)) {
    if (result.status === 'rejected') expect(result.reason.name).not.toBe('KMSInternalException');
  }
  service.wait(7 * DAY_MS);
  // AWS's own are listed too, and mean no key.
  const all = (await kms.listAliases({})).Aliases;
  const Aliases = all.filter(({ TargetKeyId }) => TargetKeyId !== undefined);
  const byKey = await Promise.all(
    (await kms.listKeys({})).Keys.map(async ({ KeyId }) => (await kms.listAliases({ KeyId })).Aliases),
  );
  const order = (a: { AliasName: string }, b: { AliasName: string }): number =>
    a.AliasName < b.AliasName ? -1 : 1;
  expect(byKey.flat().sort(order)).toEqual([...Aliases].sort(order));
}

describe('an observer', () => {
  it('is told nothing that a request or an answer holds, and no key or store itself', async () => {
    const service = await openService();
    await makeKey(service);
    expect(Object.keys(service.calls[0] ?? {}).sort()).toEqual([
      'caller',
      'endedAtMs',
      'error',
      'eventId',
      'keyArns',
      'operation',
      'readOnly',
      'requestId',
      'startedAtMs',
    ]);
  });

  it('sees every call once, granted or refused, with the keys as far as it came', async () => {
    const service = await openService();
    const world = await makeWorld(service);
    const start = service.calls.length;
    await service.kms.reEncrypt({ CiphertextBlob: world.ciphertext, DestinationKeyId: world.otherAliasName });
    await refusalOf(service.kms.encrypt({ KeyId: 'nope', Plaintext: new Uint8Array(1) }));
    await refusalOf(invoke(service, 'constructor', {}));
    await service.kms.disableKey({ KeyId: world.keyId });
    const otherArn = world.keyArn.replace(world.keyId, world.otherKeyId);
    expect(service.calls.slice(start)).toEqual([
      expect.objectContaining({
        operation: 'ReEncrypt',
        readOnly: true,
        keyArns: [world.keyArn, otherArn],
        error: undefined,
      }),
      expect.objectContaining({
        operation: 'Encrypt',
        keyArns: [],
        error: expect.objectContaining({ code: 'NotFoundException' }),
      }),
      expect.objectContaining({
        operation: 'constructor',
        readOnly: true,
        error: expect.objectContaining({ code: 'UnknownOperationException' }),
      }),
      expect.objectContaining({ operation: 'DisableKey', readOnly: false, keyArns: [world.keyArn] }),
    ]);
  });

  it('sees a call once, however often it was tried', async () => {
    const service = await openService();
    const { KeyId } = await makeKey(service);
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => service.kms.updateKeyDescription({ KeyId, Description: `${i}` })),
    );
    const calls = service.calls.filter(({ operation }) => operation === 'UpdateKeyDescription');
    expect(calls).toHaveLength(20);
    expect(new Set(calls.map(({ requestId }) => requestId)).size).toBe(20);
    for (const { keyArns } of calls) expect(keyArns).toHaveLength(1);
  });

  it('has seen the call before the answer leaves', async () => {
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const service = await openService({ observer: () => gate });
    let answered = false;
    const call = service.kms.listKeys({}).then(() => {
      answered = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([service.calls.length, answered]).toEqual([1, false]);
    release();
    await call;
    expect(answered).toBe(true);
  });

  it('that throws makes the call fail with it, the granted and the refused alike', async () => {
    let failing = false;
    const service = await openService({
      observer: () => {
        if (failing) throw new Error('the log is full');
      },
    });
    const { KeyId } = await makeKey(service);
    failing = true;
    await expect(service.kms.encrypt({ KeyId, Plaintext: new Uint8Array(1) })).rejects.toThrow(
      'the log is full',
    );
    await expect(service.kms.describeKey({ KeyId: 'nope' })).rejects.toThrow('the log is full');
  });

  it('is told nothing of what a request or an answer holds', async () => {
    const service = await openService();
    const { KeyId } = await makeKey(service, { Description: 'hush-hush' });
    await service.kms.encrypt({ KeyId, Plaintext: new Uint8Array(5).fill(0x41) });
    for (const call of service.calls) {
      expect(Object.keys(call).sort()).toEqual(
        [
          'caller',
          'endedAtMs',
          'error',
          'eventId',
          'keyArns',
          'operation',
          'readOnly',
          'requestId',
          'startedAtMs',
        ].sort(),
      );
      expect(JSON.stringify(call)).not.toContain('hush-hush');
    }
  });

  it('learns the cause of an internal error, of which the caller learns a sentence', async () => {
    const service = await openService();
    await service.kms.close();
    const refusal = await refusalOf(service.kms.createKey({}));
    expect(refusal).toEqual({ code: 'KMSInternalException', message: 'An internal error occurred.' });
    expect(service.calls.at(-1)?.error?.cause).toBeInstanceOf(StoreUnavailableError);
  });
});

describe('7,000 requests that nobody would send', () => {
  describeFuzz({ runs: 70, requestsPerRun: 100 });
});

it('every operation is in the fuzz', () => {
  expect(OPERATION_NAMES).toHaveLength(OPERATIONS.size);
});

function passThrough(store: Store): Store {
  return {
    get: (name) => store.get(name),
    list: (prefix, after, limit) => store.list(prefix, after, limit),
    commit: (changes, conditions) => store.commit(changes, conditions),
    close: () => store.close(),
  };
}
