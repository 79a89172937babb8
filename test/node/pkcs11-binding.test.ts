import { describe, expect, it } from 'vitest';
import { loadPkcs11Binding, Pkcs11UnavailableError } from '../../src/node/pkcs11-binding.ts';

describe('the PKCS#11 binding', () => {
  it('is no dependency: where it is missing, one sentence says what to install', () => {
    expect(() => loadPkcs11Binding()).toThrow(
      new Pkcs11UnavailableError(
        'PKCS#11 needs the package pkcs11js, which is not installed: npm install pkcs11js',
      ),
    );
  });
});
