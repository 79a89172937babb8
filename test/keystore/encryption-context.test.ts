import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalContext, type EncryptionContext } from '../../src/keystore/encryption-context.ts';

const SEED = 20_261_124;
const PAIRS = 100_000;

/** A context of pairs as JSON.parse would make it: `__proto__` is data. */
function contextOf(pairs: readonly (readonly [string, string])[]): EncryptionContext {
  const members = new Map(pairs);
  return JSON.parse(
    `{${[...members].map((pair) => pair.map((text) => JSON.stringify(text)).join(':')).join()}}`,
  );
}

/** docs/FORMATS.md §3, without a line of the house. */
function canonicalByHand(context: EncryptionContext): Buffer {
  const pairs = Object.entries(context).map(
    ([key, value]) => [Buffer.from(key), Buffer.from(value)] as const,
  );
  pairs.sort(([a], [b]) => Buffer.compare(a, b));
  const prefixed = (part: Buffer): Buffer => Buffer.concat([u32(part.length), part]);
  return Buffer.concat([u32(pairs.length), ...pairs.flat().map(prefixed)]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function isSameMap(a: EncryptionContext, b: EncryptionContext): boolean {
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && a[key] === b[key])
  );
}

/** Texts that are told apart with difficulty: equal but for their boundaries, their normal form, or their order. */
const trickyText = fc.constantFrom(
  ...['', 'a', 'b', 'aa', 'ab', 'A', '\0', '\0\0\0\u0001', '\0\0\0\u0001a', '=', 'é', 'e\u0301', 'Å', 'Å'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '10', '2', '\uffff', '😀', '\ufeff', ' '],
);
const pairs = fc.array(fc.tuple(trickyText, trickyText), { maxLength: 3 });
const wildPairs = fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), {
  maxLength: 6,
});

describe('canonicalContext', () => {
  it('writes what docs/FORMATS.md says, for any context', () => {
    fc.assert(
      fc.property(fc.oneof(pairs, wildPairs), (members) => {
        const context = contextOf(members);
        expect(canonicalContext(context)).toEqual(new Uint8Array(canonicalByHand(context)));
      }),
      { seed: SEED, numRuns: 5000 },
    );
  });

  it('gives equal bytes to equal maps and to no others: 100,000 pairs of contexts', () => {
    const seen = { same: 0, different: 0 };
    const close = fc
      .tuple(pairs, pairs, fc.boolean())
      .map(([a, b, reorder]) => [a, reorder ? [...a].reverse() : b]);
    fc.assert(
      fc.property(close, ([a = [], b = []]) => {
        const [first, second] = [contextOf(a), contextOf(b)];
        const same = isSameMap(first, second);
        seen[same ? 'same' : 'different']++;
        expect(Buffer.from(canonicalContext(first)).equals(canonicalContext(second))).toBe(same);
      }),
      { seed: SEED, numRuns: PAIRS },
    );
    expect(Math.min(seen.same, seen.different)).toBeGreaterThan(PAIRS / 10);
  });

  it('orders keys by their UTF-8 bytes, where JavaScript would order by UTF-16 units', () => {
    const context = { '\u{1f600}': 'later', '\uffff': 'earlier' };
    expect(Object.keys(context).sort()[0]).toBe('\u{1f600}');
    expect(Buffer.from(canonicalContext(context)).indexOf('earlier')).toBe(4 + 4 + 3 + 4);
  });

  it('gives one context one form, however its members were put in', () => {
    expect(canonicalContext({ a: '1', b: '2', c: '3' })).toEqual(
      canonicalContext({ c: '3', a: '1', b: '2' }),
    );
    expect(canonicalContext({ 10: 'x', 9: 'y' })).toEqual(
      canonicalContext(
        Object.fromEntries([
          ['9', 'y'],
          ['10', 'x'],
        ]),
      ),
    );
  });

  it('takes __proto__ as data like any other key', () => {
    const hostile = JSON.parse('{"__proto__":"x"}') as EncryptionContext;
    expect(canonicalContext(hostile)).not.toEqual(canonicalContext({}));
    expect(canonicalContext(hostile)).toEqual(new Uint8Array(canonicalByHand(hostile)));
  });

  it('takes nothing from a prototype', () => {
    const inherited = Object.create({ department: 'finance' }) as EncryptionContext;
    expect(canonicalContext(inherited)).toEqual(canonicalContext({}));
  });

  it('tells NFC from NFD', () => {
    expect(canonicalContext({ é: 'x' })).not.toEqual(canonicalContext({ 'e\u0301': 'x' }));
    expect(canonicalContext({ x: 'é' })).not.toEqual(canonicalContext({ x: 'e\u0301' }));
  });

  it('tells an empty key from an absent one, and an absent context not from the empty one', () => {
    expect(canonicalContext({ '': '' })).not.toEqual(canonicalContext({}));
    expect(canonicalContext(undefined)).toEqual(new Uint8Array(4));
    expect(canonicalContext({})).toEqual(new Uint8Array(4));
  });

  it.each([{ '\ud800': 'x' }, { x: '\udfff' }, { x: 'a\udc00\ud800' }])(
    'refuses text that is not well-formed Unicode, in a key or in a value: %#',
    (context) => {
      const refusal = new RangeError('"encryption context" expected well-formed Unicode');
      expect(() => canonicalContext(context as EncryptionContext)).toThrow(refusal);
    },
  );

  it.each([{ x: 5 }, { x: null }, { x: undefined }, { x: ['a'] }])(
    'refuses values that are no text: %j',
    (context) => {
      expect(() => canonicalContext(context as unknown as EncryptionContext)).toThrow(TypeError);
    },
  );
});
