/** The scenarios of the trace test: none of the kernel's exports is left out. */
import { describe, expect, it } from 'vitest';
import { pairsFor, SCENARIOS } from '../../scripts/trace-scenarios.ts';
import { AES_KERNEL } from '../../src/crypto/kernel/aes-bytes.ts';
import { unpackKernel } from '../../src/crypto/kernel/loader.ts';

/** Exports that never meet a secret. */
const PUBLIC = ['publicEnd'];

describe('the scenarios', () => {
  it('use every exported function that meets a secret', () => {
    const exported = WebAssembly.Module.exports(new WebAssembly.Module(unpackKernel(AES_KERNEL)))
      .filter(({ kind }) => kind === 'function')
      .map(({ name }) => name);
    const used = SCENARIOS.flatMap((scenario) => scenario.exports);
    expect(exported.filter((name) => !used.includes(name) && !PUBLIC.includes(name))).toEqual([]);
  });

  it('deal the pairs of secrets so that no function gets too few', () => {
    for (const name of SCENARIOS.flatMap((scenario) => scenario.exports)) {
      const scenarios = SCENARIOS.filter((scenario) => scenario.exports.includes(name));
      const all = scenarios.reduce((sum, scenario) => sum + pairsFor(scenario, 1000), 0);
      expect(all).toBeGreaterThanOrEqual(1000);
    }
  });

  it('have names of their own', () => {
    expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
  });
});
