/** The kernel's build: the committed bytes are what the source compiles to. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { compileKernel, renderModule } from '../../scripts/build-kernel.ts';
import { bytesPathOf, KERNEL_MODULES } from '../../scripts/kernel-modules.ts';

const AES = { name: 'aes', pages: 3, relaxed: true };

describe('build-kernel', () => {
  it.each(KERNEL_MODULES)('gives the committed bytes of $name, every time', async (module) => {
    const committed = await readFile(bytesPathOf(module), 'utf8');
    expect(renderModule(module, await compileKernel(module))).toBe(committed);
    expect(renderModule(module, await compileKernel(module))).toBe(committed);
  });

  it('renders other bytes as another module', () => {
    const [zero, one] = [new Uint8Array([0]), new Uint8Array([1])];
    const rendered = renderModule(AES, { wasm: zero, relaxed: one });
    expect(rendered).not.toBe(renderModule(AES, { wasm: one, relaxed: one }));
    expect(rendered).not.toBe(renderModule(AES, { wasm: zero, relaxed: zero }));
    expect(rendered).not.toBe(renderModule(AES, { wasm: zero }));
  });

  it('refuses a folder in which nothing compiles', async () => {
    await expect(compileKernel(AES, 'test')).rejects.toThrow();
  });
});
