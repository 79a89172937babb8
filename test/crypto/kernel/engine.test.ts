/** The kernel as an engine. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readVectorFile } from '../../../scripts/vectors/archive.ts';
import { flattenGroups } from '../../../scripts/vectors/vector-file.ts';
import { UnsupportedAlgorithmError } from '../../../src/crypto/errors.ts';
import { createKernelEngine } from '../../../src/crypto/kernel/engine.ts';
import { runCase } from '../../vectors/run-case.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe('the kernel engine', () => {
  it('passes its known answers', async () => {
    const engine = createKernelEngine();
    await engine.selfTest();
    expect(engine.describe().primitives).toEqual([
      { primitive: 'aesGcm', engine: 'kernel', selfTest: 'passed' },
      { primitive: 'hash', engine: 'kernel', selfTest: 'passed' },
      { primitive: 'hmac', engine: 'kernel', selfTest: 'passed' },
      { primitive: 'kbkdf', engine: 'kernel', selfTest: 'passed' },
      { primitive: 'rsa', engine: 'kernel', selfTest: 'passed' },
      { primitive: 'ec', engine: 'kernel', selfTest: 'passed' },
      { primitive: 'ed25519', engine: 'kernel', selfTest: 'passed' },
    ]);
  });

  it('gives every published answer of AES-GCM', async () => {
    const { files } = JSON.parse(readFileSync('vectors/PROVENANCE.json', 'utf8')) as {
      files: { file: string }[];
    };
    const engine = createKernelEngine();
    let passed = 0;
    for (const { file } of files) {
      const tests = flattenGroups(readVectorFile(readFileSync(`vectors/${file}`)).groups);
      for (const test of tests.filter(({ alg }) => alg === 'AES-GCM')) {
        expect(await runCase(engine, test)).toBe('passed');
        passed++;
      }
    }
    expect(passed).toBeGreaterThan(15_000);
  });

  it('says why where there is no WebAssembly', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    vi.resetModules();
    const fresh = await import('../../../src/crypto/kernel/engine.ts');
    expect(() => fresh.createKernelEngine()).toThrow(/does not run the kernel/);
    expect(() => fresh.createKernelEngine()).toThrow(
      expect.objectContaining({ name: UnsupportedAlgorithmError.name }),
    );
  });
});
