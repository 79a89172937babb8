/**
 * The one construction by which everything in the keystore is sealed: a one-use key a message, and a commitment to it.
 *
 *   K ‖ C = KBKDF-CTR-HMAC-SHA-256(base key, label ‖ 00 ‖ nonce ‖ 00000200)     SP 800-108r1 §4.1, 64 bytes
 *   sealed = nonce[16] ‖ C[32] ‖ AES-256-GCM(K, iv = 0^96, plaintext, aad)       SP 800-38D §7.1
 *
 * Since K is derived from a fresh 128-bit nonce and used once, the all-zero IV repeats under no key, and there is no
 * count of messages to keep (SP 800-38D §8.3 bounds one key). C is a key commitment, which GCM by itself is not: a
 * ciphertext opens under one base key at most. Opening compares C first, without an early exit, then the tag.
 *
 * It never returns a plaintext that was not authenticated, and its one refusal, AuthenticationError, says nothing more.
 *
 * @module
 */
import { concatBytes } from '../bytes/concat.ts';
import { equalBytes } from '../bytes/equal.ts';
import { expectBytes } from '../bytes/expect.ts';
import { toUtf8 } from '../bytes/utf8.ts';
import { wipe } from '../bytes/wipe.ts';
import { Writer } from '../bytes/writer.ts';
import type { Engine } from '../crypto/engine.ts';
import { AuthenticationError } from '../crypto/errors.ts';
import type { Bytes, Random } from '../crypto/primitives.ts';

/** Length of the nonce from which the one-use key is derived. */
export const NONCE_LENGTH = 16;
/** Length of the key commitment. */
export const COMMITMENT_LENGTH = 32;
/** Length of every key of the hierarchy. */
export const KEY_LENGTH = 32;
/** What sealing adds to a plaintext: nonce, commitment and tag. */
export const SEALING_OVERHEAD: number = NONCE_LENGTH + COMMITMENT_LENGTH + 16;

/**
 * What is derived for one message: its key and its commitment. They are copied out of it, not viewed: the host keeps short
 * arrays among its objects, and moves one out, which costs more than the copies, when a view of it is made (V8).
 */
const DERIVED_LENGTH: number = KEY_LENGTH + COMMITMENT_LENGTH;

/** One-use keys never meet a second message: SP 800-38D §8.2 is satisfied by a constant. */
const ZERO_IV: Uint8Array = /* @__PURE__ */ new Uint8Array(12);
const NOTHING: Uint8Array = /* @__PURE__ */ new Uint8Array();

/** What a message is sealed for. The label separates uses of one base key; the AAD binds the place and the meaning. */
export interface SealingPurpose {
  readonly label: string;
  readonly aad: Uint8Array;
}

/** What sealing needs of the world around it. */
export interface SealingTools {
  readonly engine: Engine;
  readonly random: Random;
}

/**
 * Seals a message under a base key.
 *
 * @param baseKey 32 bytes.
 * @param head What goes before the sealed message in the result, as it is.
 * @returns head ‖ nonce ‖ commitment ‖ ciphertext ‖ tag: without a head 64 bytes more than the plaintext.
 * @throws {RangeError} The base key is not 32 bytes.
 *
 * @example
 * const tools = { engine: createPortableEngine(), random: hostRandom() };
 * const purpose = { label: 'example', aad: new Uint8Array() };
 * const sealed = await seal(tools, new Uint8Array(32), purpose, new Uint8Array([1, 2, 3]));
 * await open(tools, new Uint8Array(32), purpose, sealed); // 1, 2, 3
 */
export async function seal(
  tools: SealingTools,
  baseKey: Uint8Array,
  purpose: SealingPurpose,
  plaintext: Uint8Array,
  head: Uint8Array = NOTHING,
): Promise<Bytes> {
  expectBytes('baseKey', baseKey, KEY_LENGTH);
  const nonce = tools.random(NONCE_LENGTH);
  const derived = await derive(tools.engine, baseKey, purpose.label, nonce, DERIVED_LENGTH);
  const key = derived.slice(0, KEY_LENGTH);
  try {
    const gcm = await tools.engine.use('aesGcm');
    const ciphertext = await gcm.seal(key, ZERO_IV, plaintext, purpose.aad);
    return concatBytes(head, nonce, derived.slice(KEY_LENGTH), ciphertext);
  } finally {
    wipe(derived, key);
  }
}

/**
 * Opens what {@link seal} made.
 *
 * @returns The plaintext, the caller's to wipe.
 * @throws {AuthenticationError} The base key, the purpose or a byte of the message is another.
 */
export async function open(
  tools: Pick<SealingTools, 'engine'>,
  baseKey: Uint8Array,
  purpose: SealingPurpose,
  sealed: Uint8Array,
): Promise<Bytes> {
  expectBytes('baseKey', baseKey, KEY_LENGTH);
  if (sealed.length < SEALING_OVERHEAD) throw new AuthenticationError();
  const commitmentEnd = NONCE_LENGTH + COMMITMENT_LENGTH;
  const nonce = sealed.subarray(0, NONCE_LENGTH);
  const derived = await derive(tools.engine, baseKey, purpose.label, nonce, DERIVED_LENGTH);
  const key = derived.slice(0, KEY_LENGTH);
  try {
    const committed = equalBytes(derived.slice(KEY_LENGTH), sealed.subarray(NONCE_LENGTH, commitmentEnd));
    if (!committed) throw new AuthenticationError();
    const gcm = await tools.engine.use('aesGcm');
    return await gcm.open(key, ZERO_IV, sealed.subarray(commitmentEnd), purpose.aad);
  } finally {
    wipe(derived, key);
  }
}

/**
 * Derives bytes from a key of the hierarchy: SP 800-108r1 §4.1 with the counter first, fixed input
 * label ‖ 00 ‖ context ‖ length in bits.
 *
 * @returns `length` bytes, the caller's to wipe.
 */
export async function derive(
  engine: Engine,
  key: Uint8Array,
  label: string,
  context: Uint8Array,
  length: number,
): Promise<Bytes> {
  const kbkdf = await engine.use('kbkdf');
  const fixedInput = new Writer()
    .bytes(toUtf8(label))
    .u8(0)
    .bytes(context)
    .u32(8 * length)
    .finish();
  return await kbkdf.derive({
    hash: 'SHA-256',
    key,
    fixedInput,
    counterBits: 32,
    counterLocation: 'before',
    length,
  });
}
