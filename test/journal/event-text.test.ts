import { describe, expect, it } from 'vitest';
import {
  type EventDraft,
  lengthOf,
  readEvents,
  SharedPart,
  SharedRun,
  textOf,
  writeEvents,
} from '../../src/journal/event-text.ts';

const run = (...texts: string[]): SharedRun => new SharedRun(texts.map((text) => new SharedPart(text)));
const linesOf = (text: string): string[] => text.split('\n').slice(0, -1);
const readBack = (events: readonly EventDraft[]): readonly string[] | undefined =>
  readEvents(linesOf(writeEvents(events)));

describe('the events of an entry', () => {
  it('are read as they were written, whether they were given in parts or not', () => {
    const [begin, end] = [run('{"a":', '"é😀"', ',"id":'), run('}')];
    const events = ['{"b":1}', { parts: [begin, '"1"', end] }, { parts: [begin, '"2"', end] }, '{"b":1}'];
    expect(readBack(events)).toEqual(events.map(textOf));
    expect(readBack([])).toEqual([]);
    expect(readBack([''])).toEqual(['']);
  });

  it('hold a shared part once, and again in the next entry', () => {
    const begin = run('{"a":', '"long"');
    const events = Array.from({ length: 100 }, (_, i) => ({ parts: [begin, `,"id":${i}}`] }));
    const text = writeEvents(events);
    expect(text.split('"long"')).toHaveLength(2);
    expect(writeEvents(events)).toBe(text);
    expect(readEvents(linesOf(text))).toEqual(events.map(textOf));
  });

  it('share the parts of different runs', () => {
    const [a, b, c] = ['[1', ',2', ',3]'].map((text) => new SharedPart(text)) as [
      SharedPart,
      SharedPart,
      SharedPart,
    ];
    const events = [new SharedRun([a, c]), new SharedRun([a, b, c]), new SharedRun([a, c])];
    const text = writeEvents(events.map((one) => ({ parts: [one] })));
    expect(text).toBe('\t[1\t,3]\n\x1f0\t,2\x1f1\n\x1f0\x1f1\n');
    expect(readEvents(linesOf(text))).toEqual(['[1,3]', '[1,2,3]', '[1,3]']);
  });

  it('take a run that was begun in an entry that was never finished', () => {
    const begin = run('{"a":', '1}');
    expect(() => writeEvents([{ parts: [begin, 'a\nb'] }])).toThrow(RangeError);
    expect(readBack([{ parts: [begin] }, { parts: [begin] }])).toEqual(['{"a":1}', '{"a":1}']);
  });

  it.each(['\n', '\t', '\x1f'])('take no part with the control character %j', (character) => {
    expect(() => writeEvents([`a${character}b`])).toThrow(RangeError);
    expect(() => writeEvents([{ parts: [run(`a${character}b`)] }])).toThrow(RangeError);
  });

  it.each(['a', 'a\tb', '\ta\x1f1', '\ta\x1f', '\ta\x1f-1', '\x1f0'])('are none of %j', (line) => {
    expect(readEvents([line])).toBeUndefined();
  });

  it('are as long as their texts', () => {
    const events = ['{}', { parts: [run('{"a', '":'), '1}'] }];
    expect(lengthOf(events)).toBe(events.reduce((sum, event) => sum + textOf(event).length, 0));
  });
});
