/**
 * Records by the batch: many AES-GCM messages of one length for one call of the kernel, or a few calls.
 *
 * Records are packed: nonces behind each other, texts behind each other. All share their additional data and have
 * whole tags of 16 bytes. The kernel wipes keys and plaintext where it read them; opened texts are wiped once copied.
 *
 * @module
 */
import { expectBytes, expectInteger } from '../../bytes/expect.ts';
import { wipe } from '../../bytes/wipe.ts';
import { AuthenticationError } from '../errors.ts';
import type { Bytes } from '../primitives.ts';
import type { KernelPlaces } from './gcm-message.ts';

const NONCE = 12;
const TAG = 16;
const KEY = 32;
const NO_BYTES: Uint8Array = /* @__PURE__ */ new Uint8Array(0);

/** Records of one length, packed. */
export interface SealRecords {
  /** The length of one text in bytes. */
  readonly length: number;
  /** 12 bytes a record: their number is that of the records. */
  readonly nonces: Uint8Array;
  /** To seal: `length` bytes a record. To open: `length + 16`, each followed by its tag. */
  readonly texts: Uint8Array;
  /** What all of them are bound to; none when absent. At most 1024 bytes. */
  readonly aad?: Uint8Array | undefined;
}

/** How records are moved: what one takes on the way in and out. */
interface Strides {
  readonly key: number;
  readonly input: number;
  readonly output: number;
}

/** Each text, sealed, followed by its tag. */
export function sealRecords(places: KernelPlaces, slot: number, records: SealRecords): Bytes {
  const strides = { key: 0, input: records.length, output: records.length + TAG };
  return run(places, slot, NO_BYTES, records, strides);
}

/** The same, each record under a key of its own. @param keys 32 bytes a record. */
export function sealFreshRecords(
  places: KernelPlaces,
  slot: number,
  keys: Uint8Array,
  records: SealRecords,
): Bytes {
  const strides = { key: KEY, input: records.length, output: records.length + TAG };
  return run(places, slot, keys, records, strides);
}

/** The texts. @throws {AuthenticationError} One of the records is not authentic: none is opened. */
export function openRecords(places: KernelPlaces, slot: number, records: SealRecords): Bytes {
  const strides = { key: 0, input: records.length + TAG, output: records.length };
  return run(places, slot, NO_BYTES, records, strides);
}

function run(
  places: KernelPlaces,
  slot: number,
  keys: Uint8Array,
  records: SealRecords,
  strides: Strides,
): Bytes {
  const count = expectRecords(places, keys, records, strides);
  const { memory, text, textLength } = places;
  const { key, input, output } = strides;
  const atOnce = Math.floor(textLength / (key + NONCE + input + output));
  const out = new Uint8Array(count * output);
  if (records.aad !== undefined) memory.set(records.aad, places.aad);
  for (let from = 0; from < count; from += atOnce) {
    const n = Math.min(atOnce, count - from);
    memory.set(keys.subarray(from * key, (from + n) * key), text);
    memory.set(records.nonces.subarray(from * NONCE, (from + n) * NONCE), text + n * key);
    memory.set(records.texts.subarray(from * input, (from + n) * input), text + n * (key + NONCE));
    const end = text + n * (key + NONCE + input);
    try {
      work(places, slot, n, records, strides);
      out.set(memory.subarray(end, end + n * output), from * output);
    } catch (error) {
      wipe(out);
      throw error;
    }
    if (input > output) places.kernel.wipeText(textLength);
  }
  return out;
}

function work(
  { kernel }: KernelPlaces,
  slot: number,
  count: number,
  { length, aad = NO_BYTES }: SealRecords,
  { key, input, output }: Strides,
): void {
  if (input < output) kernel.gcmSealBatch(slot, key, count, length, aad.length);
  else if (kernel.gcmOpenBatch(slot, count, length, aad.length) === 0) throw new AuthenticationError();
}

/** @returns How many records there are. */
function expectRecords(
  { textLength, aadLength }: KernelPlaces,
  keys: Uint8Array,
  { length, nonces, texts, aad = NO_BYTES }: SealRecords,
  { key, input }: Strides,
): number {
  expectBytes('nonces', nonces);
  expectInteger('length', length, 0, (textLength - key - NONCE - TAG) >> 1);
  const count = nonces.length / NONCE;
  if (!Number.isInteger(count)) {
    throw new RangeError(`"nonces" expected a multiple of 12 bytes, got ${nonces.length}`);
  }
  expectBytes('texts', texts, count * input);
  expectBytes('keys', keys, count * key);
  expectBytes('aad', aad);
  if (aad.length > aadLength) {
    throw new RangeError(`"aad" expected at most ${aadLength} bytes, got ${aad.length}`);
  }
  return count;
}
