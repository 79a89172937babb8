/**
 * What GenerateDataKey and GenerateDataKeyWithoutPlaintext have in common: their members and the length they ask for.
 *
 * @module
 */
import { KmsError } from '../kms/errors.ts';

export interface DataKeyRequest {
  /** Key id, key ARN, alias name or alias ARN of the key that is to wrap the data key. */
  readonly KeyId: string;
  readonly EncryptionContext?: Readonly<Record<string, string>> | undefined;
  /** 1 to 1024; instead of KeySpec. */
  readonly NumberOfBytes?: number | undefined;
  /** AES_256 or AES_128; instead of NumberOfBytes. */
  readonly KeySpec?: string | undefined;
  readonly GrantTokens?: readonly string[] | undefined;
  readonly DryRun?: boolean | undefined;
}

/** In bytes, by data key spec. */
const LENGTHS: ReadonlyMap<string, number> = /* @__PURE__ */ new Map([
  ['AES_256', 32],
  ['AES_128', 16],
]);

/**
 * The length of the data key that a request asks for, in bytes.
 *
 * @throws {KmsError} ValidationException: the request gives neither of the two members, or both.
 *
 * @example
 * dataKeyLength({ KeyId: 'alias/a', KeySpec: 'AES_256' }); // 32
 */
export function dataKeyLength({ KeySpec, NumberOfBytes }: DataKeyRequest): number {
  const length = KeySpec === undefined ? NumberOfBytes : LENGTHS.get(KeySpec);
  const both = KeySpec !== undefined && NumberOfBytes !== undefined;
  if (length !== undefined && !both) return length;
  throw new KmsError('ValidationException', 'Please specify either number of bytes or key spec.');
}
