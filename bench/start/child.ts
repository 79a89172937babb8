/**
 * One fresh process from import to the first Encrypt: what is imported is the argument, the times are the answer.
 *
 * @module
 */
import type * as strongroom from '../../src/index.ts';

const usage = process.cpuUsage();
const startMs = performance.now();
const { createKms } = (await import(process.argv[2] ?? '')) as typeof strongroom;
const importedMs = performance.now();
const kms = await createKms();
const { KeyMetadata } = await kms.createKey({});
await kms.encrypt({ KeyId: KeyMetadata.KeyId, Plaintext: new Uint8Array([1]) });
const endMs = performance.now();
const { user, system } = process.cpuUsage(usage);
console.log(
  JSON.stringify({
    elapsedMs: endMs - startMs,
    importMs: importedMs - startMs,
    cpuMs: (user + system) / 1000,
  }),
);
