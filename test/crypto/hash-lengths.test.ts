import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { BLOCK_LENGTHS, HASH_NAMES, OUTPUT_LENGTHS } from '../../src/crypto/hash-lengths.ts';

/** The names by which OpenSSL knows them. */
const opensslName = (name: string): string =>
  name.startsWith('SHA3') ? name : name.replace('-', '').replace('/', '-');

it('every hash is as long as OpenSSL makes it', () => {
  for (const name of HASH_NAMES) {
    expect(createHash(opensslName(name)).digest().length, name).toBe(OUTPUT_LENGTHS[name]);
  }
});

it('every hash has a block, longer than its output, that leaves SHA-3 its capacity', () => {
  expect(Object.keys(BLOCK_LENGTHS)).toEqual(HASH_NAMES);
  for (const name of HASH_NAMES) {
    const [block, output] = [BLOCK_LENGTHS[name], OUTPUT_LENGTHS[name]];
    expect(block, name).toBeGreaterThanOrEqual(output);
    // FIPS 202 §4: the rate is what 200 bytes are without twice the output.
    if (name.startsWith('SHA3')) expect(block, name).toBe(200 - 2 * output);
    else expect([64, 128], name).toContain(block);
  }
});
