/**
 * What kind of value each member of an answer is, so that it can be shown: JSON does not say what is bytes or a time.
 *
 * @module
 */
import { isTimeName } from './format.ts';

export type ValueKind =
  | 'bytes'
  | 'time'
  | 'text'
  | 'flag'
  | 'number'
  | 'policy'
  | 'list'
  | 'group'
  | 'nothing';

/** Members that are bytes (kms 2014-11-01). */
export const BYTES_MEMBERS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'AttestationDocument',
  'CiphertextBlob',
  'CiphertextForRecipient',
  'ImportToken',
  'Mac',
  'Plaintext',
  'PrivateKeyCiphertextBlob',
  'PrivateKeyPlaintext',
  'PublicKey',
  'SharedSecret',
  'SharedSecretCiphertextBlob',
  'Signature',
]);

/** Of those, the ones that are covered until somebody asks to see them. */
export const SECRET_MEMBERS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'PrivateKeyPlaintext',
  'SharedSecret',
]);

/**
 * The kind of a member's value.
 *
 * @example
 * kindOf('CreationDate', 1767225600); // 'time'
 */
export function kindOf(name: string, value: unknown): ValueKind {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') {
    if (BYTES_MEMBERS.has(name)) return 'bytes';
    return name === 'Policy' ? 'policy' : 'text';
  }
  if (typeof value === 'boolean') return 'flag';
  if (typeof value === 'number') return isTimeName(name) ? 'time' : 'number';
  return Array.isArray(value) ? 'list' : 'group';
}

/**
 * A policy's text, laid out; as it is when it is no JSON.
 *
 * @example
 * layOut('{}'); // '{}'
 */
export function layOut(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), undefined, 2);
  } catch {
    return json;
  }
}
