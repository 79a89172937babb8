/**
 * How a call to an external key store proxy can fail.
 *
 * A proxy names an error of its own (AWS KMS External Key Store Proxy API Specification 1.0.3, "Error codes"); what it
 * does not get to say (no connection, no answer in time, an answer that is none) has names of ours. What each means to
 * a caller of KMS is decided above, by the operation. The text that a proxy sends along goes no further than `detail`.
 *
 * @module
 */

/** By the proxy's own names. */
const BY_ERROR_NAME = {
  ValidationException: 'validation',
  InvalidStateException: 'invalid state',
  InvalidCiphertextException: 'invalid ciphertext',
  InvalidKeyUsageException: 'invalid key usage',
  AuthenticationFailedException: 'authentication failed',
  AccessDeniedException: 'access denied',
  KeyNotFoundException: 'key not found',
  InvalidUriPathException: 'invalid path',
  ThrottlingException: 'throttled',
  UnsupportedOperationException: 'unsupported',
  DependencyTimeoutException: 'dependency timeout',
  InternalException: 'internal',
} as const;

/** What happened. */
export type XksFailureKind =
  | (typeof BY_ERROR_NAME)[keyof typeof BY_ERROR_NAME]
  | 'unhealthy'
  | 'unreachable'
  | 'insecure'
  | 'timed out'
  | 'malformed response';

/** A call to a proxy failed. */
export class XksFailure extends Error {
  override readonly name = 'XksFailure';
  readonly kind: XksFailureKind;
  /** What the proxy or the network said of it, for an operator; never for a caller of KMS. */
  readonly detail: string | undefined;

  constructor(kind: XksFailureKind, detail?: string, options?: { readonly cause: unknown }) {
    super(`the external key store proxy failed: ${kind}`, options);
    this.kind = kind;
    this.detail = detail;
  }
}

/**
 * The kind of failure that a proxy means by an error's name; a name that is none is a malformed response.
 *
 * @example
 * xksFailureKindOf('KeyNotFoundException'); // 'key not found'
 */
export function xksFailureKindOf(errorName: unknown): XksFailureKind {
  if (typeof errorName !== 'string' || !Object.hasOwn(BY_ERROR_NAME, errorName)) return 'malformed response';
  return BY_ERROR_NAME[errorName as keyof typeof BY_ERROR_NAME];
}

/** What Node, Bun and Deno call certificates and handshakes that fail. */
const TLS_ERROR = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|EPROTO)/;

/**
 * What a rejected `fetch` means.
 *
 * @example
 * fetchFailure(new TypeError('fetch failed')).kind; // 'unreachable'
 */
export function fetchFailure(error: unknown): XksFailure {
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError') return new XksFailure('timed out', message, { cause: error });
  const code = (cause as { readonly code?: unknown } | undefined)?.code;
  const isTls = typeof code === 'string' && TLS_ERROR.test(code);
  const detail = (cause as Error | undefined)?.message ?? message;
  return new XksFailure(isTls ? 'insecure' : 'unreachable', detail, { cause: error });
}
