import { describe, expect, it } from 'vitest';
import { keySpecRow, requireUsage } from '../../src/kms/key-spec.ts';
import { refusalOf } from '../operations/service.ts';

const of = (work: () => unknown): Promise<unknown> => refusalOf((async () => work())());

describe('a key spec', () => {
  it('has its usages and algorithms', () => {
    expect(keySpecRow('SYMMETRIC_DEFAULT')).toEqual({
      usages: ['ENCRYPT_DECRYPT'],
      encryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    });
  });

  it('that this version does not make is refused, whatever it is called', async () => {
    for (const spec of ['RSA_2048', 'constructor', '']) {
      expect(await of(() => keySpecRow(spec))).toEqual({
        code: 'UnsupportedOperationException',
        message: `KeySpec ${spec} is not supported by this version of Strongroom.`,
      });
    }
  });

  it('has one usage by default if it is the symmetric one, and none otherwise', async () => {
    expect(requireUsage('SYMMETRIC_DEFAULT', undefined)).toBe('ENCRYPT_DECRYPT');
    expect(requireUsage('SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT')).toBe('ENCRYPT_DECRYPT');
    expect(await of(() => requireUsage('RSA_2048', undefined))).toEqual({
      code: 'ValidationException',
      message: 'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    });
  });

  it('refuses a usage that it has not', async () => {
    expect(await of(() => requireUsage('SYMMETRIC_DEFAULT', 'SIGN_VERIFY'))).toEqual({
      code: 'ValidationException',
      message: 'KeyUsage SIGN_VERIFY is not compatible with KeySpec SYMMETRIC_DEFAULT',
    });
  });
});
