/**
 * An application's page: it makes a key and encrypts, and says on its console how long that took since it asked for the first
 * of its files, and since the navigation.
 *
 * @module
 */
import { createKms } from '../../dist/index.js';

const kms = await createKms();
const { KeyMetadata } = await kms.createKey({});
await kms.encrypt({ KeyId: KeyMetadata.KeyId, Plaintext: new Uint8Array([1]) });
const endMs = performance.now();
const startMs = Math.min(...performance.getEntriesByType('resource').map(({ startTime }) => startTime));
console.log(JSON.stringify({ importMs: endMs - startMs, navigationMs: endMs }));
