/**
 * One AES-GCM message on one instance of the kernel: in one call where it fits, else part by part (SP 800-38D §7).
 *
 * The bytes are copied into the kernel's memory, worked on in place, and copied out once. Plaintext and keys are
 * wiped there on every exit: sealing overwrites the plaintext by what it becomes; opening is followed by a wipe of the
 * text; the kernel wipes a key when it has expanded it, and what a message leaves behind when it ends. Nothing of an
 * opened text leaves before its tag is verified.
 *
 * @module
 */
import { wipe } from '../../bytes/wipe.ts';
import { AuthenticationError } from '../errors.ts';
import type { Bytes } from '../primitives.ts';
import type { AesKernel } from './aes-kernel.ts';

const BLOCK = 16;
/** The longest parts: after the first, each begins on a batch of 32 blocks, since two counters are not text's. */
const FIRST_PART: number = 16384 + 480;
const PART = 16384;

/** Slot 0 is for keys that live for one call. */
export const FRESH_SLOT = 0;

/** An instance of the kernel, its memory, and the places in it. */
export interface KernelPlaces {
  readonly kernel: AesKernel;
  readonly memory: Uint8Array<ArrayBuffer>;
  readonly key: number;
  readonly nonce: number;
  readonly nonceLength: number;
  readonly aad: number;
  readonly aadLength: number;
  readonly text: number;
  /** The longest text that fits together with its tag. */
  readonly textLength: number;
}

/** Reads the places once: the memory never grows, so that its view stays valid. */
export function placesOf(kernel: AesKernel): KernelPlaces {
  return {
    kernel,
    memory: new Uint8Array(kernel.memory.buffer as ArrayBuffer),
    key: kernel.keyStart.value,
    nonce: kernel.nonceStart.value,
    nonceLength: kernel.nonceLength.value,
    aad: kernel.aadStart.value,
    aadLength: kernel.aadLength.value,
    text: kernel.textStart.value,
    textLength: kernel.textLength.value - BLOCK,
  };
}

/** Expands a key into a slot. */
export function setKey({ kernel, memory, key }: KernelPlaces, slot: number, bytes: Uint8Array): void {
  memory.set(bytes, key);
  kernel.setAesKey(slot, bytes.length);
}

/** Whether a message is worked on in one call. */
function fits(places: KernelPlaces, nonce: Uint8Array, length: number, aad: Uint8Array): boolean {
  return length <= places.textLength && aad.length <= places.aadLength && nonce.length <= places.nonceLength;
}

/** The ciphertext and the tag. */
export function sealMessage(
  places: KernelPlaces,
  slot: number,
  fresh: Uint8Array | undefined,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  aad: Uint8Array,
  tagLength: number,
): Bytes {
  const { length } = plaintext;
  if (!fits(places, nonce, length, aad)) {
    return sealLong(places, slot, fresh, nonce, plaintext, aad, tagLength);
  }
  const { memory, kernel, text } = places;
  memory.set(nonce, places.nonce);
  if (aad.length !== 0) memory.set(aad, places.aad);
  memory.set(plaintext, text);
  if (fresh === undefined) {
    kernel.gcmSeal(slot, 0, nonce.length, aad.length, length);
  } else {
    memory.set(fresh, places.key);
    kernel.gcmSeal(slot, fresh.length, nonce.length, aad.length, length);
  }
  return memory.slice(text, text + length + tagLength);
}

/** The plaintext. @throws {AuthenticationError} */
export function openMessage(
  places: KernelPlaces,
  slot: number,
  fresh: Uint8Array | undefined,
  nonce: Uint8Array,
  sealed: Uint8Array,
  aad: Uint8Array,
  tagLength: number,
): Bytes {
  const length = sealed.length - tagLength;
  if (length < 0) throw new AuthenticationError();
  if (!fits(places, nonce, length, aad)) return openLong(places, slot, fresh, nonce, sealed, aad, tagLength);
  const { memory, kernel, text } = places;
  memory.set(nonce, places.nonce);
  if (aad.length !== 0) memory.set(aad, places.aad);
  memory.set(sealed, text);
  const keyLength = fresh === undefined ? 0 : fresh.length;
  if (fresh !== undefined) memory.set(fresh, places.key);
  if (kernel.gcmOpen(slot, keyLength, nonce.length, aad.length, length, tagLength) === 0) {
    throw new AuthenticationError();
  }
  try {
    return memory.slice(text, text + length);
  } finally {
    kernel.wipeText(length);
  }
}

/** Begins a message in parts: the nonce and the additional data are hashed. `length` is what is known of the text's. */
export function beginMessage(
  places: KernelPlaces,
  slot: number,
  nonce: Uint8Array,
  aad: Uint8Array,
  length: number,
): void {
  const blocks = Math.ceil((nonce.length + aad.length + length) / BLOCK) + 8;
  places.kernel.gcmBegin(slot, Math.min(blocks, 0xffff));
  giveNonce(places, nonce);
  giveAad(places, aad);
}

function giveNonce(places: KernelPlaces, nonce: Uint8Array): void {
  const { kernel, memory } = places;
  const pair = 2 * BLOCK;
  const early = Math.ceil(Math.max(0, nonce.length - places.nonceLength) / pair) * pair;
  absorb(places, nonce.subarray(0, early), 0);
  memory.set(nonce.subarray(early), places.nonce);
  kernel.gcmNonce(nonce.length - early, nonce.length);
}

function giveAad(places: KernelPlaces, aad: Uint8Array): void {
  const { kernel, memory } = places;
  if (aad.length <= places.aadLength) {
    memory.set(aad, places.aad);
    kernel.gcmAad(aad.length);
    return;
  }
  // A zero block in front leaves the hash as it is and no block without its pair.
  const isOdd = Math.ceil(aad.length / BLOCK) % 2 === 1;
  absorb(places, aad, isOdd ? BLOCK : 0);
  kernel.gcmAadAbsorbed(aad.length);
}

/** Hashes `front` zero bytes and then some bytes, the last block padded by zeroes; together whole pairs of blocks. */
function absorb({ kernel, memory, text }: KernelPlaces, bytes: Uint8Array, front: number): void {
  memory.fill(0, text, text + front);
  for (let from = 0, at = front; from < bytes.length; at = 0) {
    const part = bytes.subarray(from, from + PART - at);
    memory.set(part, text + at);
    const end = at + part.length;
    const padded = Math.ceil(end / BLOCK) * BLOCK;
    memory.fill(0, text + end, text + padded);
    kernel.gcmAbsorb(padded);
    from += part.length;
  }
}

/** Works on a text in parts: `work` for each, whose output goes to `out`. */
function inParts(
  { memory, text }: KernelPlaces,
  input: Uint8Array,
  length: number,
  out: Uint8Array,
  work: (length: number) => void,
): void {
  for (let from = 0, size = FIRST_PART; from < length; from += size, size = PART) {
    const end = Math.min(length, from + size);
    memory.set(input.subarray(from, end), text);
    work(end - from);
    out.set(memory.subarray(text, text + end - from), from);
    size = end - from;
  }
}

function sealLong(
  places: KernelPlaces,
  slot: number,
  fresh: Uint8Array | undefined,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  aad: Uint8Array,
  tagLength: number,
): Bytes {
  const { kernel, memory, text } = places;
  const out = new Uint8Array(plaintext.length + tagLength);
  try {
    if (fresh !== undefined) setKey(places, slot, fresh);
    beginMessage(places, slot, nonce, aad, plaintext.length);
    inParts(places, plaintext, plaintext.length, out, kernel.gcmSealPart);
    kernel.gcmFinish();
    out.set(memory.subarray(text, text + tagLength), plaintext.length);
    return out;
  } finally {
    kernel.gcmAbort();
    if (fresh !== undefined) kernel.releaseAesKey(slot);
  }
}

/** Decrypts into an array of its own, which is wiped instead of returned when the tag at the end is wrong. */
function openLong(
  places: KernelPlaces,
  slot: number,
  fresh: Uint8Array | undefined,
  nonce: Uint8Array,
  sealed: Uint8Array,
  aad: Uint8Array,
  tagLength: number,
): Bytes {
  const { kernel, memory, text } = places;
  const length = sealed.length - tagLength;
  const out = new Uint8Array(length);
  let authentic = false;
  try {
    if (fresh !== undefined) setKey(places, slot, fresh);
    beginMessage(places, slot, nonce, aad, length);
    inParts(places, sealed, length, out, kernel.gcmOpenPart);
    memory.set(sealed.subarray(length), text);
    authentic = kernel.gcmVerify(tagLength) === 1;
  } finally {
    kernel.gcmAbort();
    kernel.wipeText(FIRST_PART);
    if (fresh !== undefined) kernel.releaseAesKey(slot);
    if (!authentic) wipe(out);
  }
  if (!authentic) throw new AuthenticationError();
  return out;
}
