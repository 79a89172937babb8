/**
 * The client of an external key store proxy: the four calls of the AWS KMS External Key Store Proxy API 1.0.3.
 *
 *   POST <endpoint><path>/health · /keys/<id>/metadata · /keys/<id>/encrypt · /keys/<id>/decrypt
 *
 * Each call is one HTTPS request, signed by Signature Version 4 for the service `kms-xks-proxy`, and is given 250 ms.
 * Nothing is retried, no redirect is followed, and what comes back is checked before it is believed. How to send and how
 * to sign are handed in. What is encrypted here is sealed already: the proxy never sees a plaintext of KMS.
 *
 * @module
 */
import { toBase64 } from '../bytes/base64.ts';
import { concatBytes } from '../bytes/concat.ts';
import { equalBytes } from '../bytes/equal.ts';
import type { Engine } from '../crypto/engine.ts';
import {
  readAnswer,
  readBytes,
  readCiphertext,
  readKeyMetadata,
  requireHealth,
  type XksAnswer,
  type XksCiphertext,
  type XksKeyMetadata,
} from './xks-answer.ts';
import { fetchFailure, XksFailure } from './xks-failure.ts';

/** "If KMS does not receive a response … within 250ms, KMS will time out". */
const TIMEOUT_MS = 250;
/** What every proxy must take: see the specification, "Encrypt". */
export const MAX_AAD_LENGTH = 8192;
const ALGORITHM = 'AES_GCM';

/** A proxy, and what authenticates KMS to it. */
export interface XksProxy {
  /** `https://` and a name. */
  readonly endpoint: string;
  /** Ends in `/kms/xks/v1`. */
  readonly path: string;
  /** The Region from which KMS calls, for the signature. */
  readonly region: string;
  readonly accessKeyId: string;
  /** The secret access key in UTF-8; it stays the caller's to wipe. */
  readonly secret: Uint8Array;
}

/** On whose behalf KMS calls. */
export interface XksRequestMetadata {
  readonly awsPrincipalArn?: string | undefined;
  readonly kmsKeyArn?: string | undefined;
  /** Such as `GenerateDataKey`. */
  readonly kmsOperation: string;
  readonly kmsRequestId: string;
  readonly kmsViaService?: string | undefined;
  readonly awsSourceVpc?: string | undefined;
  readonly awsSourceVpce?: string | undefined;
}

/** Makes the headers that authenticate a request. */
export type XksSigner = (
  proxy: XksProxy,
  request: { readonly method: string; readonly url: URL; readonly body: string },
) => Promise<Readonly<Record<string, string>>>;

/** What the client is made of. */
export interface XksClientOptions {
  /** The web's own, or one that trusts other authorities or knows another way. */
  readonly fetch: typeof globalThis.fetch;
  readonly sign: XksSigner;
  readonly engine: Engine;
}

/** See the file's head. Every method rejects with {@link XksFailure}. */
export class XksClient {
  readonly #options: XksClientOptions;

  constructor(options: XksClientOptions) {
    this.#options = options;
  }

  /** Requires that the proxy answers and that a key manager behind it can serve. */
  async requireHealth(proxy: XksProxy, requestMetadata: XksRequestMetadata): Promise<void> {
    requireHealth(await this.#post(proxy, '/health', { requestMetadata }));
  }

  /** What the proxy knows of an external key. */
  async getKeyMetadata(
    proxy: XksProxy,
    keyId: string,
    requestMetadata: XksRequestMetadata,
  ): Promise<XksKeyMetadata> {
    return readKeyMetadata(await this.#post(proxy, `/keys/${keyId}/metadata`, { requestMetadata }));
  }

  /**
   * Encrypts under an external key, and requires the proxy's word that what it answers will decrypt.
   *
   * @param plaintext At most 4300 bytes.
   * @param aad At most 8192 bytes.
   */
  async encrypt(
    proxy: XksProxy,
    keyId: string,
    requestMetadata: XksRequestMetadata,
    plaintext: Uint8Array,
    aad: Uint8Array,
  ): Promise<XksCiphertext> {
    const answer = await this.#post(proxy, `/keys/${keyId}/encrypt`, {
      requestMetadata,
      additionalAuthenticatedData: toBase64(aad),
      plaintext: toBase64(plaintext),
      encryptionAlgorithm: ALGORITHM,
      ciphertextDataIntegrityValueAlgorithm: 'SHA_256',
    });
    const sealed = readCiphertext(answer, plaintext.length);
    await this.#requireIntegrity(answer, aad, sealed);
    return sealed;
  }

  /** Decrypts under an external key. */
  async decrypt(
    proxy: XksProxy,
    keyId: string,
    requestMetadata: XksRequestMetadata,
    sealed: XksCiphertext,
    aad: Uint8Array,
  ): Promise<Uint8Array> {
    const { ciphertext, iv, tag, metadata } = sealed;
    const answer = await this.#post(proxy, `/keys/${keyId}/decrypt`, {
      requestMetadata,
      additionalAuthenticatedData: toBase64(aad),
      encryptionAlgorithm: ALGORITHM,
      ciphertext: toBase64(ciphertext),
      ...(metadata.length === 0 ? {} : { ciphertextMetadata: toBase64(metadata) }),
      initializationVector: toBase64(iv),
      authenticationTag: toBase64(tag),
    });
    return readBytes(answer['plaintext'], (length) => length === ciphertext.length);
  }

  /** Appendix C: SHA-256 of AAD ‖ metadata ‖ IV ‖ ciphertext ‖ tag. */
  async #requireIntegrity(answer: XksAnswer, aad: Uint8Array, sealed: XksCiphertext): Promise<void> {
    const claimed = readBytes(answer['ciphertextDataIntegrityValue'], (length) => length === 32);
    const { metadata, iv, ciphertext, tag } = sealed;
    const hash = await this.#options.engine.use('hash');
    const actual = await hash.digest('SHA-256', concatBytes(aad, metadata, iv, ciphertext, tag));
    if (!equalBytes(actual, claimed))
      throw new XksFailure('malformed response', 'the integrity value is another');
  }

  async #post(proxy: XksProxy, resource: string, members: object): Promise<XksAnswer> {
    const url = new URL(`${proxy.endpoint}${proxy.path}${resource}`);
    const body = JSON.stringify(members);
    const signature = await this.#options.sign(proxy, { method: 'POST', url, body });
    try {
      const response = await this.#options.fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signature },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return await readAnswer(response);
    } catch (error) {
      throw error instanceof XksFailure ? error : fetchFailure(error);
    }
  }
}
