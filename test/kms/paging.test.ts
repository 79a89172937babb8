import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBase64 } from '../../src/bytes/base64.ts';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import { pageOf, readMarker } from '../../src/kms/paging.ts';
import { refusalOf, SEED } from '../operations/service.ts';

const any = (): boolean => true;
const read = (marker: string, kind = 'tag', isCursor = any): Promise<unknown> =>
  refusalOf((async () => readMarker(kind, marker, isCursor))());
const INVALID = { code: 'InvalidMarkerException', message: '' };

describe('a page', () => {
  it('ends a list that is not longer, and has no marker then', () => {
    for (const items of [[], ['a'], ['a', 'b']]) {
      expect(pageOf('tag', items, 2, String)).toEqual({ items, nextMarker: undefined });
    }
  });

  it('gives a marker that carries on after its last item', () => {
    const page = pageOf('tag', ['a', 'b', 'c'], 2, String);
    expect(page.items).toEqual(['a', 'b']);
    expect(readMarker('tag', page.nextMarker, any)).toBe('b');
  });

  it('carries any text in its marker that has UTF-8 bytes', () => {
    const texts = fc.string({ unit: 'binary', minLength: 1 });
    fc.assert(
      fc.property(texts, (text) => {
        const { nextMarker } = pageOf('tag', [text, text], 1, String);
        expect(readMarker('tag', nextMarker, any)).toBe(text);
      }),
      { seed: SEED },
    );
  });

  it('gives markers of at most 1024 characters, as many as requests may have', () => {
    for (const [kind, longest] of [
      ['tag', '\u{1f511}'.repeat(128)],
      ['alias', `alias/${'x'.repeat(250)}`],
    ] as const) {
      expect(pageOf(kind, [longest, ''], 1, String).nextMarker?.length).toBeLessThanOrEqual(1024);
    }
  });
});

describe('a marker', () => {
  it('is absent for the first page', () => {
    expect(readMarker('tag', undefined, any)).toBeUndefined();
  });

  it('means nothing to another list', async () => {
    const { nextMarker = '' } = pageOf('tag', ['a', 'b'], 1, String);
    for (const kind of ['ta', 'tags', 'key', '']) expect(await read(nextMarker, kind)).toEqual(INVALID);
  });

  it('means nothing when the list could have no such item', async () => {
    const { nextMarker = '' } = pageOf('tag', ['a', 'b'], 1, String);
    expect(await read(nextMarker, 'tag', () => false)).toEqual(INVALID);
  });

  it.each([
    '',
    'a',
    '!!!!',
    '====',
    toBase64(toUtf8('tag')),
    toBase64(toUtf8('tagx')),
    toBase64(new Uint8Array([0xff])),
  ])('is not %j', async (marker) => {
    expect(await read(marker)).toEqual(INVALID);
  });
});
