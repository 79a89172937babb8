/**
 * A root key from a passkey: what its authenticator computes of a salt, by the PRF extension of WebAuthn.
 *
 *   header   = 01 ‖ salt[32] ‖ u16 ‖ credential id
 *   root key = HKDF-SHA-256(PRF output for the salt, salt, 'strongroom passkey root key')       RFC 5869, 32 bytes
 *
 * The output exists only after the user has consented with that passkey, and nothing that could open the store is kept
 * anywhere. Sources: W3C Web Authentication Level 3, §10.1.4 (prf); CTAP 2.2, §12.7 (hmac-secret). How the user is asked is
 * a function that the caller can replace; passkey-ceremony.ts asks the browser.
 *
 * @module
 */
import { FormatError, Reader } from '../bytes/reader.ts';
import { toUtf8 } from '../bytes/utf8.ts';
import { wipe } from '../bytes/wipe.ts';
import { Writer } from '../bytes/writer.ts';
import { BytesRootKey, type RootKey, type RootKeyProvider } from './root-key.ts';
import { KEY_LENGTH, type SealingTools } from './sealing.ts';

const VERSION = 1;
const SALT_LENGTH = 32;
/** CTAP's hmac-secret gives an HMAC-SHA-256. */
const OUTPUT_LENGTH = 32;
/** WebAuthn Level 3, §4: a credential id has at most 1023 bytes. */
const MAX_ID_LENGTH = 1023;
const INFO = 'strongroom passkey root key';

/** The passkey cannot be used: the user declined, or it, or the browser, knows no PRF. */
export class PasskeyError extends Error {
  override readonly name = 'PasskeyError';
}

/** How the user is asked. Both may show something and wait, as long as the user takes. */
export interface PasskeyCeremony {
  /**
   * Makes a passkey.
   *
   * @param salt 32 bytes, which the authenticator may be asked about at once.
   * @returns The PRF output too, from an authenticator that computes it while making a passkey.
   * @throws {PasskeyError}
   */
  create(
    salt: Uint8Array,
  ): Promise<{ readonly credentialId: Uint8Array; readonly output?: Uint8Array | undefined }>;
  /**
   * The PRF output of a passkey for a salt: 32 bytes, which the caller wipes.
   *
   * @throws {PasskeyError}
   */
  evaluate(credentialId: Uint8Array, salt: Uint8Array): Promise<Uint8Array>;
}

/**
 * A provider of the root key that a passkey gives.
 *
 * @param ceremony `browserPasskeys(…)` of `strongroom/keystore/passkey-ceremony`, or one of yours. Browsers want it to be
 * begun by a click.
 *
 * @example
 * const create = async () => ({ credentialId: new Uint8Array([1]) });
 * const evaluate = async () => new Uint8Array(32).fill(7); // an authenticator would compute it
 * passkeyRootKey({ create, evaluate }).kind; // 'passkey'
 */
export function passkeyRootKey(ceremony: PasskeyCeremony): RootKeyProvider {
  return {
    kind: 'passkey',
    async create(tools) {
      const salt = tools.random(SALT_LENGTH);
      const { credentialId, output } = await ceremony.create(salt);
      if (credentialId.length > MAX_ID_LENGTH) throw new PasskeyError('the id of the passkey is too long');
      const rootKey = await deriveKey(tools, output ?? (await ceremony.evaluate(credentialId, salt)), salt);
      const header = new Writer().u8(VERSION).bytes(salt).u16Bytes(credentialId).finish();
      return { header, rootKey };
    },
    async recover(header, tools) {
      const { salt, credentialId } = readHeader(header);
      return await deriveKey(tools, await ceremony.evaluate(credentialId, salt), salt);
    },
  };
}

/** The output is wiped. */
async function deriveKey(tools: SealingTools, output: Uint8Array, salt: Uint8Array): Promise<RootKey> {
  try {
    if (output.length !== OUTPUT_LENGTH) {
      throw new PasskeyError(`the passkey gave ${output.length} bytes instead of ${OUTPUT_LENGTH}`);
    }
    const hkdf = await tools.engine.use('hkdf');
    const key = await hkdf.derive('SHA-256', output, salt, toUtf8(INFO), KEY_LENGTH);
    return new BytesRootKey(key, tools);
  } finally {
    wipe(output);
  }
}

/** Copies: the ceremony hands them to the browser. */
function readHeader(header: Uint8Array): { salt: Uint8Array; credentialId: Uint8Array } {
  const reader = new Reader(header);
  if (reader.u8() !== VERSION) throw new FormatError('unknown version of the passkey header');
  const salt = new Uint8Array(reader.bytes(SALT_LENGTH));
  const credentialId = new Uint8Array(reader.u16Bytes());
  reader.end();
  return { salt, credentialId };
}
