/**
 * What a PKCS#11 module answers, in the terms of the port: return values (PKCS#11 2.40, §5.1) to HsmError codes.
 *
 * @module
 */
import { HsmError, type HsmErrorCode } from '../external/hsm.ts';

const CODES: readonly (readonly [code: HsmErrorCode, values: readonly number[]])[] = [
  // PIN_INCORRECT, PIN_INVALID, PIN_LEN_RANGE, PIN_EXPIRED.
  ['INVALID_CREDENTIALS', [0xa0, 0xa1, 0xa2, 0xa3]],
  // PIN_LOCKED.
  ['USER_LOCKED_OUT', [0xa4]],
  // USER_PIN_NOT_INITIALIZED, USER_TYPE_INVALID.
  ['USER_NOT_FOUND', [0x102, 0x103]],
  // DEVICE_ERROR, DEVICE_REMOVED, SESSION_CLOSED, SESSION_HANDLE_INVALID, TOKEN_NOT_PRESENT, USER_NOT_LOGGED_IN,
  // CRYPTOKI_NOT_INITIALIZED.
  ['NETWORK_ERRORS', [0x30, 0x32, 0xb0, 0xb3, 0xe0, 0x101, 0x190]],
  // KEY_FUNCTION_NOT_PERMITTED, MECHANISM_INVALID, MECHANISM_PARAM_INVALID, TEMPLATE_INCOMPLETE, TEMPLATE_INCONSISTENT,
  // TOKEN_WRITE_PROTECTED.
  ['CLUSTER_UNSUITABLE', [0x68, 0x70, 0x71, 0xd0, 0xd1, 0xe2]],
  // TOKEN_NOT_RECOGNIZED.
  ['CLUSTER_NOT_ACTIVE', [0xe1]],
];

/** KEY_HANDLE_INVALID, OBJECT_HANDLE_INVALID: a handle that was good once. */
const STALE_HANDLES: readonly unknown[] = [0x60, 0x82];

/**
 * The refusal that a module's error stands for.
 *
 * @example
 * hsmErrorOf(Object.assign(new Error('CKR_PIN_INCORRECT'), { code: 0xa0 })).code; // 'INVALID_CREDENTIALS'
 */
export function hsmErrorOf(error: unknown): HsmError {
  if (error instanceof HsmError) return error;
  const { code, message } = error as Error & { readonly code?: unknown };
  const found = CODES.find(([, values]) => typeof code === 'number' && values.includes(code));
  return new HsmError(found?.[0] ?? 'INTERNAL_ERROR', `PKCS#11: ${message}`, { cause: error });
}

/**
 * Whether a module does not know a handle any more.
 *
 * @example
 * isStaleHandle(Object.assign(new Error(), { code: 0x82 })); // true
 */
export function isStaleHandle(error: unknown): boolean {
  return STALE_HANDLES.includes((error as { readonly code?: unknown }).code);
}
