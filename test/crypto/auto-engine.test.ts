import { expect, test } from 'vitest';
import { createAutoEngine } from '../../src/crypto/auto-engine.ts';
import { createEngine, type SelfTests } from '../../src/crypto/engine.ts';
import { EngineFailedError, UnsupportedAlgorithmError } from '../../src/crypto/errors.ts';
import { type Ed25519, type Hmac, PRIMITIVE_NAMES } from '../../src/crypto/primitives.ts';

const passing = Object.fromEntries(
  PRIMITIVE_NAMES.map((name) => [name, () => undefined]),
) as unknown as SelfTests;
const failing: SelfTests = {
  ...passing,
  hmac: () => {
    throw new Error('wrong answer');
  },
};

function hmacThat(answer: () => Uint8Array<ArrayBuffer>): Hmac {
  return { mac: answer, verify: () => false };
}

const one = hmacThat(() => new Uint8Array([1]));
const two = hmacThat(() => new Uint8Array([2]));
const unable = hmacThat(() => {
  throw new UnsupportedAlgorithmError('not with these parameters');
});
const none = new Uint8Array();

async function macOf(...engines: Parameters<typeof createAutoEngine>[0]): Promise<Uint8Array> {
  const hmac = await createAutoEngine(engines).use('hmac');
  return await hmac.mac('SHA-256', none, none);
}

test('the first engine that has a primitive does it', async () => {
  const without = createEngine('host', {}, passing);
  const first = createEngine('kernel', { hmac: one }, passing);
  const second = createEngine('portable', { hmac: two }, passing);
  expect(await macOf(without, first, second)).toEqual(new Uint8Array([1]));
});

test('what an engine does not do with these parameters goes to the next', async () => {
  const first = createEngine('host', { hmac: unable }, passing);
  const second = createEngine('portable', { hmac: two }, passing);
  expect(await macOf(first, second)).toEqual(new Uint8Array([2]));
});

test('an engine proves itself when its turn first comes, and refuses when it cannot', async () => {
  const first = createEngine('host', { hmac: unable }, passing);
  const second = createEngine('portable', { hmac: two }, failing);
  const auto = createAutoEngine([first, second]);
  const hmac = await auto.use('hmac');
  expect(second.describe().primitives).toEqual([
    { primitive: 'hmac', engine: 'portable', selfTest: 'not run' },
  ]);
  await expect(hmac.mac('SHA-256', none, none)).rejects.toThrow(EngineFailedError);
  expect(auto.hasFailed).toBe(true);
});

test('a member that an engine leaves out is asked of the one after it', async () => {
  const first = createEngine('host', { hmac: unable }, passing);
  const partial = createEngine('kernel', { hmac: { verify: () => true } as unknown as Hmac }, passing);
  const last = createEngine('portable', { hmac: two }, passing);
  expect(await macOf(first, partial, last)).toEqual(new Uint8Array([2]));
});

test('any other error is final', async () => {
  const broken = hmacThat(() => {
    throw new RangeError('"tag" expected 4 bytes, got 1');
  });
  const first = createEngine('host', { hmac: broken }, passing);
  const second = createEngine('portable', { hmac: two }, passing);
  await expect(macOf(first, second)).rejects.toThrow(RangeError);
});

test('an engine in the error state puts auto there too', async () => {
  const first = createEngine('host', { hmac: one }, failing);
  const auto = createAutoEngine([first, createEngine('portable', { hmac: two }, passing)]);
  await expect(auto.use('hmac')).rejects.toThrow(EngineFailedError);
  expect(auto.describe().state).toBe('error');
});

test('a member that answers late goes on to the next engine as well, or fails for good', async () => {
  const late = (error: Error): Hmac => ({ mac: () => Promise.reject(error), verify: () => false });
  const second = createEngine('portable', { hmac: two }, passing);
  const unableLate = createEngine('host', { hmac: late(new UnsupportedAlgorithmError('not so')) }, passing);
  expect(await macOf(unableLate, second)).toEqual(new Uint8Array([2]));
  const brokenLate = createEngine('host', { hmac: late(new RangeError('broken')) }, passing);
  await expect(macOf(brokenLate, second)).rejects.toThrow(RangeError);
});

test('what no engine does with these parameters is refused by the last one', async () => {
  const engines = ['host', 'portable'] as const;
  const all = engines.map((name) => createEngine(name, { hmac: unable }, passing));
  await expect(macOf(...all)).rejects.toThrow('not with these parameters');
});

test('an engine that fails after it has served puts auto into the error state, whoever would do the work', async () => {
  const inconsistent = {
    generateKey: () => ({ privateKey: new Uint8Array(32), publicKey: new Uint8Array(44) }),
    sign: () => none,
    verify: () => false,
  } as unknown as Ed25519;
  const first = createEngine('kernel', { hmac: one }, passing);
  const second = createEngine('host', { hmac: two, ed25519: inconsistent }, passing);
  const auto = createAutoEngine([first, second]);
  await auto.use('hmac');
  expect(auto.hasFailed).toBe(false);
  const pairs = await second.use('ed25519');
  await expect(pairs.generateKey(() => none)).rejects.toThrow(EngineFailedError);
  expect([second.hasFailed, auto.hasFailed, auto.describe().state]).toEqual([true, true, 'error']);
  await expect(auto.use('hmac')).rejects.toThrow(EngineFailedError);
});

test('a primitive that no engine has is refused', async () => {
  const auto = createAutoEngine([createEngine('portable', {}, passing)]);
  expect(auto.supports('rsa')).toBe(false);
  await expect(auto.use('rsa')).rejects.toThrow(UnsupportedAlgorithmError);
});

test('the report names the engine that is asked first for each primitive', () => {
  const first = createEngine('host', { hmac: one }, passing);
  const second = createEngine(
    'portable',
    { hmac: two, hash: { digest: () => none, digestXof: () => none } },
    passing,
  );
  expect(createAutoEngine([first, second]).describe().primitives).toEqual([
    { primitive: 'hash', engine: 'portable', selfTest: 'not run' },
    { primitive: 'hmac', engine: 'host', selfTest: 'not run' },
  ]);
});
