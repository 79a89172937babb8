/**
 * One fresh process from import to the first message that the kernel seals: what is imported is the argument, the times are
 * the answer.
 *
 * @module
 */
import type * as kernel from '../../src/crypto/kernel/shared.ts';

const usage = process.cpuUsage();
const startMs = performance.now();
const { createAesGcmKey } = (await import(process.argv[2] ?? '')) as typeof kernel;
const importedMs = performance.now();
const key = createAesGcmKey(new Uint8Array(32));
key.seal(new Uint8Array(12), new Uint8Array(32));
const endMs = performance.now();
const { user, system } = process.cpuUsage(usage);
console.log(
  JSON.stringify({
    elapsedMs: endMs - startMs,
    importMs: importedMs - startMs,
    cpuMs: (user + system) / 1000,
  }),
);
