import { describe, expect, test } from 'vitest';
import { createEngine, type Implementations, type SelfTests } from '../../src/crypto/engine.ts';
import { EngineFailedError, UnsupportedAlgorithmError } from '../../src/crypto/errors.ts';
import { hash } from '../../src/crypto/hash.ts';
import { hmac } from '../../src/crypto/hmac.ts';
import { selfTests } from '../../src/crypto/self-tests.ts';

const IMPLEMENTATIONS: Implementations = { hash, hmac };

/** The tests of the house, with some of them replaced. */
function tests(replaced: Partial<SelfTests> = {}): SelfTests {
  return { ...selfTests, hash: () => undefined, hmac: () => undefined, ...replaced };
}

function failing(): never {
  throw new Error('wrong');
}

test('a primitive is given after its test, which runs once for all who wait', async () => {
  let runs = 0;
  const counted = async () => {
    runs++;
    await new Promise((resolve) => setTimeout(resolve, 1));
  };
  const engine = createEngine('host', IMPLEMENTATIONS, tests({ hmac: counted }));
  const [first, second] = await Promise.all([engine.use('hmac'), engine.use('hmac')]);
  const bytes = new Uint8Array(32);
  expect(await first.mac('SHA-256', bytes, bytes)).toEqual(hmac.mac('SHA-256', bytes, bytes));
  expect(await second.verify('SHA-256', bytes, bytes, bytes)).toBe(false);
  await engine.use('hmac');
  expect(runs).toBe(1);
});

test('the test runs on the primitive itself', async () => {
  let tested: unknown;
  const engine = createEngine(
    'host',
    IMPLEMENTATIONS,
    tests({
      hmac: (primitive) => {
        tested = primitive;
      },
    }),
  );
  await engine.use('hmac');
  expect(tested).toBe(hmac);
});

test('a primitive that comes late comes at its first use, and is tested then', async () => {
  const happened: string[] = [];
  const late = async () => {
    happened.push('came');
    return hmac;
  };
  const engine = createEngine(
    'host',
    { hash, hmac: late },
    tests({ hmac: () => void happened.push('tested') }),
  );
  expect(engine.supports('hmac')).toBe(true);
  await engine.use('hash');
  expect(happened).toEqual([]);
  const bytes = new Uint8Array(32);
  expect(await (await engine.use('hmac')).mac('SHA-256', bytes, bytes)).toHaveLength(32);
  await engine.use('hmac');
  expect(happened).toEqual(['came', 'tested']);
});

test('a primitive that does not come is asked for again, and closes nothing', async () => {
  let tries = 0;
  const late = async () => {
    tries += 1;
    if (tries === 1) throw new TypeError('the network');
    return hmac;
  };
  const engine = createEngine('host', { hash, hmac: late }, tests());
  await expect(engine.use('hmac')).rejects.toThrow('the network');
  expect(engine.describe().state).toBe('ready');
  await engine.use('hmac');
  expect(tries).toBe(2);
});

test('what the engine does not have is unsupported, and no reason to fail', async () => {
  const engine = createEngine('kernel', IMPLEMENTATIONS, tests());
  expect(engine.supports('rsa')).toBe(false);
  await expect(engine.use('rsa')).rejects.toThrow(new UnsupportedAlgorithmError('engine kernel has no rsa'));
  const given = await engine.use('hash');
  expect(await given.digest('SHA-1', new Uint8Array())).toEqual(hash.digest('SHA-1', new Uint8Array()));
});

test('the report says who was tested', async () => {
  const engine = createEngine('host', IMPLEMENTATIONS, tests());
  await engine.use('hmac');
  expect(engine.describe()).toEqual({
    name: 'host',
    state: 'ready',
    primitives: [
      { primitive: 'hash', engine: 'host', selfTest: 'not run' },
      { primitive: 'hmac', engine: 'host', selfTest: 'passed' },
    ],
  });
});

describe.each([
  ['that throws', failing],
  ['that rejects', () => Promise.reject(new Error('wrong'))],
])('a self-test %s', (_, failed) => {
  test('closes the engine for good, also for primitives that passed', async () => {
    const engine = createEngine('host', IMPLEMENTATIONS, tests({ hmac: failed }));
    await engine.use('hash');
    await expect(engine.use('hmac')).rejects.toThrow(EngineFailedError);
    await expect(engine.use('hash')).rejects.toThrow(EngineFailedError);
    await expect(engine.use('hmac')).rejects.toThrow(EngineFailedError);
    await expect(engine.use('rsa')).rejects.toThrow(EngineFailedError);
    await expect(engine.selfTest()).rejects.toThrow(EngineFailedError);
    expect(engine.describe()).toMatchObject({
      state: 'error',
      primitives: [{ selfTest: 'passed' }, { selfTest: 'failed' }],
    });
  });

  test('closes what was given out before', async () => {
    const engine = createEngine('host', IMPLEMENTATIONS, tests({ hmac: failed }));
    const given = await engine.use('hash');
    await expect(engine.use('hmac')).rejects.toThrow(EngineFailedError);
    expect(() => given.digest('SHA-1', new Uint8Array())).toThrow(EngineFailedError);
  });

  test('refuses those who waited for another test meanwhile', async () => {
    const slow = () => new Promise<void>((resolve) => setTimeout(resolve, 5));
    const engine = createEngine('host', IMPLEMENTATIONS, tests({ hash: slow, hmac: failed }));
    const waiting = engine.use('hash');
    const refused = expect(waiting).rejects.toThrow(EngineFailedError);
    await expect(engine.use('hmac')).rejects.toThrow(EngineFailedError);
    await refused;
  });
});

test('selfTest asks everything that the engine has', async () => {
  const engine = createEngine('host', IMPLEMENTATIONS, tests());
  await engine.selfTest();
  expect(engine.describe().primitives.map(({ selfTest }) => selfTest)).toEqual(['passed', 'passed']);
});
