/** SP 800-38D §6.3 and §6.4 read aloud, in BigInt: blocks are numbers whose top bit is the coefficient of x⁰. */
const R = 0xe1n << 120n;

/** Bytes as a number, big-endian. */
export function blockOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex').padEnd(32, '0') || '0'}`);
}

/** A number as 16 bytes, big-endian. */
export function bytesOf(block: bigint): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(block.toString(16).padStart(32, '0'), 'hex'));
}

/** X • Y (§6.3, Algorithm 1). */
export function multiply(x: bigint, y: bigint): bigint {
  let z = 0n;
  let v = y;
  for (let i = 127n; i >= 0n; i--) {
    if ((x >> i) & 1n) z ^= v;
    v = v & 1n ? (v >> 1n) ^ R : v >> 1n;
  }
  return z;
}

/** The Y with X • Y = 1: X to the power of 2¹²⁸ - 2. */
export function inverse(x: bigint): bigint {
  let result = 1n << 127n;
  let power = x;
  for (let i = 1; i < 128; i++) {
    power = multiply(power, power);
    result = multiply(result, power);
  }
  return result;
}

/** GHASH (§6.4, Algorithm 2) of byte strings, each filled up with zeroes to whole blocks. */
export function ghash(h: bigint, ...strings: readonly Uint8Array[]): bigint {
  let y = 0n;
  for (const bytes of strings) {
    for (let at = 0; at < bytes.length; at += 16) y = multiply(y ^ blockOf(bytes.subarray(at, at + 16)), h);
  }
  return y;
}
