/**
 * docs/FORMATS.md once more, written from the page and with node:crypto alone: not a line of src is used here, so that
 * what opens by this file proves the page.
 */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';

/** SP 800-108r1 §4.1: counter mode, HMAC-SHA-256, counter of 32 bits first, `label ‖ 00 ‖ context ‖ length in bits`. */
export function deriveByHand(key: Uint8Array, label: string, context: Uint8Array, length: number): Buffer {
  const fixedInput = Buffer.concat([Buffer.from(label), Buffer.from([0]), context, u32(8 * length)]);
  const blocks: Buffer[] = [];
  for (let counter = 1; 32 * blocks.length < length; counter++) {
    blocks.push(createHmac('sha256', key).update(u32(counter)).update(fixedInput).digest());
  }
  return Buffer.concat(blocks).subarray(0, length);
}

/** FORMATS §1: the one-use key and the commitment. */
export function oneUseKeyByHand(baseKey: Uint8Array, label: string, nonce: Uint8Array): [Buffer, Buffer] {
  const derived = deriveByHand(baseKey, label, nonce, 64);
  return [derived.subarray(0, 32), derived.subarray(32)];
}

/** FORMATS §1, sealed with a nonce of choice. */
export function sealByHand(
  { baseKey, label, nonce }: { baseKey: Uint8Array; label: string; nonce: Uint8Array },
  plaintext: Uint8Array,
  aad: Uint8Array,
): Buffer {
  const [key, commitment] = oneUseKeyByHand(baseKey, label, nonce);
  const cipher = createCipheriv('aes-256-gcm', key, Buffer.alloc(12));
  cipher.setAAD(aad);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  return Buffer.concat([nonce, commitment, ciphertext]);
}

/** FORMATS §1: derives K and C, requires C, opens. Throws on anything else than what was sealed. */
export function openByHand(baseKey: Uint8Array, label: string, sealed: Uint8Array, aad: Uint8Array): Buffer {
  const [key, commitment] = oneUseKeyByHand(baseKey, label, sealed.subarray(0, 16));
  if (!commitment.equals(sealed.subarray(16, 48))) throw new Error('another commitment');
  return openGcmByHand(key, sealed.subarray(48), aad);
}

/** AES-256-GCM alone, IV of twelve zero bytes, the tag of 16 bytes last. */
export function openGcmByHand(key: Uint8Array, ciphertext: Uint8Array, aad: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.alloc(12));
  decipher.setAAD(aad);
  decipher.setAuthTag(ciphertext.subarray(ciphertext.length - 16));
  return Buffer.concat([decipher.update(ciphertext.subarray(0, ciphertext.length - 16)), decipher.final()]);
}

/** FORMATS §4.1, cut at its offsets. */
export function cutIdentity(identity: Uint8Array): {
  magic: string;
  version: number;
  storeId: Buffer;
  kind: string;
  header: Buffer;
  proof: Buffer;
  beforeProof: Buffer;
} {
  const bytes = Buffer.from(identity);
  const kindEnd = 28 + bytes.readUInt8(27);
  const headerEnd = kindEnd + 2 + bytes.readUInt16BE(kindEnd);
  const proofEnd = headerEnd + 2 + bytes.readUInt16BE(headerEnd);
  if (proofEnd !== bytes.length) throw new Error('a byte too many or too few');
  return {
    magic: bytes.subarray(0, 10).toString('latin1'),
    version: bytes.readUInt8(10),
    storeId: bytes.subarray(11, 27),
    kind: bytes.subarray(28, kindEnd).toString(),
    header: bytes.subarray(kindEnd + 2, headerEnd),
    proof: bytes.subarray(headerEnd + 2),
    beforeProof: bytes.subarray(0, headerEnd),
  };
}

/** FORMATS §4.2: the domain key, opened with the root key. */
export function openDomainKeyByHand(
  rootKey: Uint8Array,
  storeId: Uint8Array,
  record: Uint8Array,
): { version: number; number: number; madeAtMs: number; key: Buffer } {
  const bytes = Buffer.from(record);
  const aad = Buffer.concat([storeId, bytes.subarray(0, 11)]);
  return {
    version: bytes.readUInt8(0),
    number: bytes.readUInt32BE(1),
    madeAtMs: bytes.readUIntBE(5, 6),
    key: openByHand(rootKey, 'strongroom root key', bytes.subarray(11), aad),
  };
}

/** FORMATS §4.3: the value of a record, opened with its domain key. */
export function openRecordByHand(
  { domainKey, storeId }: { domainKey: Uint8Array; storeId: Uint8Array },
  { name, version, value }: { name: string; version: number; value: Uint8Array },
): Buffer {
  const place = Buffer.concat([u16(name.length), Buffer.from(name, 'latin1'), u48(version)]);
  const aad = Buffer.concat([storeId, value.subarray(0, 5), place]);
  return openByHand(domainKey, 'strongroom record', value.subarray(5), aad);
}

/** FORMATS §4.4: the material of a sealed backing key, opened with its domain key. */
export function openBackingKeyByHand(
  { domainKey, storeId }: { domainKey: Uint8Array; storeId: Uint8Array },
  owner: string,
  sealed: Uint8Array,
): Buffer {
  const aad = Buffer.concat([storeId, sealed.subarray(0, 37), u16(owner.length), Buffer.from(owner)]);
  return openByHand(domainKey, 'strongroom backing key', sealed.subarray(37), aad);
}

/** FORMATS §2: the id of a material in the hands of an owner. */
export function materialIdByHand(material: Uint8Array, owner: string): Buffer {
  return deriveByHand(material, 'strongroom material id', Buffer.from(owner), 32);
}

/** FORMATS §3: what a blob is bound to besides its material; pairs given in the order of their keys. */
export function blobAadByHand(
  head: Uint8Array,
  owner: string,
  sortedPairs: readonly (readonly [string, string])[],
): Buffer {
  const parts = sortedPairs.flat().flatMap((text) => [u32(Buffer.byteLength(text)), Buffer.from(text)]);
  return Buffer.concat([head, u16(owner.length), Buffer.from(owner), u32(sortedPairs.length), ...parts]);
}

export function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function u48(value: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(value, 0, 6);
  return bytes;
}
