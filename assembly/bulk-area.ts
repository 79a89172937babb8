/**
 * The bulk area: what one key needs for many blocks, and whose it is (SP 800-38D §6.4; FIPS 197).
 *
 * Round keys in planes and powers of H are worth their building from some length on, and lie in one place that keys
 * take over from each other: whoever claims it finds it wiped. Whose it is depends on which keys are used for what,
 * never on a byte of them.
 *
 * @module
 */
import { prepareKey } from './aes-bulk';
import { buildProducts } from './ghash';
import {
  BULK_END,
  BULK_POWERS,
  BULK_START,
  BULK_VALUES,
  HASH_EVEN,
  HASH_ODD,
  POWER_LENGTH,
  RECORD_POWERS,
  RECORD_POWERS_END,
  SLOT_POWERS,
  SLOT_SQUARE,
  SLOT_SUBKEY,
} from './memory';

/** Whose the area is, or 0; whether its planes are there; how many even powers; how many powers for records. */
let owner: usize = 0;
let planes: bool = false;
let even: usize = 0;
let consecutive: usize = 0;

/** Zeroes whole vectors: both ends lie on 16 bytes. */
export function clear(from: usize, to: usize): void {
  for (; from < to; from += 16) v128.store(from, i64x2.splat(0));
}

/** Wipes the area, if it is that key's. */
export function releaseBulkOf(slot: usize): void {
  if (owner == slot) releaseBulk();
}

/** Wipes the area, whosever it is. */
export function releaseBulk(): void {
  if (owner != 0) clear(BULK_START, BULK_END);
  if (consecutive != 0) clear(RECORD_POWERS, RECORD_POWERS_END);
  forgetBulk();
}

/** Takes the area for free: it was zeroed by the caller. */
export function forgetBulk(): void {
  owner = 0;
  planes = false;
  even = 0;
  consecutive = 0;
}

@inline
function claim(slot: usize): void {
  if (owner == slot) return;
  releaseBulk();
  owner = slot;
}

/** Sees to it that the key's round keys are there in planes. */
export function needPlanes(slot: usize): void {
  claim(slot);
  if (planes) return;
  prepareKey(slot);
  planes = true;
}

/**
 * Sees to it that H, H^2, H^4, H^6, H^8 are there, and H^10 to H^16 where 8 are wanted; H^2 must be in the slot.
 *
 * @returns How many even powers there are: 4 or 8.
 */
export function needEvenPowers(slot: usize, wanted: usize): usize {
  claim(slot);
  const square = v128.load(slot, SLOT_SQUARE);
  if (even == 0) {
    memory.copy(BULK_POWERS, slot + SLOT_POWERS, 2 * POWER_LENGTH);
    v128.store(BULK_VALUES, square);
    buildProducts(square, i64x2.splat(0), BULK_POWERS + POWER_LENGTH, BULK_POWERS + 2 * POWER_LENGTH);
    const fourth = v128.load(HASH_EVEN);
    v128.store(BULK_VALUES, fourth, 16);
    buildProducts(square, fourth, BULK_POWERS + 2 * POWER_LENGTH, BULK_POWERS + 3 * POWER_LENGTH);
    v128.store(BULK_VALUES, v128.load(HASH_EVEN), 32);
    v128.store(BULK_VALUES, v128.load(HASH_ODD), 48);
    even = 4;
  }
  if (wanted <= even) return even;
  const eighth = BULK_POWERS + 4 * POWER_LENGTH;
  buildProducts(square, v128.load(BULK_VALUES, 16), eighth, eighth + POWER_LENGTH);
  buildProducts(v128.load(BULK_VALUES, 32), v128.load(BULK_VALUES, 48), eighth, eighth + 3 * POWER_LENGTH);
  even = 8;
  return even;
}

/** Sees to it that H to H^n are there, one behind the other; n is at most 8, and H^2 must be in the slot. */
export function needRecordPowers(slot: usize, wanted: usize): void {
  claim(slot);
  if (consecutive == 0) {
    memory.copy(RECORD_POWERS, slot + SLOT_POWERS, 2 * POWER_LENGTH);
    consecutive = 2;
  }
  if (wanted <= consecutive) return;
  // Each pair is the one before it times H^2; all pairs again where some were built, which is seldom.
  v128.store(HASH_EVEN, v128.load(slot, SLOT_SUBKEY));
  v128.store(HASH_ODD, v128.load(slot, SLOT_SQUARE));
  for (consecutive = 2; consecutive < wanted; consecutive += 2) {
    const to = RECORD_POWERS + consecutive * POWER_LENGTH;
    buildProducts(v128.load(HASH_EVEN), v128.load(HASH_ODD), RECORD_POWERS + POWER_LENGTH, to);
  }
}
