/**
 * CMS EnvelopedData (RFC 5652 §6) for one recipient with an RSA key: what KMS answers to an enclave.
 *
 *   KeyTransRecipientInfo: RSAES-OAEP with SHA-256 and MGF1 with SHA-256 (RFC 4055 §4.1), the recipient by the identifier
 *   of its key: SHA-1 of the public key's bits (RFC 5280 §4.2.1.2)
 *   content: AES-256-CBC (RFC 3565 §2.1) under a fresh key, padded
 *
 * The outer elements are of indefinite length, as AWS writes them: the AWS Nitro Enclaves SDK for C walks over exactly
 * these and reads no other form. CBC authenticates nothing; the channel must. It writes, and never reads.
 *
 * @module
 */
import { concatBytes } from '../../bytes/concat.ts';
import { expectBytes } from '../../bytes/expect.ts';
import { wipe } from '../../bytes/wipe.ts';
import { encryptCbc } from '../aes-cbc.ts';
import {
  bitsOf,
  CONTEXT,
  type DerNode,
  der,
  encodeDer,
  membersOf,
  octets,
  readElement,
  sequence,
  TAG,
} from '../der/element.ts';
import { HASH_OID, OID, oid } from '../der/oid.ts';
import { digestOf } from '../hash.ts';
import type { AesBlock, Bytes, Random, Rsa } from '../primitives.ts';

/** What an envelope is made with. */
export interface EnvelopeTools {
  readonly rsa: Rsa;
  readonly aesBlock: AesBlock;
  readonly random: Random;
}

const CONTENT_KEY_LENGTH = 32;
const IV_LENGTH = 16;
/** CMSVersion 2: the recipient is known by a key identifier (§6.1, §6.2.1). */
const VERSION: DerNode = /* @__PURE__ */ der(TAG.integer, /* @__PURE__ */ Uint8Array.of(2));
/** X.690 §8.1.3.6: indefinite length, until two zero octets. */
const INDEFINITE = 0x80;
const SEQUENCE: Uint8Array = /* @__PURE__ */ Uint8Array.of(TAG.sequence, INDEFINITE);
const CONTEXT_0: Uint8Array = /* @__PURE__ */ Uint8Array.of(CONTEXT.constructed, INDEFINITE);
const END: Uint8Array = /* @__PURE__ */ new Uint8Array(2);

/**
 * Encrypts for the holder of an RSA key.
 *
 * @param publicKey SPKI, from 2048 bits on.
 * @param plaintext Any length.
 * @throws {InvalidKeyError} The key is not one.
 */
export async function sealEnvelopedData(
  { rsa, aesBlock, random }: EnvelopeTools,
  publicKey: Uint8Array,
  plaintext: Uint8Array,
): Promise<Bytes> {
  expectBytes('publicKey', publicKey);
  expectBytes('plaintext', plaintext);
  const contentKey = random(CONTENT_KEY_LENGTH);
  try {
    const iv = random(IV_LENGTH);
    const encryptedKey = await rsa.encrypt(publicKey, { hash: 'SHA-256' }, contentKey, random);
    const content = await encryptCbc(aesBlock, contentKey, iv, plaintext);
    return write(recipientInfo(publicKey, encryptedKey), iv, content);
  } finally {
    wipe(contentKey);
  }
}

/** ContentInfo { envelopedData, [0] EnvelopedData { 2, SET, EncryptedContentInfo { data, algorithm, [0] octets } } }. */
function write(recipient: DerNode, iv: Uint8Array, content: Uint8Array): Bytes {
  return concatBytes(
    SEQUENCE,
    encodeDer(oid(OID.envelopedData)),
    CONTEXT_0,
    SEQUENCE,
    encodeDer(VERSION),
    encodeDer(der(TAG.set, recipient)),
    SEQUENCE,
    encodeDer(oid(OID.data)),
    encodeDer(sequence(oid(OID.aes256Cbc), octets(iv))),
    CONTEXT_0,
    encodeDer(octets(content)),
    // One end for each of the five that have no length.
    END,
    END,
    END,
    END,
    END,
  );
}

function recipientInfo(publicKey: Uint8Array, encryptedKey: Uint8Array): DerNode {
  const identifier = digestOf('SHA-1', bitsOf(membersOf(readElement(publicKey))[1]));
  return sequence(VERSION, der(CONTEXT.primitive, identifier), oaepAlgorithm(), octets(encryptedKey));
}

/** RFC 4055 §4.1: the hash, and MGF1 with the same; no label, which is the default. */
function oaepAlgorithm(): DerNode {
  const hash = sequence(oid(HASH_OID['SHA-256']), der(TAG.null));
  const mgf = sequence(oid(OID.mgf1), hash);
  const parameters = sequence(der(CONTEXT.constructed, hash), der(CONTEXT.constructed | 1, mgf));
  return sequence(oid(OID.rsaesOaep), parameters);
}
