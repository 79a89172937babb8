/**
 * docs/FORMATS.md §7 once more, written from the page and with node:crypto alone: not a line of src is used here, so
 * that what opens by this file proves the page.
 */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';

/** What a stream is sealed with, salt included. */
export interface Recipe {
  readonly key: Uint8Array;
  readonly salt: Uint8Array;
  readonly aad: Uint8Array;
  readonly frameLength: number;
}

/** The first 24 bytes of the header. */
export function prefixByHand({ salt, frameLength }: Pick<Recipe, 'salt' | 'frameLength'>): Buffer {
  return Buffer.concat([Buffer.from('53525301', 'hex'), u32(frameLength), salt]);
}

/** K and C. */
export function keysByHand(key: Uint8Array, prefix: Uint8Array, aad: Uint8Array): readonly [Buffer, Buffer] {
  const fixedInput = Buffer.concat([Buffer.from('strongroom stream\0'), prefix, aad, u32(512)]);
  const block = (i: number) => createHmac('sha256', key).update(u32(i)).update(fixedInput).digest();
  return [block(1), block(2)];
}

/** The header of a stream. */
export function headerByHand(recipe: Recipe): Buffer {
  const prefix = prefixByHand(recipe);
  return Buffer.concat([prefix, keysByHand(recipe.key, prefix, recipe.aad)[1]]);
}

/** One frame; `number` and `isLast` as one likes, to make what an honest writer never makes. */
export function frameByHand(recipe: Recipe, number: number, isLast: boolean, plaintext: Uint8Array): Buffer {
  const [key] = keysByHand(recipe.key, prefixByHand(recipe), recipe.aad);
  const cipher = createCipheriv('aes-256-gcm', key, ivByHand(number, isLast));
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** The whole stream. */
export function sealByHand(recipe: Recipe, message: Uint8Array): Buffer {
  const { frameLength } = recipe;
  const count = Math.max(1, Math.ceil(message.length / frameLength));
  const frames = Array.from({ length: count }, (_, i) => {
    const plaintext = message.subarray(i * frameLength, (i + 1) * frameLength);
    return frameByHand(recipe, i, i === count - 1, plaintext);
  });
  return Buffer.concat([headerByHand(recipe), ...frames]);
}

/** The message of a stream. Throws on anything else than what was sealed. */
export function openByHand(key: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed);
  if (bytes.subarray(0, 4).toString('hex') !== '53525301') throw new Error('another magic or version');
  const [frameKey, commitment] = keysByHand(key, bytes.subarray(0, 24), aad);
  if (!commitment.equals(bytes.subarray(24, 56))) throw new Error('another commitment');
  const step = bytes.readUInt32BE(4) + 16;
  const parts: Buffer[] = [];
  for (let at = 56, number = 0; number === 0 || at < bytes.length; at += step, number++) {
    const frame = bytes.subarray(at, at + step);
    const decipher = createDecipheriv('aes-256-gcm', frameKey, ivByHand(number, at + step >= bytes.length));
    decipher.setAuthTag(frame.subarray(frame.length - 16));
    parts.push(decipher.update(frame.subarray(0, frame.length - 16)), decipher.final());
  }
  return Buffer.concat(parts);
}

function ivByHand(number: number, isLast: boolean): Buffer {
  return Buffer.concat([Buffer.alloc(7), u32(number), Buffer.from([isLast ? 1 : 0])]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
