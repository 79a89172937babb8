/**
 * The port to a hardware security module: what an AWS CloudHSM key store needs of the cluster behind it.
 *
 * A token keeps AES keys that never leave it and computes AES-CMAC under them (SP 800-38B): that is all, and every
 * PKCS#11 token of the last decade does it. The implementation stands in the rooms of the machine.
 *
 * @module
 */
import { concatBytes } from '../bytes/concat.ts';
import { toUtf8 } from '../bytes/utf8.ts';
import { wipe } from '../bytes/wipe.ts';
import { Writer } from '../bytes/writer.ts';
import type { Bytes } from '../crypto/primitives.ts';

/** Why a cluster refused. Those that KMS has a connection error code for have its name. */
export type HsmErrorCode =
  | 'CLUSTER_NOT_FOUND'
  | 'CLUSTER_NOT_ACTIVE'
  | 'CLUSTER_UNSUITABLE'
  | 'INVALID_CREDENTIALS'
  | 'USER_LOCKED_OUT'
  | 'USER_NOT_FOUND'
  | 'NETWORK_ERRORS'
  | 'KEY_NOT_FOUND'
  | 'INTERNAL_ERROR';

/** A cluster refused. The message is for an operator; it names no secret. */
export class HsmError extends Error {
  override readonly name = 'HsmError';
  readonly code: HsmErrorCode;

  constructor(code: HsmErrorCode, message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** A cluster, as the operator configured it. Every method rejects with {@link HsmError}. */
export interface HsmCluster {
  /** The certificate, in PEM, that a key store must show to be of this cluster; any when absent. */
  readonly trustAnchor?: string | undefined;
  /** Requires that the token is there, initialised, and able to do what is needed. */
  check(): Promise<void>;
  /** @param password Of the crypto user, in UTF-8; it stays the caller's to wipe. */
  login(password: Uint8Array): Promise<HsmSession>;
  /** Lets go of the device. */
  close(): Promise<void>;
}

/** A crypto user who is logged in. Every method rejects with {@link HsmError}. */
export interface HsmSession {
  /**
   * Makes an AES-256 key that stays in the token.
   *
   * @param keyId 16 bytes, by which it is found again.
   * @param label What an operator sees.
   */
  generateKey(keyId: Uint8Array, label: string): Promise<void>;
  /** AES-CMAC, 16 bytes. */
  mac(keyId: Uint8Array, message: Uint8Array): Promise<Bytes>;
  /** Deletes a key; one that is not there is no error. */
  destroyKey(keyId: Uint8Array): Promise<void>;
  /** @param length 1 to 1024. */
  random(length: number): Promise<Bytes>;
  logout(): Promise<void>;
}

const DERIVED_LENGTH = 32;
const DERIVATION_LABEL = 'strongroom hsm base key';

/**
 * A base key for one message, derived in the token: SP 800-108r1 §4.1 in counter mode with AES-CMAC, 32-bit counter
 * first, fixed input `label ‖ 00 ‖ nonce ‖ 00000100`.
 *
 * @param nonce 16 fresh random bytes of the message.
 * @returns 32 bytes, the caller's to wipe.
 */
export async function deriveInHsm(session: HsmSession, keyId: Uint8Array, nonce: Uint8Array): Promise<Bytes> {
  const blocks: Bytes[] = [];
  for (const counter of [1, 2]) {
    const input = new Writer()
      .u32(counter)
      .bytes(toUtf8(DERIVATION_LABEL))
      .u8(0)
      .bytes(nonce)
      .u32(8 * DERIVED_LENGTH)
      .finish();
    blocks.push(await session.mac(keyId, input));
  }
  const key = concatBytes(...blocks);
  wipe(...blocks);
  return key;
}
