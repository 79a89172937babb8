import { describe, expect, it } from 'vitest';
import { createAutoEngine } from '../../src/crypto/auto-engine.ts';
import { createEngine } from '../../src/crypto/engine.ts';
import { EngineFailedError, UnsupportedAlgorithmError } from '../../src/crypto/errors.ts';
import { createMemberEngine } from '../../src/crypto/member-engine.ts';
import type { Bytes, Hmac } from '../../src/crypto/primitives.ts';

const passing = { hmac: () => undefined } as never;
const failing = {
  hmac: () => {
    throw new Error('wrong answer');
  },
} as never;
const none = new Uint8Array();

function marking(mark: number): Hmac {
  return { mac: (): Bytes => new Uint8Array([mark]), verify: () => mark === 1 };
}

const usual = createEngine('host', { hmac: marking(1) }, passing);
const other = createEngine('kernel', { hmac: marking(2) }, passing);
const choice = { primitive: 'hmac', usual, other, members: ['mac'] } as const;

describe('an engine by member', () => {
  it('gives the named members to the one engine, and all others to the other', async () => {
    const hmac = await createMemberEngine(choice).use('hmac');
    expect(await hmac.mac('SHA-256', none, none)).toEqual(new Uint8Array([2]));
    expect(await hmac.verify('SHA-256', none, none, none)).toBe(true);
  });

  it('has one primitive alone, and only where both engines have it', async () => {
    const engine = createMemberEngine(choice);
    expect([engine.supports('hmac'), engine.supports('hash')]).toEqual([true, false]);
    await expect(engine.use('hash')).rejects.toThrow(UnsupportedAlgorithmError);
    const half = createMemberEngine({ ...choice, other: createEngine('kernel', {}, passing) });
    expect(half.supports('hmac')).toBe(false);
    expect(half.describe().primitives).toEqual([]);
  });

  it('says who does what, also through the engine that is composed of it', async () => {
    const fresh = {
      usual: createEngine('host', { hmac: marking(1) }, passing),
      other: createEngine('kernel', { hmac: marking(2) }, passing),
    };
    const engine = createMemberEngine({ ...choice, ...fresh });
    const row = { primitive: 'hmac', engine: 'host', members: { mac: 'kernel' } };
    expect(engine.describe().primitives).toEqual([{ ...row, selfTest: 'not run' }]);
    const auto = createAutoEngine([engine]);
    await auto.selfTest();
    expect(auto.describe().primitives).toEqual([{ ...row, selfTest: 'passed' }]);
  });

  it('refuses when the self-test of either engine fails', async () => {
    for (const bad of [
      { usual: createEngine('host', { hmac: marking(1) }, failing), other },
      { usual, other: createEngine('kernel', { hmac: marking(2) }, failing) },
    ]) {
      const engine = createMemberEngine({ ...choice, ...bad });
      await expect(engine.selfTest()).rejects.toThrow(EngineFailedError);
      expect(engine.describe().state).toBe('error');
    }
  });
});
