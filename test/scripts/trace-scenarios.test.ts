/** The scenarios of the trace test: none of the kernel's exports is left out. */
import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../scripts/trace-scenarios.ts';
import { fromBase64 } from '../../src/bytes/base64.ts';
import { AES_KERNEL } from '../../src/crypto/kernel/aes-bytes.ts';

/** Exports that never meet a secret. */
const PUBLIC = ['publicEnd'];

describe('the scenarios', () => {
  it('use every exported function that meets a secret', () => {
    const exported = WebAssembly.Module.exports(new WebAssembly.Module(fromBase64(AES_KERNEL.base64)))
      .filter(({ kind }) => kind === 'function')
      .map(({ name }) => name);
    const used = SCENARIOS.flatMap((scenario) => scenario.exports);
    expect(exported.filter((name) => !used.includes(name) && !PUBLIC.includes(name))).toEqual([]);
  });

  it('have names of their own', () => {
    expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
  });
});
