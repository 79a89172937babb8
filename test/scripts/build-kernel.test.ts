/** The kernel's build: the committed bytes are what the source compiles to. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { compileKernel, renderModule } from '../../scripts/build-kernel.ts';

describe('build-kernel', () => {
  it('gives the committed bytes, every time', async () => {
    const committed = await readFile('src/crypto/kernel/wasm-bytes.ts', 'utf8');
    expect(renderModule(await compileKernel())).toBe(committed);
    expect(renderModule(await compileKernel())).toBe(committed);
  });

  it('renders other bytes as another module', () => {
    const [zero, one] = [new Uint8Array([0]), new Uint8Array([1])];
    expect(renderModule({ wasm: zero, relaxed: one })).not.toBe(renderModule({ wasm: one, relaxed: one }));
    expect(renderModule({ wasm: zero, relaxed: one })).not.toBe(renderModule({ wasm: zero, relaxed: zero }));
  });

  it('refuses a folder in which nothing compiles', async () => {
    await expect(compileKernel('test')).rejects.toThrow();
  });
});
