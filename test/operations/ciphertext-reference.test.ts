import { describe, expect, it } from 'vitest';
import {
  ciphertextReference,
  ignoresCiphertext,
  requireCiphertext,
  requireKeyOfBlock,
} from '../../src/operations/ciphertext-reference.ts';

const CiphertextBlob = new Uint8Array([1]);
const IGNORING = { DryRun: true, DryRunModifiers: ['IGNORE_CIPHERTEXT'] };

describe('the reference of Decrypt and ReEncrypt to a key', () => {
  it.each([
    [undefined, false],
    ['SYMMETRIC_DEFAULT', false],
    ['RSAES_OAEP_SHA_1', true],
  ])(
    'is by ciphertext, with the algorithm %s a block: %s, and by the identifier beside it',
    (algorithm, isBlock) => {
      expect(ciphertextReference({ CiphertextBlob }, 'x', algorithm)).toEqual({
        by: 'ciphertext',
        ciphertext: CiphertextBlob,
        isBlock,
        identifier: 'x',
      });
    },
  );

  it('is by identifier alone when the ciphertext is ignored, be it there or not', () => {
    for (const input of [IGNORING, { ...IGNORING, CiphertextBlob }]) {
      requireCiphertext(input, 'keyId', 'x');
      expect(ciphertextReference(input, 'x', undefined)).toEqual({ by: 'identifier', identifier: 'x' });
    }
  });

  it('needs the identifier when the ciphertext is ignored, also when it is there', () => {
    for (const input of [IGNORING, { ...IGNORING, CiphertextBlob }]) {
      expect(() => requireCiphertext(input, 'sourceKeyId', undefined)).toThrow("null at 'sourceKeyId'");
    }
  });

  it('ignores nothing without the modifier', () => {
    expect(ignoresCiphertext({ DryRun: true })).toBe(false);
    expect(ignoresCiphertext({ DryRun: true, DryRunModifiers: [] })).toBe(false);
    expect(() => requireCiphertext({ DryRun: true, DryRunModifiers: [] }, 'keyId', 'x')).toThrow(
      "null at 'ciphertextBlob'",
    );
  });

  it('has no modifier without a dry run', () => {
    for (const DryRun of [undefined, false]) {
      const input = { CiphertextBlob, DryRun, DryRunModifiers: ['IGNORE_CIPHERTEXT'] };
      expect(() => requireCiphertext(input, 'keyId', 'x')).toThrow('only together with DryRun');
    }
  });

  it('names the key beside an algorithm whose ciphertexts do not', () => {
    for (const algorithm of [undefined, 'SYMMETRIC_DEFAULT']) {
      expect(() => requireKeyOfBlock('KeyId', undefined, algorithm)).not.toThrow();
    }
    expect(() => requireKeyOfBlock('KeyId', 'x', 'RSAES_OAEP_SHA_1')).not.toThrow();
    expect(() => requireKeyOfBlock('SourceKeyId', undefined, 'RSAES_OAEP_SHA_1')).toThrow(
      /^SourceKeyId must not be null$/,
    );
  });
});
