/**
 * GHASH (SP 800-38D §6.4): the polynomial hash of GCM, multiplied without tables.
 *
 * A product in GF(2)[x] is made of integer products "with holes": the bits of a 16-bit limb are dealt to three words,
 * every third bit each, so that a column of a product of two such words sums at most six bits and its carry stays in the
 * two holes above it. Nine integer products give one of limbs, and three levels of Karatsuba need 27 of those where
 * the schoolbook has 64. All steps are linear but the products, so in a long message eight blocks are summed before
 * the carries are masked away, and the sum is reduced once: (Y ⊕ X₁)·H⁸ ⊕ X₂·H⁷ ⊕ … ⊕ X₈·H.
 *
 * No branch and no address depends on the data or on the key. Whether an integer product takes the same time whatever
 * its factors is the processor's affair: it does on the common 64-bit ones.
 *
 * Bits are in GCM's order, the first one the coefficient of x⁰ (§6.3), in big-endian words; limb 0 is the last 16 bits.
 *
 * @module
 */

/** Blocks that are summed before a reduction, and powers of H that are kept. */
const LANES = 8;
/** Limb products in a product of blocks: 8 limbs by three levels of Karatsuba. */
const PRODUCTS = 27;
/** Below this many bytes the powers of H cost more than they save. */
const POWERS_FROM = 640;
const BLOCK = 16;

/** Where a hash is computed. All of it depends on H and the data; the owner wipes it. */
export interface GhashWorkspace {
  /** Y, four words. */
  readonly y: Int32Array;
  /** The limbs of H to H⁸ with their Karatsuba sums, as far as they have been asked for. */
  readonly powers: Int32Array;
  /** The limbs of up to eight blocks with their Karatsuba sums, the last block first, as the powers are. */
  readonly limbs: Int32Array;
  /** The limb products of their sum. */
  readonly products: Int32Array;
  /** A product of 256 bits, the least significant word first. */
  readonly wide: Int32Array;
}

/** The lengths in words of a GHASH workspace's members, in their order. */
export const GHASH_WORKSPACE: readonly number[] = [4, LANES * PRODUCTS, LANES * PRODUCTS, PRODUCTS, 8];

/**
 * Takes the hash key H from Y, where the caller put it, and sets Y to zero.
 *
 * @param length The most bytes that will be hashed in one piece: decides whether the powers of H are worth their cost.
 */
export function startGhash(workspace: GhashWorkspace, length: number): void {
  const { y, powers } = workspace;
  expandLimbs(y[0], y[1], y[2], y[3], powers, 0);
  for (let power = 1; power < lanesFor(length); power++) {
    multiplyY(workspace);
    expandLimbs(y[0], y[1], y[2], y[3], powers, PRODUCTS * power);
  }
  y.fill(0);
}

function lanesFor(length: number): number {
  return length < POWERS_FROM ? 1 : LANES;
}

/**
 * Hashes bytes, and zeroes up to a whole block: Yᵢ = (Yᵢ₋₁ ⊕ Xᵢ) • H.
 *
 * The piece `bytes[start … end - 1]` is at most as long as `startGhash` was told.
 */
export function absorb(workspace: GhashWorkspace, bytes: Uint8Array, start: number, end: number): void {
  if (start === end) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lanes = lanesFor(end - start);
  const step = lanes * BLOCK;
  let at = start;
  for (; at + step <= end; at += step) absorbBlocks(workspace, view, at, lanes);
  for (; at + BLOCK <= end; at += BLOCK) absorbBlocks(workspace, view, at, 1);
  if (at < end) absorbPartialBlock(workspace, bytes, at, end);
}

function absorbBlocks(workspace: GhashWorkspace, view: DataView, at: number, lanes: number): void {
  const { y, limbs } = workspace;
  for (let i = 0; i < 4; i++) y[i] ^= view.getInt32(at + 4 * i);
  expandLimbs(y[0], y[1], y[2], y[3], limbs, PRODUCTS * (lanes - 1));
  for (let lane = 1; lane < lanes; lane++) {
    const from = at + BLOCK * lane;
    const place = PRODUCTS * (lanes - 1 - lane);
    expandLimbs(
      view.getInt32(from),
      view.getInt32(from + 4),
      view.getInt32(from + 8),
      view.getInt32(from + 12),
      limbs,
      place,
    );
  }
  multiply(workspace, lanes);
}

function absorbPartialBlock(workspace: GhashWorkspace, bytes: Uint8Array, start: number, end: number): void {
  const { y } = workspace;
  for (let i = start; i < end; i++) y[(i - start) >>> 2] ^= bytes[i] << (24 - 8 * ((i - start) & 3));
  multiplyY(workspace);
}

/** Hashes one block given as words. */
export function absorbWords(workspace: GhashWorkspace, x0: number, x1: number, x2: number, x3: number): void {
  const { y } = workspace;
  y[0] ^= x0;
  y[1] ^= x1;
  y[2] ^= x2;
  y[3] ^= x3;
  multiplyY(workspace);
}

function multiplyY(workspace: GhashWorkspace): void {
  const { y, limbs } = workspace;
  expandLimbs(y[0], y[1], y[2], y[3], limbs, 0);
  multiply(workspace, 1);
}

/**
 * The eight limbs of a block and the sums that Karatsuba multiplies: place 9a + 3b + c, where each of a, b, c chooses
 * the low half, the high half, or (2) their sum, from the coarsest halves to the finest.
 */
function expandLimbs(x0: number, x1: number, x2: number, x3: number, limbs: Int32Array, at: number): void {
  expandHalf(x2, x3, limbs, at);
  expandHalf(x0, x1, limbs, at + 9);
  expandHalf(x0 ^ x2, x1 ^ x3, limbs, at + 18);
}

function expandHalf(high: number, low: number, limbs: Int32Array, at: number): void {
  expandQuarter(low, limbs, at);
  expandQuarter(high, limbs, at + 3);
  expandQuarter(low ^ high, limbs, at + 6);
}

function expandQuarter(word: number, limbs: Int32Array, at: number): void {
  const low = word & 0xffff;
  const high = word >>> 16;
  limbs[at] = low;
  limbs[at + 1] = high;
  limbs[at + 2] = low ^ high;
}

/** Y = the sum of the blocks in `limbs`, each times the power of H that stands at its place. */
function multiply(workspace: GhashWorkspace, lanes: number): void {
  sumProducts(workspace, lanes);
  joinProducts(workspace.products, workspace.wide);
  reduce(workspace.wide, workspace.y);
}

/**
 * Each limb product, summed over the blocks. Limbs are dealt to three parts: bits 0, 3 … 15, bits 1, 4 … 13 and bits
 * 2, 5 … 14. Part i of one times part j of the other has its true bits at positions ≡ i + j (mod 3); what stands
 * elsewhere are carries, masked away once the sums are made.
 */
function sumProducts({ limbs, powers, products }: GhashWorkspace, lanes: number): void {
  const end = PRODUCTS * lanes;
  for (let i = 0; i < PRODUCTS; i++) {
    let z0 = 0;
    let z1 = 0;
    let z2 = 0;
    for (let at = i; at < end; at += PRODUCTS) {
      const x = limbs[at];
      const h = powers[at];
      const x0 = x & 0x9249;
      const x1 = x & 0x2492;
      const x2 = x & 0x4924;
      const h0 = h & 0x9249;
      const h1 = h & 0x2492;
      const h2 = h & 0x4924;
      z0 ^= Math.imul(x0, h0) ^ Math.imul(x1, h2) ^ Math.imul(x2, h1);
      z1 ^= Math.imul(x0, h1) ^ Math.imul(x1, h0) ^ Math.imul(x2, h2);
      z2 ^= Math.imul(x0, h2) ^ Math.imul(x1, h1) ^ Math.imul(x2, h0);
    }
    products[i] = (z0 & 0x49249249) | (z1 & 0x92492492) | (z2 & 0x24924924);
  }
}

/** Karatsuba's way back: 27 products of 16 bits by 16 become one of 128 by 128, least significant word first. */
function joinProducts(products: Int32Array, wide: Int32Array): void {
  for (let at = 0; at < PRODUCTS; at += 3) joinQuarter(products, at);
  for (let at = 0; at < PRODUCTS; at += 9) joinHalf(products, at);
  for (let i = 0; i < 4; i++) {
    wide[i] = products[i];
    wide[i + 4] = products[i + 9];
  }
  for (let i = 0; i < 4; i++) wide[i + 2] ^= products[i] ^ products[i + 9] ^ products[i + 18];
}

/** Products of limbs at `at` (low), + 1 (high), + 2 (sums): two words at `at`. */
function joinQuarter(products: Int32Array, at: number): void {
  const low = products[at];
  const high = products[at + 1];
  const middle = low ^ high ^ products[at + 2];
  products[at] = low ^ (middle << 16);
  products[at + 1] = high ^ (middle >>> 16);
}

/** Products of words at `at` (low), + 3 (high), + 6 (sums), two words each: four words at `at`. */
function joinHalf(products: Int32Array, at: number): void {
  const low1 = products[at + 1];
  const high0 = products[at + 3];
  const high1 = products[at + 4];
  products[at + 1] = low1 ^ products[at] ^ high0 ^ products[at + 6];
  products[at + 2] = high0 ^ low1 ^ high1 ^ products[at + 7];
  products[at + 3] = high1;
}

/**
 * Y = the product modulo x¹²⁸ + x⁷ + x² + x + 1 (§6.3). In GCM's order the product of two blocks stands one place too
 * low, and its high powers are its low words: x¹²⁸⁺ᵏ becomes xᵏ·(1 + x + x² + x⁷), that is right shifts by 0, 1, 2, 7.
 */
function reduce(wide: Int32Array, y: Int32Array): void {
  for (let i = 7; i > 0; i--) wide[i] = (wide[i] << 1) | (wide[i - 1] >>> 31);
  wide[0] <<= 1;
  for (let i = 0; i < 4; i++) {
    const word = wide[i];
    wide[i + 3] ^= (word << 31) ^ (word << 30) ^ (word << 25);
    wide[i + 4] ^= word ^ (word >>> 1) ^ (word >>> 2) ^ (word >>> 7);
  }
  for (let i = 0; i < 4; i++) y[i] = wide[7 - i];
}
