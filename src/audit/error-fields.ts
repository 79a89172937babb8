/**
 * errorCode and errorMessage: how a call failed, in CloudTrail's words for it.
 *
 * @module
 */
import type { KmsError } from '../kms/errors.ts';
import { withinTextLimit } from './size-limits.ts';

/**
 * The code of an event: a denial's is shorter than the exception's name.
 *
 * @example
 * errorCodeOf({ code: 'AccessDeniedException' }); // 'AccessDenied'
 */
export function errorCodeOf({ code }: Pick<KmsError, 'code'>): string {
  return code === 'AccessDeniedException' ? 'AccessDenied' : code;
}

/** In a sentence of validation, after the value of GrantToken or GrantTokens. */
const TOKEN_PATH = "' at 'grantToken";

/**
 * The message of an event; absent where AWS gives no text. Validation prints the values that it refuses: those of grant
 * tokens are left out, together with everything that the message says before.
 */
export function errorMessageOf({ message }: Pick<KmsError, 'message'>): string | undefined {
  if (message === '') return undefined;
  const token = message.lastIndexOf(TOKEN_PATH);
  return withinTextLimit(
    token === -1 ? message : `1 validation error detected: Value${message.slice(token + 1)}`,
  );
}
