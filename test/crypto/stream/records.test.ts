import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AuthenticationError } from '../../../src/crypto/errors.ts';
import type { Pack } from '../../../src/crypto/stream/pack.ts';
import { processRecords } from '../../../src/crypto/stream/records.ts';
import { openLocalSession, type SealingSession } from '../../../src/crypto/stream/session.ts';
import { isZero, observe, RUNS } from './streams.ts';

const KEY = Uint8Array.from({ length: 32 }, (_, i) => i + 1);

/** A session that notes the packs it gets, what became of them, and whether it was released. */
interface Noted extends SealingSession {
  readonly packs: Pack[];
  readonly results: Uint8Array[];
  mostHeld: number;
  isReleased: boolean;
}

async function noted(width = 2): Promise<Noted> {
  const { engine } = observe();
  const session = await openLocalSession(engine, KEY);
  let held = 0;
  const noting = {
    width,
    packs: [] as Pack[],
    results: [] as Uint8Array[],
    mostHeld: 0,
    isReleased: false,
    lend: session.lend,
    run: async (direction: 'seal' | 'open', pack: Pack) => {
      noting.packs.push(pack);
      noting.mostHeld = Math.max(noting.mostHeld, ++held);
      const result = await session.run(direction, pack);
      held--;
      noting.results.push(result);
      return result;
    },
    release: () => {
      noting.isReleased = true;
      session.release();
    },
  };
  return noting;
}

function numbered(count: number, length: number) {
  return Array.from({ length: count }, (_, i) => {
    const nonce = new Uint8Array(12);
    new DataView(nonce.buffer).setUint32(0, i);
    return { nonce, text: new Uint8Array(length).fill(i) };
  });
}

describe('records through a session', () => {
  it('are sealed as each would be alone, in their order, and open again', async () => {
    const lengths = fc.array(fc.constantFrom(0, 1, 100, 20_000, 70_000), { maxLength: 12 });
    const property = fc.asyncProperty(lengths, async (all) => {
      const records = numbered(all.length, 1).map(({ nonce }, i) => ({
        nonce,
        text: new Uint8Array(all[i] ?? 0).fill(i),
        aad: Uint8Array.of(i),
      }));
      const sealed = await processRecords(await noted(), 'seal', records);
      for (const [i, { nonce, text, aad }] of records.entries()) {
        const cipher = createCipheriv('aes-256-gcm', KEY, nonce).setAAD(aad);
        const byHand = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
        expect(byHand.equals(sealed[i] ?? new Uint8Array())).toBe(true);
      }
      const forms = records.map((record, i) => ({ ...record, text: sealed[i] ?? new Uint8Array() }));
      const opened = await processRecords(await noted(), 'open', forms);
      expect(opened).toEqual(records.map(({ text }) => text));
    });
    await fc.assert(property, { ...RUNS, numRuns: 20 });
  });

  it('travel in packs of 16 KiB to 256 KiB, evenly shared, a bounded number at a time', async () => {
    for (const [count, length, width, least, most] of [
      [10, 100, 4, 1, 1],
      [1000, 900, 4, 4, 4],
      [2000, 10_000, 4, 74, 77],
      [100_000, 0, 2, 25, 25],
    ] as const) {
      const session = await noted(width);
      await processRecords(session, 'seal', numbered(count, length));
      expect(session.packs.length).toBeGreaterThanOrEqual(least);
      expect(session.packs.length).toBeLessThanOrEqual(most);
      expect(session.mostHeld).toBeLessThanOrEqual(width);
    }
  });

  it('release their session and wipe every copy, done or refused', async () => {
    const records = numbered(3, 20_000);
    const good = await noted();
    const sealed = await processRecords(good, 'seal', records);
    expect(good.isReleased).toBe(true);
    expect(good.packs.every(({ bytes }) => isZero(bytes))).toBe(true);
    const forms = records.map((record, i) => ({ ...record, text: Uint8Array.from(sealed[i] ?? []) }));
    forms[2]?.text.fill(0);
    const bad = await noted();
    await expect(processRecords(bad, 'open', forms)).rejects.toThrow(AuthenticationError);
    expect(bad.isReleased).toBe(true);
    expect(bad.packs.every(({ bytes }) => isZero(bytes))).toBe(true);
    expect(bad.results.length).toBeGreaterThan(0);
    expect(bad.results.every(isZero)).toBe(true);
    expect(records[1]?.text[0]).toBe(1);
  });

  it('are checked before any is sealed', async () => {
    const session = await noted();
    const records = [...numbered(3, 10), { nonce: new Uint8Array(11), text: new Uint8Array() }];
    await expect(processRecords(session, 'seal', records)).rejects.toThrow(RangeError);
    expect(session.packs).toEqual([]);
    expect(session.isReleased).toBe(true);
  });
});
