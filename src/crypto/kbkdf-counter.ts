/**
 * The counter of a KDF in counter mode (SP 800-108r1 §4.1): where it may stand and how wide it may be, for everybody who
 * derives. Nothing is derived here.
 *
 * @module
 */
import { expectInteger } from '../bytes/expect.ts';
import type { KbkdfInput } from './primitives.ts';

const COUNTER_BITS: readonly number[] = [8, 16, 24, 32];

/** How many bytes of the fixed input come before the counter. @throws {TypeError} @throws {RangeError} */
export function counterPlaceOf({ fixedInput, counterLocation }: KbkdfInput): number {
  if (counterLocation === 'before') return 0;
  if (counterLocation === 'after') return fixedInput.length;
  expectInteger('counterLocation', counterLocation, 0, fixedInput.length);
  return counterLocation;
}

/** @throws {TypeError} @throws {RangeError} */
export function expectCounterBits(bits: number): void {
  expectInteger('counterBits', bits, 8, 32);
  if (!COUNTER_BITS.includes(bits))
    throw new RangeError(`"counterBits" expected 8, 16, 24 or 32, got ${bits}`);
}
