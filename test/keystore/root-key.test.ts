import { describe, expect, it } from 'vitest';
import { FormatError } from '../../src/bytes/reader.ts';
import { BytesRootKey, rootKeyFromBytes } from '../../src/keystore/root-key.ts';
import { openByHand } from './by-hand.ts';
import { isZero, OTHER_ROOT_KEY, ROOT_KEY, toolsOf } from './house.ts';
import { expectRefusals } from './tampering.ts';

const tools = toolsOf();
const AAD = Uint8Array.from([1, 2, 3]);
const DOMAIN_KEY = new Uint8Array(32).fill(0xd0);

describe('rootKeyFromBytes', () => {
  it('seals by the construction of FORMATS §1 under the label of FORMATS §2, and leaves no header', async () => {
    const { header, rootKey } = await rootKeyFromBytes(ROOT_KEY).create(tools);
    const sealed = await rootKey.seal(DOMAIN_KEY, AAD);
    expect(header).toEqual(new Uint8Array());
    expect(openByHand(ROOT_KEY, 'strongroom root key', sealed, AAD).equals(DOMAIN_KEY)).toBe(true);
    expect(await rootKey.open(sealed, AAD)).toEqual(DOMAIN_KEY);
  });

  it('recovers what it created: the same bytes open what the same bytes sealed', async () => {
    const { header, rootKey } = await rootKeyFromBytes(ROOT_KEY).create(tools);
    const sealed = await rootKey.seal(DOMAIN_KEY, AAD);
    const recovered = await rootKeyFromBytes(ROOT_KEY).recover(header, tools);
    expect(await recovered.open(sealed, AAD)).toEqual(DOMAIN_KEY);
    const other = await rootKeyFromBytes(OTHER_ROOT_KEY).recover(header, tools);
    await expect(other.open(sealed, AAD)).rejects.toThrow('authentication failed');
  });

  it('refuses every flipped bit, every truncation and every extension of what it sealed', async () => {
    const { rootKey } = await rootKeyFromBytes(ROOT_KEY).create(tools);
    const sealed = await rootKey.seal(DOMAIN_KEY, AAD);
    const counts = await expectRefusals(sealed, (forged) => rootKey.open(forged, AAD), 'AuthenticationError');
    expect(counts['AuthenticationError']).toBe(10 * sealed.length + 24);
  });

  it('takes 32 bytes and nothing else', () => {
    for (const length of [0, 16, 31, 33, 64]) {
      expect(() => rootKeyFromBytes(new Uint8Array(length))).toThrow(RangeError);
    }
    for (const value of ['a'.repeat(32), undefined, Array(32).fill(0), new ArrayBuffer(32)]) {
      expect(() => rootKeyFromBytes(value as unknown as Uint8Array)).toThrow(TypeError);
    }
  });

  it('refuses a header, since it never writes one', async () => {
    const recovery = rootKeyFromBytes(ROOT_KEY).recover(new Uint8Array(1), tools);
    await expect(recovery).rejects.toThrow(FormatError);
  });

  it.each([
    ['a Uint8Array', () => ROOT_KEY.slice()],
    ['a Buffer', () => Buffer.from(ROOT_KEY)],
    [
      'a view of a larger buffer',
      () => Buffer.concat([Buffer.alloc(5), ROOT_KEY, Buffer.alloc(5)]).subarray(5, 37),
    ],
  ])('keeps a copy of %s, so that the caller can wipe it', async (_, make) => {
    const bytes = make();
    const provider = rootKeyFromBytes(bytes);
    bytes.fill(0);
    const { rootKey } = await provider.create(tools);
    const sealed = await rootKey.seal(DOMAIN_KEY, AAD);
    expect(openByHand(ROOT_KEY, 'strongroom root key', sealed, AAD).equals(DOMAIN_KEY)).toBe(true);
  });

  it('opens one store after another: releasing one root key leaves provider and caller what they have', async () => {
    const bytes = Buffer.from(ROOT_KEY);
    const provider = rootKeyFromBytes(bytes);
    for (let round = 0; round < 2; round++) {
      const { rootKey } = await provider.create(tools);
      const sealed = await rootKey.seal(DOMAIN_KEY, AAD);
      expect(openByHand(ROOT_KEY, 'strongroom root key', sealed, AAD).equals(DOMAIN_KEY)).toBe(true);
      rootKey.release();
    }
    expect(new Uint8Array(bytes)).toEqual(ROOT_KEY);
  });
});

describe('BytesRootKey', () => {
  it('wipes its key when it is released, and refuses every later call: nothing is sealed under zeroes', async () => {
    const key = ROOT_KEY.slice();
    const rootKey = new BytesRootKey(key, tools);
    const sealed = await rootKey.seal(DOMAIN_KEY, AAD);
    rootKey.release();
    expect(isZero(key)).toBe(true);
    await expect(rootKey.seal(DOMAIN_KEY, AAD)).rejects.toThrow(TypeError);
    await expect(rootKey.open(sealed, AAD)).rejects.toThrow(TypeError);
  });
});
