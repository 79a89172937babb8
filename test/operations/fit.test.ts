/** The order of refusals; each rule in all of its cases is tested with the pipeline and with its table. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { StoredKey } from '../../src/kms/key.ts';
import { findKey } from '../../src/kms/keys.ts';
import { type KeyDemands, requireFit } from '../../src/operations/fit.ts';
import { makeKey, openService, refusalOf, SCOPE } from './service.ts';

let stored: StoredKey;
beforeEach(async () => {
  const service = await openService();
  const { KeyId } = await makeKey(service);
  stored = (await findKey(service.vault, SCOPE, KeyId)) as StoredKey;
});

describe('requireFit', () => {
  const demands: KeyDemands = { states: 'use', origins: 'import', spec: 'RSA_2048', usage: 'SIGN_VERIFY' };
  const refusal = async (change: Partial<StoredKey['key']>, left: Partial<KeyDemands>): Promise<string> => {
    const key = { ...stored.key, ...change };
    const call = (async () => requireFit('Sign', { ...left, states: 'use' }, { key }))();
    return (await refusalOf(call)).code;
  };

  it('asks for the origin, then the usage, then the state, then the spec', async () => {
    const { origins: _, ...others } = demands;
    const { usage: __, ...spec } = others;
    expect(await refusal({ state: 'Disabled' }, demands)).toBe('UnsupportedOperationException');
    expect(await refusal({ state: 'Disabled' }, others)).toBe('InvalidKeyUsageException');
    expect(await refusal({ state: 'Disabled' }, spec)).toBe('DisabledException');
    expect(await refusal({}, spec)).toBe('UnsupportedOperationException');
  });

  it('asks nothing of a key that the row says nothing of', () => {
    expect(() => requireFit('Encrypt', { states: 'use', usage: 'ENCRYPT_DECRYPT' }, stored)).not.toThrow();
  });
});
