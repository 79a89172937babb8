import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIELD_LIMITS, TEXT_LIMIT, withinLimit, withinTextLimit } from '../../src/audit/size-limits.ts';
import { SEED } from '../operations/service.ts';
import { openAudited } from './audited.ts';

const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

describe('a field', () => {
  it.each(['requestParameters', 'responseElements', 'additionalEventData'] as const)(
    '%s is itself up to its limit, and beyond it the note that it was too large',
    (field) => {
      const empty = sizeOf({ a: '' });
      const longest = { a: 'x'.repeat(FIELD_LIMITS[field] - empty) };
      expect(withinLimit(field, longest)).toBe(longest);
      expect(withinLimit(field, { a: `${longest.a}x` })).toEqual({
        reason: `${field} too large`,
        omitted: true,
        originalSize: FIELD_LIMITS[field] + 1,
      });
    },
  );

  it('is measured in bytes of JSON: of what is not ASCII, of what is escaped, of many members, of lists', () => {
    const third = Math.ceil(FIELD_LIMITS.requestParameters / 3);
    const many = Object.fromEntries(Array.from({ length: 12_000 }, (_, i) => [`k${i}`, 1]));
    const values = [
      { a: '中'.repeat(third) },
      { a: '\u0001'.repeat(third) },
      { ['\ud800'.repeat(third)]: '' },
      many,
      { a: Array(60_000).fill(1) },
    ];
    for (const value of values)
      expect(withinLimit('requestParameters', value)).toMatchObject({ originalSize: sizeOf(value) });
  });

  it('is never longer than its limit', () => {
    const value = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 400 });
    fc.assert(
      fc.property(value, (given) => {
        const kept = withinLimit('additionalEventData', given as never);
        expect(sizeOf(kept)).toBeLessThanOrEqual(FIELD_LIMITS.additionalEventData);
        expect(kept === given).toBe(sizeOf(given) <= FIELD_LIMITS.additionalEventData);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it('that is absent or null stays so', () => {
    expect(withinLimit('responseElements', null)).toBeNull();
    expect(withinLimit('additionalEventData', undefined)).toBeUndefined();
  });

  it('is left out of the event of a call with an encryption context that is too long', async () => {
    const service = await openAudited();
    const { KeyMetadata } = await service.kms.createKey({});
    const context = { a: 'x'.repeat(200_000) };
    const [event] = await service.eventsBy(() =>
      service.kms
        .encrypt({ KeyId: KeyMetadata.KeyId, Plaintext: new Uint8Array([1]), EncryptionContext: context })
        .catch(() => {}),
    );
    expect(event?.requestParameters).toMatchObject({ omitted: true, reason: 'requestParameters too large' });
  });
});

describe('a text', () => {
  it.each(['a', 'é', '中', '🔑', '\ud800'])('of %j has at most 1 KB, of whole characters', (character) => {
    const kept = withinTextLimit(character.repeat(3000));
    const bytes = Buffer.byteLength(kept);
    expect(bytes).toBeLessThanOrEqual(TEXT_LIMIT);
    expect(bytes + Buffer.byteLength(character)).toBeGreaterThan(TEXT_LIMIT);
    expect(kept).toBe(character.repeat(kept.length / character.length));
  });

  it('of 1 KB is itself', () => {
    const text = 'é'.repeat(512);
    expect(withinTextLimit(text)).toBe(text);
    expect(withinTextLimit('a'.repeat(1024))).toHaveLength(1024);
  });
});
