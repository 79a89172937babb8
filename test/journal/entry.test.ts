import { describe, expect, it } from 'vitest';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import { decodeEntry, encodeEntry, JournalBrokenError, NO_DIGEST } from '../../src/journal/entry.ts';

describe('an entry', () => {
  const entry = { sequence: 7, atMs: 5, previous: NO_DIGEST, events: ['{"a":1}', '"é"'] };

  it('is a line of its own, and one for each event', () => {
    const text = new TextDecoder().decode(encodeEntry(entry));
    const head = `{"sequence":7,"atMs":5,"previous":"${NO_DIGEST}","count":2,"form":2}`;
    expect(text).toBe(`${head}\n\t{"a":1}\n\t"é"\n`);
  });

  it('is read as it was written', () => {
    expect(decodeEntry(encodeEntry(entry))).toEqual({ ...entry, count: 2 });
    expect(decodeEntry(encodeEntry({ ...entry, events: [] })).events).toEqual([]);
  });

  it('takes no event that would count as two', () => {
    expect(() => encodeEntry({ ...entry, events: ['{}\n{}'] })).toThrow(RangeError);
  });

  it('is broken when an event has gone or come', () => {
    const text = new TextDecoder().decode(encodeEntry(entry));
    expect(() => decodeEntry(toUtf8(text.replace('\t{"a":1}\n', '')))).toThrow(JournalBrokenError);
    expect(() => decodeEntry(toUtf8(`${text}\t{}\n`))).toThrow(JournalBrokenError);
    expect(() => decodeEntry(toUtf8(text.replace('\t"é"', '\x1f7')))).toThrow(JournalBrokenError);
  });

  it('is refused in a form that does not exist yet', () => {
    const text = new TextDecoder().decode(encodeEntry(entry)).replace('"form":2', '"form":3');
    expect(() => decodeEntry(toUtf8(text))).toThrow('newer Strongroom');
  });

  it('is read in the first form too, in which every event is a line of JSON', () => {
    expect(decodeEntry(toUtf8(FIRST_FORM))).toEqual({
      sequence: 2,
      atMs: 1795844583334,
      previous: 'eef913dcec6ef94bcdb6cb3fee2476c1a9d92b875dc19825b5573bbe919dc00e',
      count: 2,
      events: ['{"event":{"eventName":"Encrypt"},"note":{"class":"symmetric","atMs":5}}', '{"event":{}}'],
    });
    const shorter = FIRST_FORM.replace('{"event":{}}\n', '');
    expect(() => decodeEntry(toUtf8(shorter))).toThrow(JournalBrokenError);
  });
});

/** As version 0.1.0 wrote it before entries had forms. */
const FIRST_FORM = `{"sequence":2,"atMs":1795844583334,"previous":"eef913dcec6ef94bcdb6cb3fee2476c1a9d92b875dc19825b5573bbe919dc00e","count":2}
{"event":{"eventName":"Encrypt"},"note":{"class":"symmetric","atMs":5}}
{"event":{}}
`;
