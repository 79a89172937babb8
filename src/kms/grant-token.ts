/**
 * Grant tokens: they name a grant before the news of it has reached everybody, and one is given for each CreateGrant.
 *
 *   u8 version = 1 ‖ 16 random bytes ‖ 16-byte proof of the grant ‖ u8-prefixed account, region, key id ‖ 32-byte grant id
 *
 * in base64. The random bytes make two tokens of one grant differ; the proof is drawn with the grant and kept with it, so
 * that no token can be made up from a grant id. All tokens of a grant are worth the same, and live as long as it.
 * Source: KMS Developer Guide, "Grant tokens"; the form is our own, AWS's is opaque.
 *
 * @module
 */
import { fromBase64, toBase64 } from '../bytes/base64.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { Reader } from '../bytes/reader.ts';
import { fromUtf8, toUtf8 } from '../bytes/utf8.ts';
import { Writer } from '../bytes/writer.ts';
import type { Grant } from './grant.ts';
import { isKeyId } from './identifier.ts';
import type { Scope } from './scope.ts';

const VERSION = 1;
export const TOKEN_PROOF_LENGTH = 16;
export const TOKEN_NONCE_LENGTH = 16;
const GRANT_ID_LENGTH = 32;

/** What a token says: of which grant it is, if there is such a grant and the proof is its own. */
export interface GrantReference {
  readonly scope: Scope;
  readonly keyId: string;
  readonly grantId: string;
  /** Hex. */
  readonly proof: string;
}

/**
 * A token of a grant.
 *
 * @param nonce 16 fresh bytes.
 */
export function writeGrantToken(grant: Grant, nonce: Uint8Array): string {
  const writer = new Writer().u8(VERSION).bytes(nonce).bytes(fromHex(grant.tokenProof));
  for (const text of [grant.account, grant.region, grant.keyId]) writer.u8Bytes(toUtf8(text));
  return toBase64(writer.bytes(fromHex(grant.grantId)).finish());
}

/**
 * What a token says; `undefined` for a text that is none.
 *
 * @example
 * readGrantToken('token'); // undefined
 */
export function readGrantToken(token: string): GrantReference | undefined {
  try {
    return read(new Reader(fromBase64(token)));
  } catch {
    // Not base64, too short or too long, not UTF-8: all the same to whoever sent it.
    return undefined;
  }
}

function read(reader: Reader): GrantReference | undefined {
  if (reader.u8() !== VERSION) return undefined;
  reader.bytes(TOKEN_NONCE_LENGTH);
  const proof = toHex(reader.bytes(TOKEN_PROOF_LENGTH));
  const account = fromUtf8(reader.u8Bytes());
  const region = fromUtf8(reader.u8Bytes());
  const keyId = fromUtf8(reader.u8Bytes());
  const grantId = toHex(reader.bytes(GRANT_ID_LENGTH));
  reader.end();
  // They become parts of names in the store.
  if (!/^\d{12}$/.test(account) || !/^[a-z0-9-]+$/.test(region) || !isKeyId(keyId)) return undefined;
  return { scope: { account, region }, keyId, grantId, proof };
}
