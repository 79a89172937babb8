/** On a runtime without SIMD: the other module, and every test of the kernel again. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it, vi } from 'vitest';
import { UnsupportedAlgorithmError } from '../../../src/crypto/errors.ts';
import { AES_KERNEL } from '../../../src/crypto/kernel/aes-bytes.ts';
import { lacksSimd, loadAesKernel, prepareAesKernel } from '../../../src/crypto/kernel/aes-kernel.ts';
import { createKernelEngine } from '../../../src/crypto/kernel/engine.ts';

const PROGRAM = `
  import { createKernelEngine } from './src/crypto/kernel/engine.ts';
  import { createAesGcmKey } from './src/crypto/kernel/shared.ts';
  const engine = createKernelEngine();
  await engine.selfTest();
  console.log(engine.describe().state, createAesGcmKey(new Uint8Array(32)).seal(new Uint8Array(12), new Uint8Array(1))[0]);
`;

/** A runtime that takes no instruction it is asked about. */
vi.stubGlobal('WebAssembly', Object.create(WebAssembly, { validate: { value: () => false } }));

describe('a runtime without SIMD', () => {
  it('has no kernel at once, and says what to wait for', async () => {
    vi.resetModules();
    const fresh = await import('../../../src/crypto/kernel/shared.ts');
    const once = (): unknown => fresh.createAesGcmKey(new Uint8Array(32));
    expect(once).toThrow(/no SIMD; wait for prepareKernel/);
    expect(once).toThrow(expect.objectContaining({ name: UnsupportedAlgorithmError.name }));
    await fresh.prepareKernel();
    expect(once).not.toThrow();
  });

  it('has the kernel engine all the same, which waits for the module', async () => {
    const gcm = await createKernelEngine().use('aesGcm');
    const [key, nonce, none] = [new Uint8Array(32), new Uint8Array(12), new Uint8Array()];
    const sealed = await gcm.seal(key, nonce, new Uint8Array([1, 2]), none);
    expect(await gcm.open(key, nonce, sealed, none)).toEqual(new Uint8Array([1, 2]));
  });

  it('takes the other module then', () => {
    expect(lacksSimd()).toBe(true);
    const [mine, other] = [loadAesKernel().kernel, loadAesKernel(AES_KERNEL).kernel];
    expect(mine?.slotCount.value).toBe(16);
    expect(other?.slotCount.value).toBe(32);
  });

  it.runIf(process.arch === 'x64')('is found by its compiler (needs x86-64, where V8 can be told to)', () => {
    const args = ['--no-enable-ssse3', '--no-warnings', '--input-type=module-typescript', '-e', PROGRAM];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect({ stdout: stdout.trim(), stderr }).toEqual({ stdout: 'ready 206', stderr: '' });
  });
});

await prepareAesKernel();
await import('./aes-gcm.test.ts');
await import('./gcm-batch.test.ts');
await import('./gcm-message.test.ts');
await import('./gcm-stream.test.ts');
await import('./shared.test.ts');
