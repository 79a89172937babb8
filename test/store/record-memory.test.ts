import { describe, expect, it } from 'vitest';
import { RecordMemory } from '../../src/store/record-memory.ts';
import type { StoredRecord } from '../../src/store/store.ts';

const record = (name: string, length = 1, version = 1): StoredRecord => ({
  name,
  version,
  value: new Uint8Array(length).fill(version),
});

describe('what a store remembers', () => {
  it('is what it was told last: what was read, then what was written', () => {
    const memory = new RecordMemory();
    memory.keep(record('a'));
    expect(memory.find('a')).toEqual(record('a'));
    memory.apply(record('a', 3, 2));
    expect(memory.find('a')).toEqual(record('a', 3, 2));
    memory.apply({ name: 'a', version: 3, value: undefined });
    expect(memory.find('a')).toBeUndefined();
  });

  it('has no room for what is written and was never asked for', () => {
    const memory = new RecordMemory();
    memory.apply(record('a'));
    expect(memory.find('a')).toBeUndefined();
  });

  it('is bounded in records: the oldest makes room', () => {
    const memory = new RecordMemory({ records: 2, length: 100 });
    for (const name of ['a', 'b', 'c']) memory.keep(record(name));
    expect(memory.find('a')).toBeUndefined();
    expect(memory.find('b')).toBeDefined();
    expect(memory.find('c')).toBeDefined();
  });

  it('is bounded in bytes, and counts those of what was replaced no more', () => {
    const memory = new RecordMemory({ records: 100, length: 10 });
    for (let i = 1; i < 50; i++) memory.keep(record('a', 4, i));
    memory.keep(record('b', 4));
    expect(memory.find('a')).toBeDefined();
    memory.apply(record('b', 7, 2));
    expect(memory.find('a')).toBeUndefined();
    expect(memory.find('b')?.value).toHaveLength(7);
  });

  it('forgets a record that became longer than all may be', () => {
    const memory = new RecordMemory({ records: 100, length: 10 });
    memory.keep(record('b', 2));
    memory.keep(record('a', 4));
    memory.apply(record('a', 11, 2));
    expect(memory.find('a')).toBeUndefined();
    expect(memory.find('b')).toBeDefined();
  });
});
