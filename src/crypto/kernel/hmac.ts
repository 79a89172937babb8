/**
 * SHA-256, SHA-384 and SHA-512 (FIPS 180-4) of the kernel, and over them HMAC (FIPS 198-1) and KBKDF in counter mode
 * (SP 800-108r1 §4.1).
 *
 * Short messages are what it is for: a derivation is one call, where other code makes and copies hash objects. Keys and
 * messages are copied into the kernel's memory and are zero there when a call returns. What does not fit there (a key,
 * fixed input or output of thousands of bytes) is done by the portable code, which comes when it is needed; other hashes
 * are not done at all.
 *
 * @module
 */
import { equalBytes } from '../../bytes/equal.ts';
import { expectBytes, expectInteger } from '../../bytes/expect.ts';
import { wipe } from '../../bytes/wipe.ts';
import { UnsupportedAlgorithmError } from '../errors.ts';
import { HASH_NAMES } from '../hash-lengths.ts';
import { counterPlaceOf, expectCounterBits } from '../kbkdf-counter.ts';
import type { Awaitable, Bytes, Hash, HashName, Hmac, Kbkdf, KbkdfInput } from '../primitives.ts';
import { requireLoaded } from './loader.ts';
import { loadSha2Kernel, type Sha2Kernel } from './sha2-kernel.ts';

const MIN_TAG_LENGTH = 4;
/** So much of the output is written, whatever the hash. */
const LONGEST_HASH = 64;

/** The hashes of the kernel and their lengths, by which the kernel knows them. */
const HASH_LENGTHS: { readonly [N in HashName]?: number } = {
  'SHA-256': 32,
  'SHA-384': 48,
  'SHA-512': 64,
};

/** All three, at once and not by promises, but for what does not fit. */
export interface KernelSha2 {
  readonly hash: Hash;
  readonly hmac: Hmac;
  readonly kbkdf: Kbkdf;
}

let shared: KernelSha2 | undefined;

/** Hashes, HMAC and KBKDF on the one instance of this process, which is made at the first use. */
export function kernelSha2(): KernelSha2 {
  shared ??= createKernelSha2(() => requireLoaded(loadSha2Kernel()).kernel);
  return shared;
}

/** An instance, its memory, and where in it what lies. */
interface Places {
  readonly kernel: Sha2Kernel;
  readonly memory: Uint8Array<ArrayBuffer>;
  readonly key: number;
  readonly keyLength: number;
  readonly message: number;
  readonly messageLength: number;
  readonly output: number;
  readonly outputLength: number;
}

function placesOf(kernel: Sha2Kernel): Places {
  return {
    kernel,
    memory: new Uint8Array(kernel.memory.buffer as ArrayBuffer),
    key: kernel.keyStart.value,
    keyLength: kernel.keyLength.value,
    message: kernel.messageStart.value,
    messageLength: kernel.messageLength.value,
    output: kernel.outputStart.value,
    outputLength: kernel.outputLength.value,
  };
}

/**
 * Hashes, HMAC and KBKDF on an instance of the kernel, which nobody else uses.
 *
 * @param instance Asked once, at the first use.
 *
 * @example
 * const { hmac } = createKernelSha2(() => loadSha2Kernel().kernel);
 * (await hmac.mac('SHA-256', new Uint8Array(32), new Uint8Array([1, 2, 3]))).length; // 32
 */
export function createKernelSha2(instance: () => Sha2Kernel): KernelSha2 {
  let made: Places | undefined;
  const places = (): Places => {
    made ??= placesOf(instance());
    return made;
  };
  return {
    hash: {
      digest: (hash, message) => digest(places(), hash, message),
      digestXof: refuseXof,
    },
    hmac: {
      mac: (hash, key, message, tagLength) => mac(places(), hash, key, message, tagLength),
      verify: (hash, key, message, tag) => verify(places(), hash, key, message, tag),
    },
    kbkdf: { derive: (input) => derive(places(), input) },
  };
}

/** @throws {UnsupportedAlgorithmError} */
function lengthOf(hash: HashName): number {
  const length = HASH_LENGTHS[hash];
  if (length !== undefined) return length;
  if (HASH_NAMES.includes(hash)) throw new UnsupportedAlgorithmError(`the kernel has no ${hash}`);
  throw new UnsupportedAlgorithmError(`there is no hash of the name ${hash}`);
}

function refuseXof(): never {
  throw new UnsupportedAlgorithmError('the kernel has no extendable-output functions');
}

function digest(places: Places, hash: HashName, message: Uint8Array): Bytes {
  const hashLength = lengthOf(hash);
  expectBytes('message', message);
  places.kernel.hashBegin(hashLength);
  const longest = absorb(places, hashLength, message);
  places.kernel.hashEnd(hashLength, longest);
  return take(places, LONGEST_HASH, hashLength);
}

function mac(
  places: Places,
  hash: HashName,
  key: Uint8Array,
  message: Uint8Array,
  tagLength?: number,
): Awaitable<Bytes> {
  const hashLength = lengthOf(hash);
  expectBytes('key', key);
  expectBytes('message', message);
  if (tagLength !== undefined) expectInteger('tagLength', tagLength, MIN_TAG_LENGTH, hashLength);
  if (key.length > places.keyLength) return portableMac(hash, key, message, tagLength);
  const { kernel, memory } = places;
  memory.set(key, places.key);
  if (message.length <= places.messageLength) {
    memory.set(message, places.message);
    kernel.mac(hashLength, key.length, message.length);
  } else {
    kernel.macBegin(hashLength, key.length);
    const longest = absorb(places, hashLength, message);
    kernel.macEnd(hashLength, longest);
  }
  return take(places, hashLength, tagLength ?? hashLength);
}

/** A message, part by part, into what was begun. @returns The length of the longest part. */
function absorb(
  { kernel, memory, message: at, messageLength }: Places,
  hashLength: number,
  message: Uint8Array,
): number {
  for (let from = 0; from < message.length; from += messageLength) {
    const part = message.subarray(from, from + messageLength);
    memory.set(part, at);
    kernel.macPart(hashLength, part.length);
  }
  return Math.min(message.length, messageLength);
}

async function portableMac(...input: Parameters<Hmac['mac']>): Promise<Bytes> {
  return (await import('../hmac.ts')).mac(...input);
}

function verify(
  places: Places,
  hash: HashName,
  key: Uint8Array,
  message: Uint8Array,
  tag: Uint8Array,
): Awaitable<boolean> {
  expectBytes('tag', tag);
  const expected = mac(places, hash, key, message);
  return expected instanceof Promise ? expected.then((mac) => isTag(mac, tag)) : isTag(expected, tag);
}

/** Whether a tag is a MAC or its leftmost bytes; the MAC is wiped. */
function isTag(expected: Bytes, tag: Uint8Array): boolean {
  try {
    if (tag.length < MIN_TAG_LENGTH || tag.length > expected.length) return false;
    return equalBytes(expected.subarray(0, tag.length), tag);
  } finally {
    wipe(expected);
  }
}

function derive(places: Places, input: KbkdfInput): Awaitable<Bytes> {
  const { hash, key, fixedInput, counterBits, length } = input;
  const hashLength = lengthOf(hash);
  expectBytes('key', key);
  expectBytes('fixedInput', fixedInput);
  const place = counterPlaceOf(input);
  expectCounterBits(counterBits);
  expectInteger('length', length, 1, (2 ** counterBits - 1) * hashLength);
  const fits = key.length <= places.keyLength && fixedInput.length <= places.messageLength;
  if (!fits || length > places.outputLength) return portableKbkdf(input);
  const { kernel, memory } = places;
  memory.set(key, places.key);
  memory.set(fixedInput, places.message);
  kernel.derive(hashLength, key.length, fixedInput.length, place, counterBits / 8, length);
  return take(places, Math.ceil(length / hashLength) * hashLength, length);
}

async function portableKbkdf(input: KbkdfInput): Promise<Bytes> {
  return (await import('../kbkdf.ts')).deriveKbkdf(input);
}

/** The first bytes of what the kernel put out, all of which is then zeroed there. */
function take({ memory, output }: Places, made: number, wanted: number): Bytes {
  const taken = memory.slice(output, output + wanted);
  memory.fill(0, output, output + made);
  return taken;
}
