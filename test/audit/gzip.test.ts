import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gunzip, gzip, openStoredGzip, storedGzip } from '../../src/audit/gzip.ts';
import { FormatError } from '../../src/bytes/reader.ts';
import { toUtf8 } from '../../src/bytes/utf8.ts';

const CONTENTS = [0, 1, 65_534, 65_535, 65_536, 200_000].map((length) =>
  Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 255),
);

describe('gzip', () => {
  it('is opened by itself and by others, compressed and stored', async () => {
    for (const content of CONTENTS) {
      for (const packed of [await gzip(content), storedGzip(content)]) {
        expect(Buffer.compare(gunzipSync(packed), content)).toBe(0);
        expect(Buffer.compare(await gunzip(packed, content.length), content)).toBe(0);
      }
    }
  });

  it('opens what it has stored without the host, and nothing that was packed in another way', async () => {
    for (const content of CONTENTS) {
      expect(Buffer.compare(openStoredGzip(storedGzip(content)), content)).toBe(0);
      const others = [
        await gzip(content),
        storedGzip(content).subarray(0, -1),
        Uint8Array.from([...storedGzip(content), 0]),
      ];
      for (const other of others) expect(() => openStoredGzip(other)).toThrow(FormatError);
    }
    const packed = storedGzip(toUtf8('abcdef'));
    for (let i = 0; i < packed.length; i++) {
      for (const bit of [1, 128]) {
        const changed = packed.slice();
        changed[i] = (changed[i] as number) ^ bit;
        expect(() => openStoredGzip(changed), `byte ${i}`).toThrow(FormatError);
      }
    }
    expect(() => openStoredGzip(new Uint8Array(0))).toThrow(FormatError);
  });

  it('opens what others have packed', async () => {
    expect(await gunzip(gzipSync('abc'), 3)).toEqual(toUtf8('abc'));
  });

  it('has a header that tells nothing of the host', async () => {
    const header = '1f8b08000000000000ff';
    expect(Buffer.from((await gzip(toUtf8('a'))).subarray(0, 10)).toString('hex')).toBe(header);
    expect(Buffer.from(storedGzip(toUtf8('a')).subarray(0, 10)).toString('hex')).toBe(header);
  });

  it('refuses more than was asked for, and what is damaged or none', async () => {
    const packed = await gzip(new Uint8Array(1000));
    await expect(gunzip(packed, 999)).rejects.toThrow(FormatError);
    await expect(gunzip(packed.subarray(0, -1), 1000)).rejects.toThrow(FormatError);
    await expect(gunzip(toUtf8('not packed'), 1000)).rejects.toThrow(FormatError);
    const damaged = storedGzip(toUtf8('abc'));
    damaged[16] = 0;
    await expect(gunzip(damaged, 1000)).rejects.toThrow(FormatError);
  });
});
