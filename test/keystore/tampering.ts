/** Every small change that can be made to some bytes, for the rule that sealed bytes open as they are or not at all. */
import { expect } from 'vitest';

interface Forgery {
  readonly what: string;
  readonly bytes: Uint8Array;
}

/** Every single bit flipped, every truncation at either end, and extensions by 1 to 32 bytes at either end. */
export function* forgeriesOf(original: Uint8Array): Generator<Forgery> {
  for (let bit = 0; bit < 8 * original.length; bit++) {
    const bytes = original.slice();
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
    yield { what: `bit ${bit & 7} of byte ${bit >> 3} flipped`, bytes };
  }
  for (let length = 0; length < original.length; length++) {
    yield { what: `cut to its first ${length} bytes`, bytes: original.slice(0, length) };
    yield { what: `cut to its last ${length} bytes`, bytes: original.slice(original.length - length) };
  }
  for (const more of [1, 2, 15, 16, 17, 32]) {
    for (const octet of [0, 0xff]) {
      const extension = Buffer.alloc(more, octet);
      yield { what: `${more} times ${octet} behind`, bytes: Buffer.concat([original, extension]) };
      yield { what: `${more} times ${octet} before`, bytes: Buffer.concat([extension, original]) };
    }
  }
}

/**
 * Requires that each forgery is refused, and by nothing but the errors named.
 *
 * @returns How often each error came.
 */
export async function expectRefusals(
  original: Uint8Array,
  open: (forged: Uint8Array) => Promise<unknown>,
  ...errors: readonly string[]
): Promise<Readonly<Record<string, number>>> {
  const counts = new Map<string, number>();
  for (const { what, bytes } of forgeriesOf(original)) {
    const refusal = await refusalOf(() => open(bytes));
    if (refusal === undefined || !errors.includes(refusal)) expect(`${what}: ${refusal}`).toBe('refused');
    counts.set(String(refusal), (counts.get(String(refusal)) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

/** The name of the error that some work ends in; `undefined` when it ends well. */
export async function refusalOf(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return (error as Error).name;
  }
}
