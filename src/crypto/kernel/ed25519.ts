/**
 * Ed25519 of the kernel (RFC 8032 §5.1): the seam's primitive over the module of that name.
 *
 * It accepts and refuses what src/crypto/ed25519.ts accepts and refuses, with the same errors. Private keys and messages
 * are copied into the kernel's memory and are zero there when a call returns or throws. What the kernel keeps is public:
 * multiples of the base point, made at the first use in some milliseconds, multiples of the keys that verified last,
 * and the public halves of the keys that signed last.
 *
 * Keys come in DER; the two encodings that everybody writes are known by their first bytes, others are decoded.
 *
 * @module
 */
import { expectBytes } from '../../bytes/expect.ts';
import { wipe } from '../../bytes/wipe.ts';
import {
  decodeEd25519PrivateKey,
  encodeEd25519PrivateKey,
  encodeEd25519PublicKey,
  expectEdVariant,
  notAPoint,
  readEd25519PublicKey,
} from '../ed25519.ts';
import type { Bytes, Ed25519, EdVariant, KeyPair, Random } from '../primitives.ts';
import { type Ed25519Kernel, loadEd25519Kernel } from './ed25519-kernel.ts';
import { requireLoaded } from './loader.ts';

const KEY_LENGTH = 32;
const SIGNATURE_LENGTH = 64;
/** SHA-512's, which is what Ed25519ph signs. */
const DIGEST_LENGTH = 64;
const NOT_A_POINT = 2;

/** Ed25519 that answers at once. */
export interface KernelEd25519 extends Ed25519 {
  generateKey(random: Random): KeyPair;
  sign(variant: EdVariant, privateKey: Uint8Array, message: Uint8Array): Bytes;
  verify(variant: EdVariant, publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

let shared: KernelEd25519 | undefined;

/** Ed25519 on the one instance of this process, which is made at the first use. */
export function kernelEd25519(): KernelEd25519 {
  shared ??= createKernelEd25519(() => requireLoaded(loadEd25519Kernel()).kernel);
  return shared;
}

/** An instance, its memory, and where in it what lies. */
interface Places {
  readonly kernel: Ed25519Kernel;
  readonly memory: Uint8Array<ArrayBuffer>;
  readonly seed: number;
  readonly publicKey: number;
  readonly signature: number;
  readonly message: number;
  readonly messageLength: number;
  /** What the two common encodings of keys begin with. */
  readonly pkcs8: Uint8Array;
  readonly spki: Uint8Array;
}

function placesOf(kernel: Ed25519Kernel): Places {
  const zero = new Uint8Array(KEY_LENGTH);
  return {
    kernel,
    memory: new Uint8Array(kernel.memory.buffer as ArrayBuffer),
    seed: kernel.seedStart.value,
    publicKey: kernel.publicKeyStart.value,
    signature: kernel.signatureStart.value,
    message: kernel.messageStart.value,
    messageLength: kernel.messageLength.value,
    pkcs8: encodeEd25519PrivateKey(zero).subarray(0, -KEY_LENGTH),
    spki: encodeEd25519PublicKey(zero).subarray(0, -KEY_LENGTH),
  };
}

/**
 * Ed25519 on an instance of the kernel, which nobody else uses.
 *
 * @param instance Asked once, at the first use.
 *
 * @example
 * const ed25519 = createKernelEd25519(() => loadEd25519Kernel().kernel);
 * const { privateKey } = ed25519.generateKey(hostRandom());
 * ed25519.sign('Ed25519', privateKey, new Uint8Array([1, 2, 3])).length; // 64
 */
export function createKernelEd25519(instance: () => Ed25519Kernel): KernelEd25519 {
  let made: Places | undefined;
  const places = (): Places => {
    made ??= placesOf(instance());
    return made;
  };
  return {
    generateKey: (random) => generateKey(places(), random),
    sign: (variant, privateKey, message) => {
      expectEdVariant(variant);
      expectBytes('message', message);
      return sign(places(), variant === 'Ed25519ph', privateKey, message);
    },
    verify: (variant, publicKey, message, signature) => {
      expectEdVariant(variant);
      expectBytes('message', message);
      expectBytes('signature', signature);
      return verify(places(), variant === 'Ed25519ph', publicKey, message, signature);
    },
  };
}

function generateKey(places: Places, random: Random): KeyPair {
  const { kernel, memory } = places;
  const seed = random(KEY_LENGTH);
  try {
    memory.set(seed, places.seed);
    kernel.publicKey();
    const publicKey = take(places, places.publicKey, KEY_LENGTH);
    return { privateKey: encodeEd25519PrivateKey(seed), publicKey: encodeEd25519PublicKey(publicKey) };
  } finally {
    wipe(seed);
  }
}

function sign(places: Places, prehashed: boolean, privateKey: Uint8Array, message: Uint8Array): Bytes {
  const { kernel, memory } = places;
  const seed = seedOf(places, privateKey);
  if (prehashed) prehash(places, message);
  memory.set(seed, places.seed);
  if (prehashed) kernel.sign(1, DIGEST_LENGTH);
  else if (message.length <= places.messageLength) {
    memory.set(message, places.message);
    kernel.sign(0, message.length);
  } else signLong(places, unshared(message));
  return take(places, places.signature, SIGNATURE_LENGTH);
}

/** The message is hashed twice, and must be the same both times. */
function signLong(places: Places, message: Uint8Array): void {
  const { kernel } = places;
  kernel.signBegin(0);
  giveParts(places, message);
  kernel.signAgain();
  giveParts(places, message);
  kernel.signEnd(places.messageLength);
}

/** A message that another thread can write is copied: two nonces' worth of it would give the key away. */
function unshared(message: Uint8Array): Uint8Array {
  return message.buffer instanceof ArrayBuffer ? message : Uint8Array.from(message);
}

function verify(
  places: Places,
  prehashed: boolean,
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const { kernel, memory } = places;
  const key = keyOf(places, publicKey);
  const long = message.length > places.messageLength;
  if (prehashed) prehash(places, message);
  else if (!long) memory.set(message, places.message);
  memory.set(key, places.publicKey);
  // One of another length is none, but whether the key is a point is still to be said: an S of all ones is refused.
  if (signature.length === SIGNATURE_LENGTH) memory.set(signature, places.signature);
  else memory.fill(0xff, places.signature, places.signature + SIGNATURE_LENGTH);
  const result =
    long && !prehashed
      ? verifyLong(places, message)
      : kernel.verify(prehashed ? 1 : 0, prehashed ? DIGEST_LENGTH : message.length);
  if (result === NOT_A_POINT) throw notAPoint();
  return result === 1;
}

function verifyLong(places: Places, message: Uint8Array): number {
  places.kernel.verifyBegin(0);
  giveParts(places, message);
  return places.kernel.verifyEnd(places.messageLength);
}

/** Leaves the hash of the message in its place (§5.1, PH). */
function prehash(places: Places, message: Uint8Array): void {
  places.kernel.prehashBegin();
  giveParts(places, message);
  places.kernel.prehashEnd(Math.min(message.length, places.messageLength));
}

function giveParts({ kernel, memory, message: at, messageLength }: Places, message: Uint8Array): void {
  for (let from = 0; from < message.length; from += messageLength) {
    const part = message.subarray(from, from + messageLength);
    memory.set(part, at);
    kernel.part(part.length);
  }
}

/** What the kernel put out, which is then zeroed there. */
function take({ memory, publicKey, signature }: Places, from: number, length: number): Bytes {
  const taken = memory.slice(from, from + length);
  memory.fill(0, publicKey, signature + SIGNATURE_LENGTH);
  return taken;
}

/** A view of the private key's 32 bytes. */
function seedOf({ pkcs8 }: Places, privateKey: Uint8Array): Uint8Array {
  expectBytes('privateKey', privateKey);
  if (isEncodedAs(pkcs8, privateKey)) return privateKey.subarray(pkcs8.length);
  return decodeEd25519PrivateKey(privateKey).seed;
}

/** A view of the public key's 32 bytes. */
function keyOf({ spki }: Places, publicKey: Uint8Array): Uint8Array {
  expectBytes('publicKey', publicKey);
  if (isEncodedAs(spki, publicKey)) return publicKey.subarray(spki.length);
  return readEd25519PublicKey(publicKey);
}

/** Whether a key is 32 bytes behind that head. */
function isEncodedAs(head: Uint8Array, key: Uint8Array): boolean {
  if (key.length !== head.length + KEY_LENGTH) return false;
  for (let i = 0; i < head.length; i++) if (key[i] !== head[i]) return false;
  return true;
}
