/**
 * Taking a curve into use: its record is made when it first is, of what is shipped and what follows from that.
 *
 * Everything here is public. Nothing else depends on which curve it is than what it computes.
 *
 * @module
 */
import {
  ELEMENTS,
  ELEMENTS_END,
  LIMBS,
  ONE,
  ORDER_LIMBS,
  ORDER_SQUARE,
  PRIME,
  PRIME_30,
  RECORD_LENGTH,
  RECORDS,
  ROOT,
  SPAN,
  SQUARE,
  UNIT,
} from './ec-curves';
import { add, copy, curve, reduce, setCurve } from './ec-field';
import { recode } from './ec-limbs';
import { CURVE, CURVES } from './ec-memory';
import { addScalars } from './ec-scalar';

/** Takes a curve into use, by number. */
export function useCurve(number: u32): void {
  const record = CURVES + <usize>number * CURVE;
  const isMade = load<u32>(record, SPAN) != 0;
  if (!isMade) copyRecord(record, RECORDS + <usize>number * RECORD_LENGTH);
  setCurve(record);
  if (isMade) return;
  makeElements();
  makeNumbers();
}

/** Copies what is shipped, field elements into both lanes. */
function copyRecord(record: usize, from: usize): void {
  const end = from + RECORD_LENGTH;
  memory.copy(record, from, ELEMENTS);
  from += ELEMENTS;
  for (let at = ELEMENTS; at < ELEMENTS_END; at += 8, from += 4) {
    store<u64>(record + at, <u64>load<u32>(from) * 0x100000001);
  }
  memory.copy(record + ELEMENTS_END, from, end - from);
}

/** R and R^2, from 1 by doubling. */
function makeElements(): void {
  const bits = 29 * load<u32>(curve, LIMBS);
  store<u64>(curve, 0x100000001, ONE);
  copy(curve + UNIT, curve + ONE);
  doubleTimes(curve + UNIT, bits);
  copy(curve + SQUARE, curve + UNIT);
  doubleTimes(curve + SQUARE, bits);
}

function doubleTimes(a: usize, times: u32): void {
  for (; times > 0; times--) {
    add(a, a, a);
    reduce(a);
  }
}

/** p in other limbs, the exponent of a square root, and R^2 modulo the order. */
function makeNumbers(): void {
  const count = load<u32>(curve, ORDER_LIMBS);
  recode(curve + PRIME_30, 30, count, curve + PRIME, 29, load<u32>(curve, LIMBS));
  let carry: u32 = 1;
  for (let at = curve; at < curve + <usize>(count << 2); at += 4) {
    carry += (load<u32>(at, PRIME_30) >> 2) | ((load<u32>(at + 4, PRIME_30) & 3) << 28);
    store<u32>(at, carry & 0x3fffffff, ROOT);
    carry >>= 30;
  }
  store<u32>(curve, 1, ORDER_SQUARE);
  for (let bit: u32 = 0; bit < 60 * count; bit++) {
    addScalars(curve + ORDER_SQUARE, curve + ORDER_SQUARE, curve + ORDER_SQUARE);
  }
}
