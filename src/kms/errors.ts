/**
 * What the service answers when it refuses: AWS's own codes, with AWS's own texts where they are known.
 *
 * One class and a closed union of codes: `error.name` and `error.code` are the code, as in AWS's SDKs, so that a log
 * line pastes into the API reference. HTTP statuses belong to the wire and stand in aws/errors.ts. Some refusals have
 * no text at all, as recorded from AWS: theirs is the empty message.
 *
 * @module
 */

/** Codes that this service can answer. */
export type KmsErrorCode =
  | 'AccessDeniedException'
  | 'AlreadyExistsException'
  | 'CloudHsmClusterInUseException'
  | 'CloudHsmClusterInvalidConfigurationException'
  | 'CloudHsmClusterNotActiveException'
  | 'CloudHsmClusterNotFoundException'
  | 'CloudHsmClusterNotRelatedException'
  | 'ConflictException'
  | 'CustomKeyStoreHasCMKsException'
  | 'CustomKeyStoreInvalidStateException'
  | 'CustomKeyStoreNameInUseException'
  | 'CustomKeyStoreNotFoundException'
  | 'DisabledException'
  | 'DryRunOperationException'
  | 'ExpiredTokenException'
  | 'IncompleteSignatureException'
  | 'ExpiredImportTokenException'
  | 'IncorrectKeyException'
  | 'IncorrectKeyMaterialException'
  | 'IncorrectTrustAnchorException'
  | 'InvalidArnException'
  | 'InvalidCiphertextException'
  | 'InvalidGrantIdException'
  | 'InvalidGrantTokenException'
  | 'InvalidImportTokenException'
  | 'InvalidKeyUsageException'
  | 'InvalidMarkerException'
  | 'InvalidSignatureException'
  | 'KeyUnavailableException'
  | 'KMSInternalException'
  | 'KMSInvalidMacException'
  | 'KMSInvalidSignatureException'
  | 'KMSInvalidStateException'
  | 'LimitExceededException'
  | 'MalformedPolicyDocumentException'
  | 'MissingAuthenticationTokenException'
  | 'NotAuthorizedException'
  | 'NotFoundException'
  | 'RequestEntityTooLargeException'
  | 'SerializationException'
  | 'TagException'
  | 'ThrottlingException'
  | 'UnknownOperationException'
  | 'UnrecognizedClientException'
  | 'UnsupportedOperationException'
  | 'ValidationException'
  | 'XksKeyAlreadyInUseException'
  | 'XksKeyInvalidConfigurationException'
  | 'XksKeyNotFoundException'
  | 'XksProxyIncorrectAuthenticationCredentialException'
  | 'XksProxyInvalidConfigurationException'
  | 'XksProxyInvalidResponseException'
  | 'XksProxyUriEndpointInUseException'
  | 'XksProxyUriInUseException'
  | 'XksProxyUriUnreachableException'
  | 'XksProxyVpcEndpointServiceInUseException';

/**
 * A refusal of the service.
 *
 * @example
 * new KmsError('NotFoundException', "Invalid keyId 'x'").name; // 'NotFoundException'
 */
export class KmsError extends Error {
  override readonly name: KmsErrorCode;
  readonly code: KmsErrorCode;

  /** @param message Empty where AWS gives no text. */
  constructor(code: KmsErrorCode, message = '', options?: { readonly cause: unknown }) {
    super(message, options);
    this.code = code;
    this.name = code;
  }
}

/** The refusal that a failure is answered with: its own, or that of an internal one. */
export function refusalFrom(thrown: unknown): KmsError {
  return thrown instanceof KmsError ? thrown : internalError(thrown);
}

/** The answer to a failure that is not the service's own: the cause stays inside. */
export function internalError(cause: unknown): KmsError {
  return new KmsError('KMSInternalException', 'An internal error occurred.', { cause });
}
