import { describe, expect, it } from 'vitest';
import { fetchFailure, XksFailure, xksFailureKindOf } from '../../src/external/xks-failure.ts';

const caused = (code: string): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('why'), { code }) });

describe('a failure of a proxy', () => {
  it('has a kind for each of the 12 names of the specification, and no two the same', () => {
    const names = [
      'ValidationException',
      'InvalidStateException',
      'InvalidCiphertextException',
      'InvalidKeyUsageException',
      'AuthenticationFailedException',
      'AccessDeniedException',
      'KeyNotFoundException',
      'InvalidUriPathException',
      'ThrottlingException',
      'UnsupportedOperationException',
      'DependencyTimeoutException',
      'InternalException',
    ];
    const kinds = names.map(xksFailureKindOf);
    expect(new Set(kinds).size).toBe(12);
    expect(kinds).not.toContain('malformed response');
  });

  it.each(['Teapot', '', 'constructor', '__proto__', undefined, 7, null])(
    'under the name %s is a malformed response',
    (name) => {
      expect(xksFailureKindOf(name)).toBe('malformed response');
    },
  );

  it.each([
    [caused('ECONNREFUSED'), 'unreachable', 'why'],
    [caused('ENOTFOUND'), 'unreachable', 'why'],
    [new TypeError('no way'), 'unreachable', 'no way'],
    [caused('DEPTH_ZERO_SELF_SIGNED_CERT'), 'insecure', 'why'],
    [caused('ERR_TLS_CERT_ALTNAME_INVALID'), 'insecure', 'why'],
    [caused('CERT_HAS_EXPIRED'), 'insecure', 'why'],
    [caused('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'insecure', 'why'],
    [caused('EPROTO'), 'insecure', 'why'],
    [new DOMException('too late', 'TimeoutError'), 'timed out', 'too late'],
  ])('of a fetch that rejects with %o is "%s"', (error, kind, detail) => {
    expect(fetchFailure(error)).toMatchObject({ kind, detail, cause: error });
  });

  it('keeps what the proxy said out of its message', () => {
    const failure = new XksFailure('internal', 'the secret of the proxy');
    expect(failure.message).toBe('the external key store proxy failed: internal');
    expect(failure.detail).toBe('the secret of the proxy');
  });
});
