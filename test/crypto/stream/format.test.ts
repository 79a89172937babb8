import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AuthenticationError } from '../../../src/crypto/errors.ts';
import {
  decodeHeader,
  deriveStreamKeys,
  encodePrefix,
  frameIv,
  MAX_FRAME_LENGTH,
  MAX_FRAMES,
  sealedStreamLength,
} from '../../../src/crypto/stream/format.ts';
import { forEachEngine } from '../engines.ts';
import { headerByHand, keysByHand, prefixByHand, sealByHand } from './by-hand.ts';
import { isZero, observe, RUNS } from './streams.ts';

const SALT = Uint8Array.from({ length: 16 }, (_, i) => 0xf0 + i);
const KEY = Uint8Array.from({ length: 32 }, (_, i) => i);
const RECIPE = { key: KEY, salt: SALT, aad: new Uint8Array(), frameLength: 65_536 };

describe('the header of a stream', () => {
  it('begins with magic, version, frame length and salt, as FORMATS §7 says', () => {
    for (const frameLength of [1, 65_536, MAX_FRAME_LENGTH]) {
      const prefix = encodePrefix(frameLength, SALT);
      expect(prefix).toEqual(new Uint8Array(prefixByHand({ salt: SALT, frameLength })));
    }
  });

  it('is cut into its fields', () => {
    const header = headerByHand(RECIPE);
    const { prefix, frameLength, commitment } = decodeHeader(header);
    expect([...prefix]).toEqual([...header.subarray(0, 24)]);
    expect(frameLength).toBe(65_536);
    expect([...commitment]).toEqual([...header.subarray(24)]);
  });

  it('is refused with another magic, another version, or a frame length out of bounds', () => {
    const forged = [0, 1, 2, 3].map((at) => {
      const header = headerByHand(RECIPE);
      header[at] = (header[at] ?? 0) ^ 1;
      return header;
    });
    for (const frameLength of [0, MAX_FRAME_LENGTH + 1, 2 ** 32 - 1]) {
      forged.push(headerByHand({ ...RECIPE, frameLength }));
    }
    for (const header of forged) expect(() => decodeHeader(header)).toThrow(AuthenticationError);
  });

  it('is not written with a frame length out of bounds, or a salt of another length', () => {
    for (const frameLength of [0, -1, 1.5, MAX_FRAME_LENGTH + 1, Number.NaN]) {
      expect(() => encodePrefix(frameLength, SALT)).toThrow(RangeError);
    }
    expect(() => encodePrefix(16, SALT.subarray(1))).toThrow(RangeError);
    expect(() => decodeHeader(new Uint8Array(55))).toThrow(RangeError);
  });
});

describe('the key of a stream', () => {
  forEachEngine((createEngine) => {
    it('is derived from key, header and AAD by KBKDF, by hand', async () => {
      const property = fc.asyncProperty(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.uint8Array({ minLength: 24, maxLength: 24 }),
        fc.uint8Array({ maxLength: 200 }),
        async (key, prefix, aad) => {
          const { frameKey, commitment } = await deriveStreamKeys(createEngine(), key, prefix, aad);
          const [byHand, committed] = keysByHand(key, prefix, aad);
          expect([frameKey, commitment]).toEqual([new Uint8Array(byHand), new Uint8Array(committed)]);
        },
      );
      await fc.assert(property, { ...RUNS, numRuns: 20 });
    });
  });

  it('leaves no copy of what was derived', async () => {
    const { engine, secrets } = observe();
    await deriveStreamKeys(engine, KEY, new Uint8Array(24), new Uint8Array());
    expect(secrets.filter((secret) => secret !== KEY).map(isZero)).toEqual([true]);
  });

  it('is 32 bytes, from a prefix of 24', async () => {
    const { engine } = observe();
    const none = new Uint8Array();
    await expect(deriveStreamKeys(engine, KEY.subarray(1), new Uint8Array(24), none)).rejects.toThrow(
      RangeError,
    );
    await expect(deriveStreamKeys(engine, KEY, new Uint8Array(23), none)).rejects.toThrow(RangeError);
  });
});

describe('the IV of a frame', () => {
  it('is seven zeroes, the number, and whether the frame is the last', () => {
    expect([...frameIv(0, false)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect([...frameIv(0x01020304, true)]).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 1]);
    expect([...frameIv(MAX_FRAMES - 1, false)]).toEqual([0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 0]);
  });

  it('is none beyond 2^32 frames', () => {
    expect(() => frameIv(MAX_FRAMES, true)).toThrow(RangeError);
  });
});

describe('the length of a sealed stream', () => {
  it('is what the stream by hand has', () => {
    for (const frameLength of [1, 16, 100]) {
      for (const length of [0, 1, 15, 16, 17, 99, 100, 101, 200, 201]) {
        const sealed = sealByHand({ ...RECIPE, frameLength }, new Uint8Array(length));
        expect(sealedStreamLength(length, frameLength)).toBe(sealed.length);
      }
    }
  });

  it('is known up to 2^32 frames', () => {
    expect(sealedStreamLength(MAX_FRAME_LENGTH * MAX_FRAMES, MAX_FRAME_LENGTH)).toBe(56 + 2 ** 52 + 2 ** 36);
    expect(() => sealedStreamLength(2 * MAX_FRAMES + 1, 2)).toThrow(RangeError);
    expect(() => sealedStreamLength(-1)).toThrow(RangeError);
    expect(() => sealedStreamLength(1, 0)).toThrow(RangeError);
  });
});
