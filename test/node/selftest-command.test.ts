import { describe, expect, it, vi } from 'vitest';
import { createEngine } from '../../src/crypto/engine.ts';
import { portablePrimitives } from '../../src/crypto/portable-primitives.ts';
import { selfTests } from '../../src/crypto/self-tests.ts';
import * as engines from '../../src/node/engines.ts';
import { runSelftest } from '../../src/node/selftest-command.ts';
import { testMachine } from './machine.ts';

vi.mock(import('../../src/node/engines.ts'), { spy: true });

describe('strongroom selftest', () => {
  it('prints a line for each primitive and ends with 0 when all are well', async () => {
    const machine = testMachine();
    expect(await runSelftest('portable', machine)).toBe(0);
    expect(machine.printed()).toMatch(/^primitive +engine +self-test\n/);
    expect(machine.printed()).toMatch(/^aesGcm +portable +passed$/m);
    expect(machine.printed()).not.toMatch(/not run|failed/);
  });

  it('shows a test that fails, and those that were not run any more, and ends with 1', async () => {
    const wrong = { ...selfTests, hmac: () => Promise.reject(new Error('wrong answer')) };
    vi.mocked(engines.engineNamed).mockReturnValueOnce(createEngine('portable', portablePrimitives, wrong));
    const machine = testMachine();
    expect(await runSelftest('portable', machine)).toBe(1);
    expect(machine.printed()).toMatch(
      /^hash +portable +passed\nhmac +portable +failed\nhkdf +portable +not run$/m,
    );
    expect(machine.printed()).toMatch(/^engine portable: error$/m);
  });

  it('says which engine does the long messages, and from which size on', async () => {
    const machine = testMachine();
    expect(await runSelftest('auto', machine)).toBe(0);
    expect(machine.printed()).toMatch(/^aesGcm +kernel +passed\naesGcm +host +passed, from 4113 bytes on$/m);
  });

  it('names who does what of RSA when the choice is free', async () => {
    const machine = testMachine();
    expect(await runSelftest('auto', machine)).toBe(0);
    expect(machine.printed()).toMatch(/^rsa +host +passed\n {2}generateKey +kernel$/m);
  });

  it('names what an engine has: the kernel has AES-GCM', async () => {
    const machine = testMachine();
    expect(await runSelftest('kernel', machine)).toBe(0);
    expect(machine.printed()).toMatch(/^aesGcm +kernel +passed$/m);
  });
});
