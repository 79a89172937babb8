/**
 * Numbers between big-endian bytes and rows of limbs of any width up to 30 bits, without a sign.
 *
 * The same steps whatever the number: widths and lengths are public.
 *
 * @module
 */

/** Reads `length` big-endian bytes into `count` limbs; what does not fit is dropped. */
export function limbsFromBytes(to: usize, bits: u32, count: u32, from: usize, length: u32): void {
  const mask: u64 = (1 << bits) - 1;
  let gathered: u64 = 0;
  let have: u32 = 0;
  let at = from + length;
  for (let i: u32 = 0; i < count; i++) {
    for (; have < bits && at > from; have += 8) gathered |= <u64>load<u8>(--at) << have;
    store<u32>(to + (i << 2), <u32>(gathered & mask));
    gathered >>= bits;
    have = have > bits ? have - bits : 0;
  }
}

/** Writes `count` limbs as `length` big-endian bytes. */
export function bytesFromLimbs(to: usize, length: u32, from: usize, bits: u32, count: u32): void {
  let gathered: u64 = 0;
  let have: u32 = 0;
  let i: u32 = 0;
  for (let at = to + length; at > to; ) {
    for (; have < 8 && i < count; i++, have += bits) gathered |= <u64>load<u32>(from + (i << 2)) << have;
    store<u8>(--at, <u8>gathered);
    gathered >>= 8;
    have = have > 8 ? have - 8 : 0;
  }
}

/** Limbs of one width as limbs of another. */
export function recode(to: usize, toBits: u32, toCount: u32, from: usize, bits: u32, count: u32): void {
  const mask: u64 = (1 << toBits) - 1;
  let gathered: u64 = 0;
  let have: u32 = 0;
  let next: u32 = 0;
  for (let i: u32 = 0; i < toCount; i++) {
    for (; have < toBits && next < count; next++, have += bits) {
      gathered |= <u64>load<u32>(from + (next << 2)) << have;
    }
    store<u32>(to + (i << 2), <u32>(gathered & mask));
    gathered >>= toBits;
    have = have > toBits ? have - toBits : 0;
  }
}
