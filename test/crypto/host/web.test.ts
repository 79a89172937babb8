import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AuthenticationError, UnsupportedAlgorithmError } from '../../../src/crypto/errors.ts';
import { createWebEngine, webPrimitives } from '../../../src/crypto/host/web.ts';
import { createPortableEngine } from '../../../src/crypto/portable.ts';
import type { AesGcm, HashName } from '../../../src/crypto/primitives.ts';

const web = createWebEngine();
const portable = createPortableEngine();
const RUNS = { numRuns: 300, seed: 20_261_124 };

const bytes = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength });
const key = fc.constantFrom(16, 24, 32).chain((length) => bytes(length, length));
const hash = fc.constantFrom<HashName>('SHA-1', 'SHA-256', 'SHA-384', 'SHA-512');

describe('Web Cryptography gives what the portable engine gives', () => {
  test('AES-GCM, sealed and opened', async () => {
    const ours = await portable.use('aesGcm');
    const theirs = await web.use('aesGcm');
    await fc.assert(
      fc.asyncProperty(key, bytes(12, 12), bytes(0, 300), bytes(0, 60), async (k, n, p, a) => {
        const sealed = await theirs.seal(k, n, p, a);
        expect(sealed).toEqual(await ours.seal(k, n, p, a));
        expect(await theirs.open(k, n, sealed, a)).toEqual(p);
      }),
      RUNS,
    );
  });

  test('hashes', async () => {
    const [ours, theirs] = await Promise.all([portable.use('hash'), web.use('hash')]);
    await fc.assert(
      fc.asyncProperty(hash, bytes(0, 300), async (name, message) => {
        expect(await theirs.digest(name, message)).toEqual(await ours.digest(name, message));
      }),
      RUNS,
    );
  });

  test('HMAC, whole and cut, the empty key included', async () => {
    const [ours, theirs] = await Promise.all([portable.use('hmac'), web.use('hmac')]);
    await fc.assert(
      fc.asyncProperty(hash, bytes(0, 200), bytes(0, 200), async (name, k, message) => {
        const mac = await theirs.mac(name, k, message);
        expect(mac).toEqual(await ours.mac(name, k, message));
        expect(await theirs.mac(name, k, message, 16)).toEqual(mac.slice(0, 16));
        expect(await theirs.verify(name, k, message, mac)).toBe(true);
        expect(await theirs.verify(name, k, message, mac.slice(0, 3))).toBe(false);
        expect(
          await theirs.verify(
            name,
            k,
            message,
            mac.map((byte) => byte ^ 1),
          ),
        ).toBe(false);
      }),
      RUNS,
    );
  });

  test('HKDF', async () => {
    const [ours, theirs] = await Promise.all([portable.use('hkdf'), web.use('hkdf')]);
    const length = fc.integer({ min: 1, max: 600 });
    await fc.assert(
      fc.asyncProperty(hash, bytes(0, 90), bytes(0, 90), length, async (name, ikm, salt, l) => {
        const info = salt.slice(0, 7);
        expect(await theirs.derive(name, ikm, salt, info, l)).toEqual(
          await ours.derive(name, ikm, salt, info, l),
        );
      }),
      RUNS,
    );
  });
});

describe('an AES key', () => {
  /** The host, and how often it was asked to import a key. */
  function counting(): { subtle: SubtleCrypto; imports: () => number } {
    let imports = 0;
    const importKey = (...input: Parameters<SubtleCrypto['importKey']>) => {
      imports++;
      return crypto.subtle.importKey(...input);
    };
    const bound = (name: 'encrypt' | 'decrypt') => crypto.subtle[name].bind(crypto.subtle);
    const subtle = { importKey, encrypt: bound('encrypt'), decrypt: bound('decrypt') } as SubtleCrypto;
    return { subtle, imports: () => imports };
  }

  test('is imported once for many messages, once more for opening, and again when another came between', async () => {
    const { subtle, imports } = counting();
    const gcm = webPrimitives(subtle).aesGcm as AesGcm;
    const [one, other, nonce, none] = [
      new Uint8Array(32),
      new Uint8Array(32),
      new Uint8Array(12),
      new Uint8Array(),
    ];
    other[31] = 1;
    const first = await gcm.seal(one, nonce, none, none);
    expect(await gcm.seal(Uint8Array.from(one), nonce, none, none)).toEqual(first);
    expect(imports()).toBe(1);
    await gcm.open(one, nonce, first, none);
    await gcm.open(one, nonce, first, none);
    expect(imports()).toBe(2);
    expect(await gcm.seal(other, nonce, none, none)).not.toEqual(first);
    expect(await gcm.seal(one, nonce, none, none)).toEqual(first);
    expect(imports()).toBe(4);
  });

  test('that is changed in its array is another key', async () => {
    const gcm = webPrimitives(crypto.subtle).aesGcm as AesGcm;
    const [changing, nonce, none] = [new Uint8Array(32), new Uint8Array(12), new Uint8Array()];
    const first = await gcm.seal(changing, nonce, none, none);
    changing[0] = 1;
    expect(await gcm.seal(changing, nonce, none, none)).not.toEqual(first);
  });
});

describe('what is wrong is refused', () => {
  test('a changed ciphertext, and one that is shorter than its tag', async () => {
    const gcm = await web.use('aesGcm');
    const sealed = await gcm.seal(
      new Uint8Array(32),
      new Uint8Array(12),
      new Uint8Array(5),
      new Uint8Array(),
    );
    for (const bad of [sealed.map((byte) => byte ^ 1), sealed.slice(0, 15), new Uint8Array()]) {
      const opened = gcm.open(new Uint8Array(32), new Uint8Array(12), bad, new Uint8Array());
      await expect(opened).rejects.toThrow(AuthenticationError);
    }
  });

  test('lengths that no standard allows', async () => {
    const gcm = await web.use('aesGcm');
    const none = new Uint8Array();
    await expect(gcm.seal(new Uint8Array(31), new Uint8Array(12), none, none)).rejects.toThrow(RangeError);
    await expect(gcm.seal(new Uint8Array(32), none, none, none)).rejects.toThrow(RangeError);
    await expect(gcm.seal(new Uint8Array(32), new Uint8Array(12), none, none, 5)).rejects.toThrow(RangeError);
  });

  test('hashes that Web Cryptography does not have are left to another engine', async () => {
    const primitive = await web.use('hash');
    await expect(primitive.digest('SHA3-256', new Uint8Array())).rejects.toThrow(UnsupportedAlgorithmError);
    const xof = async () => await primitive.digestXof('SHAKE-128', new Uint8Array(), 16);
    await expect(xof()).rejects.toThrow(UnsupportedAlgorithmError);
  });

  test('a key that the host does not import is left to another engine', async () => {
    const refusing = { ...crypto.subtle, importKey: () => Promise.reject(new Error('no AES-192 here')) };
    const gcm = webPrimitives(refusing as unknown as SubtleCrypto).aesGcm;
    const none = new Uint8Array();
    const sealed = gcm?.seal(new Uint8Array(24), new Uint8Array(12), none, none);
    await expect(sealed).rejects.toThrow(UnsupportedAlgorithmError);
  });

  test('tags of other lengths than 16, and nonces of other lengths than 12, are left to another engine', async () => {
    const gcm = await web.use('aesGcm');
    const none = new Uint8Array();
    const short = gcm.open(new Uint8Array(32), new Uint8Array(1), new Uint8Array(16), none);
    await expect(short).rejects.toThrow(UnsupportedAlgorithmError);
    for (const length of [4, 8, 12, 13, 14, 15]) {
      const sealed = gcm.seal(new Uint8Array(32), new Uint8Array(12), none, none, length);
      await expect(sealed).rejects.toThrow(UnsupportedAlgorithmError);
      const opened = gcm.open(new Uint8Array(32), new Uint8Array(12), new Uint8Array(8), none, length);
      await expect(opened).rejects.toThrow(UnsupportedAlgorithmError);
    }
  });

  test('a host without Web Cryptography', () => {
    expect(() => createWebEngine(null as never)).toThrow(UnsupportedAlgorithmError);
  });
});
