/**
 * AES-GCM messages packed into few arrays, so that one message to a worker carries one frame or hundreds of records.
 *
 * Whoever works on a pack wipes its texts: plaintext in the one direction, and nothing that is needed in the other;
 * what is left is a buffer of zeroes, to be used again.
 * What is opened is opened wholly or not at all.
 *
 * @module
 */
import { concatBytes } from '../../bytes/concat.ts';
import { expectBytes } from '../../bytes/expect.ts';
import { wipe } from '../../bytes/wipe.ts';
import type { AesGcm, Bytes } from '../primitives.ts';
import { TAG_LENGTH } from './format.ts';

/** A message by itself. */
export interface GcmRecord {
  /** 12 bytes. Never twice under one key. */
  readonly nonce: Uint8Array;
  /** The plaintext; to open, the ciphertext and its tag of 16 bytes. */
  readonly text: Uint8Array;
  /** None when absent. */
  readonly aad?: Uint8Array | undefined;
}

export type Direction = 'seal' | 'open';

/** Messages behind each other. */
export interface Pack {
  /** 12 bytes a message. */
  readonly nonces: Bytes;
  /** All texts; they fill their buffer, which can be transferred. */
  readonly bytes: Bytes;
  /** Where to cut; absent when there is one message, without AAD: frames are that, and should travel light. */
  readonly layout?: PackLayout;
}

/** The messages of a pack of more than one. */
export interface PackLayout {
  /** The length of the AAD and of the text, for each message. */
  readonly lengths: Uint32Array<ArrayBuffer>;
  readonly aads: Bytes;
}

const NONCE_LENGTH = 12;
const NO_BYTES: Bytes = /* @__PURE__ */ new Uint8Array();

/**
 * A pack of one message, which takes over its text.
 *
 * @param iv 12 bytes.
 * @param bytes Fills its buffer; it belongs to the pack from now on.
 *
 * @example
 * packOfOne(new Uint8Array(12), new Uint8Array(5)).bytes.length; // 5
 */
export function packOfOne(iv: Bytes, bytes: Bytes): Pack {
  return { nonces: iv, bytes };
}

/**
 * Requires a record.
 *
 * @throws {TypeError} A member is of another kind.
 * @throws {RangeError} Its nonce is not 12 bytes.
 *
 * @example
 * expectRecord({ nonce: new Uint8Array(11), text: new Uint8Array() }); // throws RangeError
 */
export function expectRecord({ nonce, text, aad = NO_BYTES }: GcmRecord): void {
  expectBytes('nonce', nonce, NONCE_LENGTH);
  expectBytes('text', text);
  expectBytes('aad', aad);
}

/**
 * A pack of copies.
 *
 * @param lend Gives the array for the texts, in a buffer of just its length; a new one when absent.
 *
 * @example
 * const record = { nonce: new Uint8Array(12), text: new Uint8Array([1, 2]) };
 * packOf([record, record]).bytes; // 1, 2, 1, 2
 */
export function packOf(
  records: readonly GcmRecord[],
  lend: (length: number) => Bytes = (length) => new Uint8Array(length),
): Pack {
  const bytes = lend(records.reduce((length, { text }) => length + text.length, 0));
  let at = 0;
  for (const { text } of records) {
    bytes.set(text, at);
    at += text.length;
  }
  return {
    nonces: concatBytes(...records.map(({ nonce }) => nonce)),
    bytes,
    layout: {
      lengths: Uint32Array.from(records.flatMap(({ aad = NO_BYTES, text }) => [aad.length, text.length])),
      aads: concatBytes(...records.map(({ aad = NO_BYTES }) => aad)),
    },
  };
}

/**
 * Cuts what became of a pack into its messages.
 *
 * @param results The result of {@link runPack}.
 * @returns Views of `results`, in the order of the records.
 *
 * @example
 * const record = { nonce: new Uint8Array(12), text: new Uint8Array(3) };
 * unpack([record], 'seal', new Uint8Array(19))[0].length; // 19
 */
export function unpack(
  records: readonly GcmRecord[],
  direction: Direction,
  results: Bytes,
): readonly Bytes[] {
  let at = 0;
  const growth = direction === 'seal' ? TAG_LENGTH : -TAG_LENGTH;
  return records.map(({ text }) => {
    const length = text.length + growth;
    at += length;
    return results.subarray(at - length, at);
  });
}

/**
 * Seals or opens the messages of a pack and wipes its texts, however it ends.
 *
 * @param key 16, 24 or 32 bytes; the caller may wipe it as soon as this returns its promise.
 * @returns The results behind each other, an array that fills its buffer.
 * @throws {AuthenticationError} One of the messages is not what the key made: none is opened.
 *
 * @example
 * const gcm = await createPortableEngine().use('aesGcm');
 * const pack = packOfOne(new Uint8Array(12), new Uint8Array(5));
 * (await runPack(gcm, new Uint8Array(32), 'seal', pack)).length; // 21
 */
export async function runPack(
  gcm: AesGcm,
  key: Uint8Array,
  direction: Direction,
  pack: Pack,
): Promise<Bytes> {
  const ownKey = Uint8Array.from(key);
  const results: Bytes[] = [];
  try {
    for (const { nonce, aad, text } of messagesOf(pack)) {
      results.push(await gcm[direction](ownKey, nonce, text, aad));
    }
    const only = results.length === 1 ? results.pop() : undefined;
    return only === undefined ? concatBytes(...results) : filling(only);
  } finally {
    wipe(ownKey, pack.bytes, ...results);
  }
}

/** One message of a pack, as views. */
interface Message {
  readonly nonce: Uint8Array;
  readonly aad: Uint8Array;
  readonly text: Uint8Array;
}

function* messagesOf({ nonces, bytes, layout }: Pack): Iterable<Message> {
  if (layout === undefined) {
    yield { nonce: nonces, aad: NO_BYTES, text: bytes };
    return;
  }
  const { lengths, aads } = layout;
  let aadAt = 0;
  let textAt = 0;
  for (let i = 0; i < lengths.length; i += 2) {
    const nonceAt = (i / 2) * NONCE_LENGTH;
    const aadEnd = aadAt + lengths[i];
    const textEnd = textAt + lengths[i + 1];
    yield {
      nonce: nonces.subarray(nonceAt, nonceAt + NONCE_LENGTH),
      aad: aads.subarray(aadAt, aadEnd),
      text: bytes.subarray(textAt, textEnd),
    };
    aadAt = aadEnd;
    textAt = textEnd;
  }
}

/** The same bytes in a buffer of just their length, since a buffer is transferred as a whole. */
function filling(bytes: Bytes): Bytes {
  if (bytes.byteLength === bytes.buffer.byteLength) return bytes;
  const copy = Uint8Array.from(bytes);
  wipe(bytes);
  return copy;
}
