import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bytes } from '../../../src/crypto/primitives.ts';
import { inOrder } from '../../../src/crypto/stream/in-order.ts';
import { isZero, RUNS, settle } from './streams.ts';

/** Something to work on, with its number as its byte. */
interface Numbered {
  readonly number: number;
  readonly bytes: Bytes;
}

async function* numbered(count: number): AsyncGenerator<Numbered, void> {
  for (let number = 0; number < count; number++) yield { number, bytes: Uint8Array.of(number) };
}

/** Work that others finish, in whatever order. */
function desk(): {
  readonly begun: Numbered[];
  work(item: Numbered): Promise<Bytes>;
  finish(number: number): void;
  fail(number: number, error: Error): void;
} {
  const begun: Numbered[] = [];
  const owed = new Map<number, { resolve(bytes: Bytes): void; reject(error: Error): void }>();
  return {
    begun,
    work: (item) => {
      begun.push(item);
      return new Promise((resolve, reject) => owed.set(item.number, { resolve, reject }));
    },
    finish: (number) => owed.get(number)?.resolve(Uint8Array.of(number)),
    fail: (number, error) => owed.get(number)?.reject(error),
  };
}

describe('work in order', () => {
  it('gives results in the order of the items, in whatever order they were ready', async () => {
    const inputs = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.array(fc.nat(3), { maxLength: 30 }));
    const property = fc.asyncProperty(inputs, async ([width, delays]) => {
      let underWay = 0;
      const work = async ({ bytes }: Numbered): Promise<Bytes> => {
        underWay++;
        expect(underWay).toBeLessThanOrEqual(width);
        await new Promise((resolve) => setTimeout(resolve, delays[bytes[0] ?? 0]));
        underWay--;
        return bytes;
      };
      const results: number[] = [];
      for await (const [number = -1] of inOrder(numbered(delays.length), width, work)) results.push(number);
      expect(results).toEqual(delays.map((_, i) => i));
    });
    await fc.assert(property, { ...RUNS, numRuns: 30 });
  });

  it('begins no more than its width, and takes one item ahead', async () => {
    const { begun, work, finish } = desk();
    let taken = 0;
    async function* counted(): AsyncGenerator<Numbered, void> {
      for await (const item of numbered(10)) {
        taken++;
        yield item;
      }
    }
    const results = inOrder(counted(), 3, work);
    const first = results.next();
    await settle();
    expect([begun.length, taken]).toEqual([3, 4]);
    finish(0);
    expect((await first).value).toEqual(Uint8Array.of(0));
    await settle();
    expect([begun.length, taken]).toEqual([3, 4]);
    await results.return();
  });

  it('gives a result as soon as it is there, while the next item is yet to come', async () => {
    async function* slow(): AsyncGenerator<Numbered, void> {
      yield { number: 0, bytes: Uint8Array.of(0) };
      await new Promise(() => undefined);
    }
    const results = inOrder(slow(), 4, async ({ bytes }) => bytes);
    expect((await results.next()).value).toEqual(Uint8Array.of(0));
  });

  it('fails with the first failure in the order of the items', async () => {
    const { work, finish, fail } = desk();
    const results = inOrder(numbered(3), 3, work);
    const first = results.next();
    await settle();
    fail(2, new Error('the third'));
    fail(1, new Error('the second'));
    await settle();
    finish(0);
    expect((await first).value).toEqual(Uint8Array.of(0));
    await expect(results.next()).rejects.toThrow('the second');
    expect((await results.next()).done).toBe(true);
  });

  it('fails with the failure of the items, after the results before it', async () => {
    async function* broken(): AsyncGenerator<Numbered, void> {
      yield { number: 0, bytes: Uint8Array.of(5) };
      throw new Error('no more');
    }
    const results = inOrder(broken(), 1, async ({ bytes }) => bytes);
    expect((await results.next()).value).toEqual(Uint8Array.of(5));
    await expect(results.next()).rejects.toThrow('no more');
  });

  it('wipes what nobody asks for any more: results, and the item that was taken ahead', async () => {
    const taken: Bytes[] = [];
    let ended = false;
    async function* watched(): AsyncGenerator<Numbered, void> {
      try {
        for (let number = 1; number < 9; number++) {
          const bytes = Uint8Array.of(number);
          taken.push(bytes);
          yield { number, bytes };
        }
      } finally {
        ended = true;
      }
    }
    const results = inOrder(watched(), 2, async ({ bytes }) => bytes);
    const { value } = await results.next();
    await results.return();
    await settle();
    expect(ended).toBe(true);
    expect(value).toEqual(Uint8Array.of(1));
    expect(taken.length).toBeGreaterThanOrEqual(2);
    expect(taken.slice(1).every(isZero)).toBe(true);
  });

  it('ends on a failure without waiting for an item that may never come', async () => {
    async function* stuck(): AsyncGenerator<Numbered, void> {
      yield { number: 0, bytes: Uint8Array.of(0) };
      await new Promise(() => undefined);
    }
    const results = inOrder(stuck(), 2, () => Promise.reject(new Error('refused')));
    await expect(results.next()).rejects.toThrow('refused');
  });
});
