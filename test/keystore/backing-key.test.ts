import { describe, expect, it } from 'vitest';
import {
  createBackingKey,
  exposeBackingKey,
  MATERIAL_ID_LENGTH,
  sealBackingKey,
} from '../../src/keystore/backing-key.ts';
import type { SealingRoom } from '../../src/keystore/sealed-record.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { materialIdByHand, openBackingKeyByHand, sealByHand, u16, u32 } from './by-hand.ts';
import { isZero, observe, openByRootKey, openRoom, recordingRandom, toolsOf } from './house.ts';
import { expectRefusals } from './tampering.ts';

const OWNER = '111122223333/1234abcd-12ab-34cd-56ef-1234567890ab';
const MATERIAL = Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i);

/** The material of a backing key, copied out of the only door. */
function expose(room: SealingRoom, owner: string, sealed: Uint8Array): Promise<Uint8Array> {
  return exposeBackingKey(room, owner, sealed, async (material) => material.slice());
}

describe('the layout of FORMATS §4.4', () => {
  it('has each field at its offset, and opens by hand from the root key on', async () => {
    const store = memoryStore();
    const room = await openRoom(store);
    const { materialId, sealed } = await sealBackingKey(room, OWNER, MATERIAL);
    expect(sealed.length).toBe(1 + 4 + 32 + 64 + 32);
    expect(sealed[0]).toBe(1);
    expect(Buffer.from(sealed).readUInt32BE(1)).toBe(1);
    expect(sealed.subarray(5, 37)).toEqual(materialId);
    const opened = openBackingKeyByHand(await openByRootKey(store), OWNER, sealed);
    expect(opened.equals(MATERIAL)).toBe(true);
  });

  it('opens when it was sealed by hand', async () => {
    const store = memoryStore();
    const room = await openRoom(store);
    const { storeId, domainKey } = await openByRootKey(store);
    const head = Buffer.concat([Buffer.from([1]), u32(1), materialIdByHand(MATERIAL, OWNER)]);
    const aad = Buffer.concat([storeId, head, u16(OWNER.length), Buffer.from(OWNER)]);
    const base = { baseKey: domainKey, label: 'strongroom backing key', nonce: Buffer.alloc(16, 1) };
    const sealed = Buffer.concat([head, sealByHand(base, MATERIAL, aad)]);
    expect(await expose(room, OWNER, sealed)).toEqual(MATERIAL);
  });

  it('takes material of any length', async () => {
    const room = await openRoom();
    for (const length of [1, 16, 33, 64, 2400]) {
      const material = new Uint8Array(length).fill(7);
      const { sealed } = await sealBackingKey(room, OWNER, material);
      expect(await expose(room, OWNER, sealed)).toEqual(material);
    }
  });
});

describe('a backing key opens for its owner, or not at all', () => {
  it('refuses every flipped bit, every truncation and every extension', async () => {
    const room = await openRoom();
    const { sealed } = await sealBackingKey(room, OWNER, MATERIAL);
    const counts = await expectRefusals(
      sealed,
      (forged) => expose(room, OWNER, forged),
      'AuthenticationError',
    );
    expect(counts['AuthenticationError']).toBe(10 * sealed.length + 24);
  });

  it('refuses every other of 50 owners', async () => {
    const room = await openRoom();
    const owners = Array.from({ length: 50 }, (_, i) => `111122223333/key-${i}`);
    const sealed = await Promise.all(owners.map((owner) => sealBackingKey(room, owner, MATERIAL)));
    let opened = 0;
    for (const [i, owner] of owners.entries()) {
      for (const [j, backingKey] of sealed.entries()) {
        const attempt = expose(room, owner, backingKey.sealed);
        if (i === j) expect(await attempt).toEqual(MATERIAL);
        else await expect(attempt).rejects.toThrow('authentication failed');
        opened += i === j ? 1 : 0;
      }
    }
    expect(opened).toBe(50);
  });

  it('refuses another store, even one with the same root key', async () => {
    const [here, there] = [await openRoom(), await openRoom()];
    const { sealed } = await sealBackingKey(here, OWNER, MATERIAL);
    await expect(expose(there, OWNER, sealed)).rejects.toThrow('authentication failed');
    const adopted = { ...there, domainKeys: here.domainKeys };
    await expect(expose(adopted, OWNER, sealed)).rejects.toThrow('authentication failed');
  });

  it('refuses owners that have no bytes of their own', async () => {
    const room = await openRoom();
    await expect(sealBackingKey(room, 'a\ud800', MATERIAL)).rejects.toThrow(RangeError);
    await expect(createBackingKey(room, 'a\ud800')).rejects.toThrow(RangeError);
  });
});

describe('the material id', () => {
  it('is the same for the same material and owner, in every store, and is what FORMATS §2 says', async () => {
    const ids = [];
    for (const room of [await openRoom(), await openRoom()]) {
      ids.push((await sealBackingKey(room, OWNER, MATERIAL)).materialId);
    }
    expect(ids[0]).toEqual(ids[1]);
    expect(ids[0]).toEqual(new Uint8Array(materialIdByHand(MATERIAL, OWNER)));
    expect(MATERIAL_ID_LENGTH).toBe(32);
  });

  it('differs for another owner and for another material', async () => {
    const room = await openRoom();
    const other = MATERIAL.slice();
    other[31] = (other[31] ?? 0) ^ 1;
    const ids = await Promise.all([
      sealBackingKey(room, OWNER, MATERIAL),
      sealBackingKey(room, `${OWNER}x`, MATERIAL),
      sealBackingKey(room, OWNER, other),
      sealBackingKey(room, OWNER, MATERIAL.subarray(0, 31)),
    ]);
    expect(new Set(ids.map(({ materialId }) => Buffer.from(materialId).toString('hex'))).size).toBe(4);
  });

  it('holds nothing of the material that is not derived', async () => {
    const { materialId } = await sealBackingKey(await openRoom(), OWNER, MATERIAL);
    expect(Buffer.from(materialId).equals(MATERIAL)).toBe(false);
  });
});

describe('material in the clear', () => {
  it('is 32 fresh bytes of the generator, which are wiped once sealed', async () => {
    const { random, drawn, copies } = recordingRandom();
    const room = await openRoom(memoryStore(), toolsOf({ random }));
    const first = drawn.length;
    const { sealed } = await createBackingKey(room, OWNER);
    expect(drawn[first]?.length).toBe(32);
    expect(await expose(room, OWNER, sealed)).toEqual(copies[first]);
    expect(isZero(drawn[first] as Uint8Array)).toBe(true);
  });

  it('is wiped also when it cannot be sealed', async () => {
    const { random, drawn, copies } = recordingRandom();
    const room = await openRoom(memoryStore(), toolsOf({ random }));
    const first = drawn.length;
    room.domainKeys.release();
    await expect(createBackingKey(room, OWNER)).rejects.toThrow();
    expect(copies[first]?.length).toBe(32);
    expect(isZero(drawn[first] as Uint8Array)).toBe(true);
  });

  it('stays the caller’s when it was given', async () => {
    const material = MATERIAL.slice();
    await sealBackingKey(await openRoom(), OWNER, material);
    expect(material).toEqual(MATERIAL);
  });

  it('is there during the use and zeroes afterwards, and what the use gave comes back', async () => {
    const room = await openRoom();
    const { sealed } = await sealBackingKey(room, OWNER, MATERIAL);
    let kept: Uint8Array | undefined;
    const answer = await exposeBackingKey(room, OWNER, sealed, async (material) => {
      kept = material;
      await Promise.resolve();
      expect(material).toEqual(MATERIAL);
      return 'answer';
    });
    expect(answer).toBe('answer');
    expect(kept?.length).toBe(32);
    expect(isZero(kept as Uint8Array)).toBe(true);
  });

  it.each(['at once', 'later'])(
    'is zeroes after a use that throws %s, and the error comes through',
    async (when) => {
      const room = await openRoom();
      const { sealed } = await sealBackingKey(room, OWNER, MATERIAL);
      let kept: Uint8Array | undefined;
      const use = (material: Uint8Array): Promise<never> => {
        kept = material;
        if (when === 'at once') throw new Error('of the use');
        return Promise.resolve().then(() => {
          throw new Error('of the use');
        });
      };
      await expect(exposeBackingKey(room, OWNER, sealed, use)).rejects.toThrow(new Error('of the use'));
      expect(isZero(kept as Uint8Array)).toBe(true);
    },
  );

  it('is a copy of its own for each of several uses at the same time', async () => {
    const room = await openRoom();
    const { sealed } = await sealBackingKey(room, OWNER, MATERIAL);
    let finishFirst: () => void = () => undefined;
    const first = exposeBackingKey(room, OWNER, sealed, async (material) => {
      await new Promise<void>((resolve) => {
        finishFirst = resolve;
      });
      return material.slice();
    });
    expect(await expose(room, OWNER, sealed)).toEqual(MATERIAL);
    finishFirst();
    expect(await first).toEqual(MATERIAL);
  });

  it('is never passed to the use when it does not open', async () => {
    const { engine, opened } = observe();
    const room = await openRoom(memoryStore(), toolsOf({ engine }));
    const { sealed } = await sealBackingKey(room, OWNER, MATERIAL);
    const before = opened.length;
    let calls = 0;
    const use = async () => {
      calls++;
    };
    await expect(exposeBackingKey(room, 'another', sealed, use)).rejects.toThrow('authentication failed');
    expect([calls, opened.length]).toEqual([0, before]);
  });
});
