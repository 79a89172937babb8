import { describe, expect, it } from 'vitest';
import { OpenedRecords } from '../../src/keystore/opened-records.ts';

const sealed = (name: string, version = 1, octet = 1) => ({ name, version, value: new Uint8Array([octet]) });

describe('opened records', () => {
  it('are found by the same name, version and sealed bytes alone', () => {
    const records = new OpenedRecords();
    records.keep(sealed('a'), new Uint8Array([7]));
    expect(records.find(sealed('a'))).toEqual({ name: 'a', version: 1, value: new Uint8Array([7]) });
    for (const other of [sealed('b'), sealed('a', 2), sealed('a', 1, 2)])
      expect(records.find(other)).toBeUndefined();
    records.clear();
    expect(records.find(sealed('a'))).toBeUndefined();
  });

  it('are what was written, whatever their readers and their writer do to them', () => {
    const records = new OpenedRecords();
    const value = new Uint8Array([7]);
    records.keep(sealed('a'), value);
    value.fill(0);
    records.find(sealed('a'))?.value.fill(1);
    expect(records.find(sealed('a'))?.value).toEqual(new Uint8Array([7]));
  });

  it('make place for others, the oldest first', () => {
    const records = new OpenedRecords();
    for (let i = 0; i < 4100; i++) records.keep(sealed(String(i)), new Uint8Array());
    expect(records.find(sealed('3'))).toBeUndefined();
    expect(records.find(sealed('4'))).toBeDefined();
  });
});
