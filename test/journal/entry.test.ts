import { describe, expect, it } from 'vitest';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import { decodeEntry, encodeEntry, JournalBrokenError, NO_DIGEST } from '../../src/journal/entry.ts';

describe('an entry', () => {
  const entry = { sequence: 7, atMs: 5, previous: NO_DIGEST, events: ['{"a":1}', '"é"'] };

  it('is a line of its own, and one for each event', () => {
    const text = new TextDecoder().decode(encodeEntry(entry));
    expect(text).toBe(`{"sequence":7,"atMs":5,"previous":"${NO_DIGEST}","count":2}\n{"a":1}\n"é"\n`);
  });

  it('is read as it was written', () => {
    expect(decodeEntry(encodeEntry(entry))).toEqual(entry);
    expect(decodeEntry(encodeEntry({ ...entry, events: [] })).events).toEqual([]);
  });

  it('takes no event that would count as two', () => {
    expect(() => encodeEntry({ ...entry, events: ['{}\n{}'] })).toThrow(RangeError);
  });

  it('is broken when an event has gone or come', () => {
    const text = new TextDecoder().decode(encodeEntry(entry));
    expect(() => decodeEntry(toUtf8(text.replace('{"a":1}\n', '')))).toThrow(JournalBrokenError);
    expect(() => decodeEntry(toUtf8(`${text}{}\n`))).toThrow(JournalBrokenError);
  });
});
