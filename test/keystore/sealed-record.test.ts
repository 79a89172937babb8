import { describe, expect, it } from 'vitest';
import { openRecord, sealRecord } from '../../src/keystore/sealed-record.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { openRecordByHand, sealByHand, u16, u32, u48 } from './by-hand.ts';
import { openByRootKey, openRoom } from './house.ts';
import { expectRefusals } from './tampering.ts';

const PLACE = { name: 'key/111122223333/us-east-1/1234', version: 0x0102030405 };
const VALUE = new TextEncoder().encode('{"state":"Enabled"}');

describe('the layout of FORMATS §4.3', () => {
  it('has each field at its offset, and opens by hand from the root key on', async () => {
    const store = memoryStore();
    const record = await sealRecord(await openRoom(store), PLACE, VALUE);
    expect(record.length).toBe(1 + 4 + 64 + VALUE.length);
    expect(record[0]).toBe(1);
    expect(Buffer.from(record).readUInt32BE(1)).toBe(1);
    const opened = openRecordByHand(await openByRootKey(store), { ...PLACE, value: record });
    expect(opened.equals(VALUE)).toBe(true);
  });

  it('opens when it was sealed by hand', async () => {
    const store = memoryStore();
    const room = await openRoom(store);
    const { storeId, domainKey } = await openByRootKey(store);
    const head = Buffer.concat([Buffer.from([1]), u32(1)]);
    const place = Buffer.concat([u16(PLACE.name.length), Buffer.from(PLACE.name), u48(PLACE.version)]);
    const base = { baseKey: domainKey, label: 'strongroom record', nonce: Buffer.alloc(16, 2) };
    const record = Buffer.concat([head, sealByHand(base, VALUE, Buffer.concat([storeId, head, place]))]);
    expect(await openRecord(room, PLACE, record)).toEqual(VALUE);
  });

  it('holds values of any length, the empty one included', async () => {
    const room = await openRoom();
    for (const length of [0, 1, 64, 5000]) {
      const value = new Uint8Array(length).fill(3);
      const record = await sealRecord(room, PLACE, value);
      expect(await openRecord(room, PLACE, record)).toEqual(value);
    }
  });
});

describe('a record opens in its place, or not at all', () => {
  it('refuses every flipped bit, every truncation and every extension', async () => {
    const room = await openRoom();
    const record = await sealRecord(room, PLACE, VALUE);
    const open = (forged: Uint8Array) => openRecord(room, PLACE, forged);
    const counts = await expectRefusals(record, open, 'AuthenticationError');
    expect(counts['AuthenticationError']).toBe(10 * record.length + 24);
  });

  it('refuses each of 50 records under the name of each other one', async () => {
    const room = await openRoom();
    const names = Array.from(
      { length: 50 },
      (_, i) => `${i % 2 ? 'key' : 'alias'}/111122223333/us-east-1/${i}`,
    );
    const records = await Promise.all(names.map((name) => sealRecord(room, { name, version: 1 }, VALUE)));
    for (const [i, name] of names.entries()) {
      for (const [j, record] of records.entries()) {
        const attempt = openRecord(room, { name, version: 1 }, record);
        if (i === j) expect(await attempt).toEqual(VALUE);
        else await expect(attempt).rejects.toThrow('authentication failed');
      }
    }
  });

  it('refuses every other version, of itself too', async () => {
    const room = await openRoom();
    const record = await sealRecord(room, { name: 'a', version: 7 }, VALUE);
    for (const version of [
      0,
      1,
      6,
      8,
      7 + 2 ** 32,
      2 ** 48 - 1,
      2 ** 48,
      2 ** 48 + 7,
      Number.MAX_SAFE_INTEGER,
    ]) {
      await expect(openRecord(room, { name: 'a', version }, record)).rejects.toThrow('authentication failed');
    }
    expect(await openRecord(room, { name: 'a', version: 7 }, record)).toEqual(VALUE);
  });

  it('lets no byte move between name and version', async () => {
    const room = await openRoom();
    const record = await sealRecord(room, { name: 'ab', version: 1 }, VALUE);
    for (const name of ['a', 'abc', 'ab\0', '']) {
      await expect(openRecord(room, { name, version: 1 }, record)).rejects.toThrow('authentication failed');
    }
  });

  it('refuses another store, even one with the same root key and the same domain keys', async () => {
    const [here, there] = [await openRoom(), await openRoom()];
    const record = await sealRecord(here, PLACE, VALUE);
    await expect(openRecord(there, PLACE, record)).rejects.toThrow('authentication failed');
    const adopted = { ...there, domainKeys: here.domainKeys };
    await expect(openRecord(adopted, PLACE, record)).rejects.toThrow('authentication failed');
  });

  it('refuses the number of one domain key before what another sealed', async () => {
    const room = await openRoom();
    const first = await sealRecord(room, PLACE, VALUE);
    await room.domainKeys.rotate();
    const second = await sealRecord(room, PLACE, VALUE);
    expect(Buffer.from(second).readUInt32BE(1)).toBe(2);
    for (const [head, body] of [
      [first, second],
      [second, first],
    ] as const) {
      const spliced = Buffer.concat([head.subarray(0, 5), body.subarray(5)]);
      await expect(openRecord(room, PLACE, spliced)).rejects.toThrow('authentication failed');
    }
    expect(await openRecord(room, PLACE, first)).toEqual(VALUE);
  });
});
