import { hkdfSync } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { FormatError } from '../../src/bytes/reader.ts';
import { WrongRootKeyError } from '../../src/keystore/identity.ts';
import { type PasskeyCeremony, PasskeyError, passkeyRootKey } from '../../src/keystore/passkey.ts';
import { rootKeyFromBytes } from '../../src/keystore/root-key.ts';
import { isZero, openHouse, recordsOf, storeOf, toolsOf } from './house.ts';

const ID = new Uint8Array([9, 8, 7]);
const tools = toolsOf();

/** An authenticator whose PRF output is a byte, and then what the salt holds. */
function authenticator(secret: number, atCreation = false): PasskeyCeremony & { outputs: Uint8Array[] } {
  const outputs: Uint8Array[] = [];
  const compute = (salt: Uint8Array): Uint8Array => {
    const output = salt.map((byte) => byte ^ secret);
    outputs.push(output);
    return output;
  };
  return {
    outputs,
    create: async (salt) => ({ credentialId: ID, output: atCreation ? compute(salt) : undefined }),
    evaluate: async (_id, salt) => compute(salt),
  };
}

describe('passkeyRootKey', () => {
  it('derives the root key by HKDF of the output, the salt in the header and a fixed info', async () => {
    const { header, rootKey } = await passkeyRootKey(authenticator(5)).create(tools);
    const salt = header.subarray(1, 33);
    expect(header[0]).toBe(1);
    expect(header.subarray(33)).toEqual(new Uint8Array([0, 3, ...ID]));
    const output = salt.map((byte) => byte ^ 5);
    const key = hkdfSync('sha256', output, salt, 'strongroom passkey root key', 32);
    const other = await rootKeyFromBytes(new Uint8Array(key)).recover(new Uint8Array(), tools);
    const sealed = await rootKey.seal(ID, new Uint8Array());
    expect(await other.open(sealed, new Uint8Array())).toEqual(ID);
  });

  it('opens a store again, asking for the same passkey and the same salt', async () => {
    const passkey = authenticator(5);
    const { store } = await openHouse({ rootKey: passkeyRootKey(passkey) });
    const evaluate = vi.spyOn(passkey, 'evaluate');
    await openHouse({ store: await storeOf(await recordsOf(store)), rootKey: passkeyRootKey(passkey) });
    expect(evaluate).toHaveBeenCalledOnce();
    expect(evaluate.mock.calls[0]?.[0]).toEqual(ID);
    await expect(openHouse({ store, rootKey: passkeyRootKey(authenticator(6)) })).rejects.toThrow(
      WrongRootKeyError,
    );
  });

  it('does not ask twice where the authenticator answers while it makes the passkey', async () => {
    const passkey = authenticator(5, true);
    const evaluate = vi.spyOn(passkey, 'evaluate');
    const { header, rootKey } = await passkeyRootKey(passkey).create(tools);
    expect(evaluate).not.toHaveBeenCalled();
    const sealed = await rootKey.seal(ID, ID);
    expect(await (await passkeyRootKey(passkey).recover(header, tools)).open(sealed, ID)).toEqual(ID);
  });

  it('wipes every output', async () => {
    const passkey = authenticator(5);
    const { header } = await passkeyRootKey(passkey).create(tools);
    await passkeyRootKey(passkey).recover(header, tools);
    expect(passkey.outputs.map(isZero)).toEqual([true, true]);
  });

  it('refuses an output that is not 32 bytes, and an id that is no id', async () => {
    const short = { ...authenticator(5), evaluate: async () => new Uint8Array(31) };
    await expect(passkeyRootKey(short).create(tools)).rejects.toThrow('31 bytes instead of 32');
    const long = { ...authenticator(5), create: async () => ({ credentialId: new Uint8Array(1024) }) };
    await expect(passkeyRootKey(long).create(tools)).rejects.toThrow(PasskeyError);
  });

  it('lets through what the ceremony says', async () => {
    const declined = new PasskeyError('no passkey was given: declined');
    const ceremony = { ...authenticator(5), create: () => Promise.reject(declined) };
    await expect(openHouse({ rootKey: passkeyRootKey(ceremony) })).rejects.toBe(declined);
  });

  it.each([
    ['another version', [2]],
    ['nothing', []],
    ['too much', [1, ...new Uint8Array(34), 0]],
  ])('refuses a header with %s, and asks nobody', async (_, bytes) => {
    const passkey = authenticator(5);
    await expect(passkeyRootKey(passkey).recover(new Uint8Array(bytes), tools)).rejects.toThrow(FormatError);
    expect(passkey.outputs).toEqual([]);
  });
});
