/**
 * AES-GCM of the kernel (SP 800-38D): the seam's primitive, and keys that are expanded once and used many times.
 *
 * Every call is synchronous and leaves the kernel's memory without plaintext and without the keys that were given for
 * that call. Keys held by a handle stay expanded in one of the kernel's slots; when there are more handles than slots
 * the oldest slot is wiped and taken over, and its handle expands its key again when it is used next.
 * Whoever calls this chooses the nonces; nothing here can see one used twice.
 *
 * @module
 */
import { expectBytes, expectInteger } from '../../bytes/expect.ts';
import { wipe } from '../../bytes/wipe.ts';
import type { AesGcm, Bytes } from '../primitives.ts';
import type { AesKernel } from './aes-kernel.ts';
import { openRecords, type SealRecords, sealFreshRecords, sealRecords } from './gcm-batch.ts';
import { FRESH_SLOT, type KernelPlaces, openMessage, placesOf, sealMessage, setKey } from './gcm-message.ts';

const TAG_LENGTHS: readonly number[] = [4, 8, 12, 13, 14, 15, 16];
const NO_BYTES: Uint8Array = /* @__PURE__ */ new Uint8Array(0);
const NO_SLOT = -1;

/** A key that is expanded once and used many times. Release it: until then it is in memory. */
export interface AesGcmKey {
  /** As AesGcm.seal, without its key. @throws {TypeError} The key was released. */
  seal(nonce: Uint8Array, plaintext: Uint8Array, aad?: Uint8Array, tagLength?: number): Bytes;
  /** As AesGcm.open, without its key. @throws {AuthenticationError} @throws {TypeError} The key was released. */
  open(nonce: Uint8Array, sealed: Uint8Array, aad?: Uint8Array, tagLength?: number): Bytes;
  /** Seals many records of one length in one call. */
  sealBatch(records: SealRecords): Bytes;
  /** Opens what sealBatch made: all texts, or none. @throws {AuthenticationError} One of them differs. */
  openBatch(records: SealRecords): Bytes;
  /** Wipes the key, wherever it is. Releasing it again does nothing. */
  release(): void;
}

/** AES-GCM on one instance of the kernel. */
export interface KernelAesGcm extends AesGcm {
  seal(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, aad: Uint8Array, tagLength?: number): Bytes;
  open(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, aad: Uint8Array, tagLength?: number): Bytes;
  /** A handle of a key of 16, 24 or 32 bytes, which are copied. */
  createKey(key: Uint8Array): AesGcmKey;
  /** Seals many records of one length, each under a key of its own, in one call. @param keys 32 bytes a record. */
  sealBatchFresh(keys: Uint8Array, records: SealRecords): Bytes;
}

/**
 * AES-GCM on an instance of the kernel, which nobody else uses.
 *
 * @example
 * const { kernel } = loadAesKernel();
 * const gcm = createKernelAesGcm(kernel);
 * gcm.seal(new Uint8Array(32), new Uint8Array(12), new Uint8Array([1, 2, 3]), new Uint8Array()).length; // 19
 */
export function createKernelAesGcm(kernel: AesKernel): KernelAesGcm {
  const places = placesOf(kernel);
  const slots = createSlots(places);
  return {
    seal: (key, nonce, plaintext, aad, tagLength = 16) => {
      expectBytes('key', key, 16, 24, 32);
      expectSealing(nonce, plaintext, aad, tagLength);
      return sealMessage(places, FRESH_SLOT, key, nonce, plaintext, aad, tagLength);
    },
    open: (key, nonce, sealed, aad, tagLength = 16) => {
      expectBytes('key', key, 16, 24, 32);
      expectOpening(nonce, sealed, aad, tagLength);
      return openMessage(places, FRESH_SLOT, key, nonce, sealed, aad, tagLength);
    },
    createKey: (key) => createKey(places, slots, key),
    sealBatchFresh: (keys, records) => sealFreshRecords(places, FRESH_SLOT, keys, records),
  };
}

/** The key of a handle, and where it is expanded. */
interface HeldKey {
  readonly bytes: Uint8Array;
  slot: number;
  released: boolean;
}

/** The slots of an instance and whose they are. */
interface Slots {
  readonly owners: (HeldKey | undefined)[];
  /** The slot that is taken over next when none is free. */
  oldest: number;
}

function createSlots({ kernel }: KernelPlaces): Slots {
  return { owners: new Array(kernel.slotCount.value).fill(undefined), oldest: FRESH_SLOT + 1 };
}

function createKey(places: KernelPlaces, slots: Slots, key: Uint8Array): AesGcmKey {
  expectBytes('key', key, 16, 24, 32);
  const held: HeldKey = { bytes: Uint8Array.from(key), slot: NO_SLOT, released: false };
  const slotOf = (): number => (held.slot === NO_SLOT ? expand(places, slots, held) : held.slot);
  slotOf();
  return {
    seal: (nonce, plaintext, aad = NO_BYTES, tagLength = 16) => {
      expectSealing(nonce, plaintext, aad, tagLength);
      return sealMessage(places, slotOf(), undefined, nonce, plaintext, aad, tagLength);
    },
    open: (nonce, sealed, aad = NO_BYTES, tagLength = 16) => {
      expectOpening(nonce, sealed, aad, tagLength);
      return openMessage(places, slotOf(), undefined, nonce, sealed, aad, tagLength);
    },
    sealBatch: (records) => sealRecords(places, slotOf(), records),
    openBatch: (records) => openRecords(places, slotOf(), records),
    release: () => release(places, slots, held),
  };
}

/** Expands a key into a free slot, or into the one that was taken longest ago. */
function expand(places: KernelPlaces, slots: Slots, held: HeldKey): number {
  if (held.released) throw new TypeError('"key" expected a key in use, got a released one');
  let slot = slots.owners.indexOf(undefined, FRESH_SLOT + 1);
  if (slot < 0) {
    slot = slots.oldest;
    slots.oldest = slot + 1 < slots.owners.length ? slot + 1 : FRESH_SLOT + 1;
    (slots.owners[slot] as HeldKey).slot = NO_SLOT;
  }
  setKey(places, slot, held.bytes);
  slots.owners[slot] = held;
  held.slot = slot;
  return slot;
}

function release({ kernel }: KernelPlaces, slots: Slots, held: HeldKey): void {
  if (held.slot !== NO_SLOT) {
    kernel.releaseAesKey(held.slot);
    slots.owners[held.slot] = undefined;
  }
  held.slot = NO_SLOT;
  held.released = true;
  wipe(held.bytes);
}

function expectSealing(nonce: Uint8Array, plaintext: Uint8Array, aad: Uint8Array, tagLength: number): void {
  expectBytes('plaintext', plaintext);
  expectRest(nonce, aad, tagLength);
}

function expectOpening(nonce: Uint8Array, sealed: Uint8Array, aad: Uint8Array, tagLength: number): void {
  expectBytes('sealed', sealed);
  expectRest(nonce, aad, tagLength);
}

/** Nonce, additional data and tag length as the mode allows them. @throws {TypeError} @throws {RangeError} */
export function expectRest(nonce: Uint8Array, aad: Uint8Array, tagLength: number): void {
  expectBytes('nonce', nonce);
  if (nonce.length === 0) throw new RangeError('"nonce" expected 1 byte or more, got 0');
  expectBytes('aad', aad);
  if (tagLength === 16) return;
  expectInteger('tagLength', tagLength, 4, 16);
  if (TAG_LENGTHS.includes(tagLength)) return;
  throw new RangeError(`"tagLength" expected 4, 8 or 12 to 16, got ${tagLength}`);
}
