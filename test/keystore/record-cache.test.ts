import { describe, expect, it } from 'vitest';
import { RecordCache } from '../../src/keystore/record-cache.ts';

const SEALED = new Uint8Array([9, 9]);
const RECORD = { name: 'key/1', version: 3, value: new Uint8Array([1, 2]) };

describe('the cache of opened records', () => {
  it('gives what the same bytes were opened to, and nothing for others', () => {
    const cache = new RecordCache();
    cache.keep(SEALED, RECORD);
    expect(cache.find({ ...RECORD, value: Uint8Array.from(SEALED) })).toEqual(RECORD);
    expect(cache.find({ ...RECORD, value: new Uint8Array([9, 8]) })).toBeUndefined();
    expect(cache.find({ ...RECORD, version: 4, value: SEALED })).toBeUndefined();
    expect(cache.find({ ...RECORD, name: 'key/2', value: SEALED })).toBeUndefined();
    cache.clear();
    expect(cache.find({ ...RECORD, value: SEALED })).toBeUndefined();
  });

  it('is not changed by whoever changes what it gave', () => {
    const cache = new RecordCache();
    cache.keep(SEALED, { ...RECORD, value: new Uint8Array([1, 2]) }).value.fill(0);
    cache.find({ ...RECORD, value: SEALED })?.value.fill(0);
    expect(cache.find({ ...RECORD, value: SEALED })?.value).toEqual(new Uint8Array([1, 2]));
  });

  it('decodes a record once for each of its readers, and again when its bytes are others', () => {
    const cache = new RecordCache();
    let decodings = 0;
    const length = (value: Uint8Array): number => value.length + 0 * ++decodings;
    expect(cache.findDecoded({ ...RECORD, value: SEALED }, length)).toBeUndefined();
    cache.keep(SEALED, RECORD);
    for (let i = 0; i < 3; i++) expect(cache.findDecoded({ ...RECORD, value: SEALED }, length)).toBe(2);
    expect(decodings).toBe(1);
    expect(cache.findDecoded({ ...RECORD, value: SEALED }, ([first]) => first)).toBe(1);
    expect(cache.findDecoded({ ...RECORD, version: 4, value: SEALED }, length)).toBeUndefined();
    expect(cache.findDecoded({ ...RECORD, value: new Uint8Array([9, 8]) }, length)).toBeUndefined();
    cache.keep(SEALED, { ...RECORD, version: 4, value: new Uint8Array(7) });
    expect(cache.findDecoded({ ...RECORD, version: 4, value: SEALED }, length)).toBe(7);
  });

  it('lets the oldest go when it is full', () => {
    const cache = new RecordCache();
    for (let i = 0; i <= 4096; i++) cache.keep(SEALED, { ...RECORD, name: `key/${i}` });
    expect(cache.find({ ...RECORD, name: 'key/0', value: SEALED })).toBeUndefined();
    expect(cache.find({ ...RECORD, name: 'key/1', value: SEALED })).toBeDefined();
    expect(cache.find({ ...RECORD, name: 'key/4096', value: SEALED })).toBeDefined();
  });
});
