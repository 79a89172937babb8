/** Keys for the kernel: the quick way and the way through DER read the same, and refuse the same. */
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import {
  decodeEcPrivateKey,
  decodeEcPublicKey,
  encodeEcPrivateKey,
  encodeEcPublicKey,
} from '../../../src/crypto/ec/key.ts';
import { InvalidKeyError } from '../../../src/crypto/errors.ts';
import { encodePair, openPrivateKey, openPublicKey } from '../../../src/crypto/kernel/ec-keys.ts';
import { kernelCurveOf } from '../../../src/crypto/kernel/ec-places.ts';
import { CURVES, nodeEcPair } from '../ec/keys.ts';

describe.each(CURVES)('%s', (name) => {
  const curve = kernelCurveOf(name);
  const { pkcs8, spki } = nodeEcPair(name);
  const known = decodeEcPrivateKey(name, pkcs8);

  it('keys as everybody encodes them are opened, as views', () => {
    const { scalar, point } = openPrivateKey(curve, pkcs8);
    expect([scalar, point ?? new Uint8Array()].map(toHex)).toEqual(
      [known.scalar, known.point ?? new Uint8Array()].map(toHex),
    );
    expect(scalar.buffer).toBe(pkcs8.buffer);
    expect(toHex(openPublicKey(curve, spki))).toBe(toHex(decodeEcPublicKey(name, spki)));
  });

  it('keys that are encoded otherwise are opened too', () => {
    const bare = openPrivateKey(curve, encodeEcPrivateKey(name, known.scalar));
    expect(toHex(bare.scalar)).toBe(toHex(known.scalar));
    expect(bare.point).toBeUndefined();
    const x = decodeEcPublicKey(name, spki).subarray(1, 1 + curve.length);
    const compressed = new Uint8Array([2, ...x]);
    expect(toHex(openPublicKey(curve, encodeEcPublicKey(name, compressed)))).toBe(toHex(compressed));
  });

  it('every octet around the numbers counts', () => {
    const isNumber = (key: Uint8Array, part: Uint8Array, i: number): boolean =>
      i >= part.byteOffset - key.byteOffset && i < part.byteOffset - key.byteOffset + part.length;
    const { scalar, point } = openPrivateKey(curve, pkcs8);
    for (const [i] of pkcs8.entries()) {
      if (isNumber(pkcs8, scalar, i) || isNumber(pkcs8, point?.subarray(1) as Uint8Array, i)) continue;
      const changed = Uint8Array.from(pkcs8);
      changed[i] = (changed[i] as number) ^ 0x20;
      let refused = 0;
      try {
        // What is left to read after a change must read the same way round.
        if (toHex(openPrivateKey(curve, changed).point ?? new Uint8Array()) !== toHex(point as Uint8Array))
          refused++;
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidKeyError);
        refused++;
      }
      expect({ i, refused }).toEqual({ i, refused: 1 });
    }
  });

  it('a scalar of another length is refused', () => {
    const long = encodeEcPrivateKey(name, new Uint8Array(curve.length + 1).fill(1));
    expect(() => openPrivateKey(curve, long)).toThrow(InvalidKeyError);
  });

  it('a pair is encoded as the portable engine encodes it', () => {
    const point = decodeEcPublicKey(name, spki);
    const pair = encodePair(curve, known.scalar, point.subarray(1));
    expect(toHex(pair.privateKey)).toBe(toHex(encodeEcPrivateKey(name, known.scalar, point)));
    expect(toHex(pair.publicKey)).toBe(toHex(encodeEcPublicKey(name, point)));
  });
});
