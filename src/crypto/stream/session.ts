/**
 * A key at work: in this thread, or wherever a pool has put it. Streams and batches know no difference.
 *
 * @module
 */
import { expectBytes } from '../../bytes/expect.ts';
import { wipe } from '../../bytes/wipe.ts';
import type { Engine } from '../engine.ts';
import type { Bytes } from '../primitives.ts';
import { type Direction, type Pack, runPack } from './pack.ts';
import { createSpares } from './spares.ts';

/** A key, and somebody who seals and opens under it until it is released. */
export interface SealingSession {
  /** How many packs may be under way at once: more only wait. */
  readonly width: number;
  /**
   * Seals or opens a pack, whose texts are wiped or gone when the promise is settled.
   *
   * @throws {AuthenticationError} A message is not what the key made.
   */
  run(direction: Direction, pack: Pack): Promise<Bytes>;
  /** Zeroes in a buffer of just their length: one that a pack came in and left, or a new one. */
  lend(length: number): Bytes;
  /** Wipes the key. Packs under way come to their end; their results are still owed. */
  release(): void;
}

/** Whoever can put a key to work: a pool of workers, for one. */
export interface SealingRoom {
  /** @param key 16, 24 or 32 bytes, which are copied. */
  openSession(key: Uint8Array): Promise<SealingSession>;
}

/** Where WebCrypto computes in threads of its own, two at once keep it busy; elsewhere one follows the other. */
const WIDTH = 2;

/**
 * A session in this thread.
 *
 * @throws {RangeError} The key is not 16, 24 or 32 bytes.
 * @throws {UnsupportedAlgorithmError} The engine has no AES-GCM.
 *
 * @example
 * const session = await openLocalSession(createPortableEngine(), new Uint8Array(32));
 * const pack = packOfOne(new Uint8Array(12), new Uint8Array(5));
 * (await session.run('seal', pack)).length; // 21
 * session.release();
 */
export async function openLocalSession(engine: Engine, key: Uint8Array): Promise<SealingSession> {
  expectBytes('key', key, 16, 24, 32);
  const ownKey = Uint8Array.from(key);
  const spares = createSpares(WIDTH);
  let isReleased = false;
  try {
    const gcm = await engine.use('aesGcm');
    return {
      width: WIDTH,
      run: async (direction, pack) => {
        if (isReleased) throw new TypeError('"session" expected one in use, got a released one');
        const result = await runPack(gcm, ownKey, direction, pack);
        spares.keep(pack.bytes);
        return result;
      },
      lend: spares.lend,
      release: () => {
        isReleased = true;
        wipe(ownKey);
      },
    };
  } catch (error) {
    wipe(ownKey);
    throw error;
  }
}

/**
 * A session in a room of workers, or in this thread where there is none; the key given is wiped.
 *
 * @param key The caller's no more.
 *
 * @example
 * const session = await openSession(createPortableEngine(), undefined, new Uint8Array(32));
 * session.release();
 */
export async function openSession(
  engine: Engine,
  room: SealingRoom | undefined,
  key: Bytes,
): Promise<SealingSession> {
  try {
    return await (room?.openSession(key) ?? openLocalSession(engine, key));
  } finally {
    wipe(key);
  }
}
