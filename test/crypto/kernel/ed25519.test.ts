/** Ed25519 of the kernel: it accepts and refuses what the portable engine does, and forgets what is secret. */
import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  sign as nodeSign,
  verify as nodeVerify,
} from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../../src/bytes/concat.ts';
import { fromHex, toHex } from '../../../src/bytes/hex.ts';
import { decodePkcs8, encodePkcs8 } from '../../../src/crypto/der/pkcs8.ts';
import { encodeSpki } from '../../../src/crypto/der/spki.ts';
import {
  decodeEd25519PrivateKey,
  ed25519PublicKeyOf,
  encodeEd25519PrivateKey,
  encodeEd25519PublicKey,
  ed25519 as portable,
} from '../../../src/crypto/ed25519.ts';
import { InvalidKeyError, UnsupportedAlgorithmError } from '../../../src/crypto/errors.ts';
import { createKernelEd25519, type KernelEd25519 } from '../../../src/crypto/kernel/ed25519.ts';
import { type Ed25519Kernel, loadEd25519Kernel } from '../../../src/crypto/kernel/ed25519-kernel.ts';
import type { EdVariant } from '../../../src/crypto/primitives.ts';
import { seededRandom } from '../random.ts';
import { addedTo, littleEndian, ORDER, scalarOf, TORSION, timesBase } from './ed25519-model.ts';

const SEED = 8032;
const random = seededRandom('kernel ed25519');
const VARIANTS: readonly EdVariant[] = ['Ed25519', 'Ed25519ph'];

interface Own {
  readonly kernel: Ed25519Kernel;
  readonly memory: Uint8Array;
  readonly ed25519: KernelEd25519;
}

function own(): Own {
  const { kernel, reason } = loadEd25519Kernel();
  if (kernel === undefined) throw new Error(reason);
  const memory = new Uint8Array(kernel.memory.buffer);
  return { kernel, memory, ed25519: createKernelEd25519(() => kernel) };
}

const shared = own();

interface Keys {
  readonly seed: Uint8Array;
  readonly pkcs8: Uint8Array;
  readonly raw: Uint8Array;
  readonly spki: Uint8Array;
}

function keysOf(seed: Uint8Array): Keys {
  const raw = ed25519PublicKeyOf(seed);
  return { seed, pkcs8: encodeEd25519PrivateKey(seed), raw, spki: encodeEd25519PublicKey(raw) };
}
const KEYS = keysOf(random(32));

type Verdict = boolean | string;

/** What a call says: its answer, or its error. */
function said(call: () => unknown): Verdict {
  try {
    return call() as boolean;
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

/** Requires that both say the same; both times, since the second meets the key's tables. @returns What they say. */
function agree(variant: EdVariant, spki: Uint8Array, message: Uint8Array, signature: Uint8Array): Verdict {
  const expected = said(() => portable.verify(variant, spki, message, signature));
  for (let time = 0; time < 3; time++) {
    expect(said(() => shared.ed25519.verify(variant, spki, message, signature))).toBe(expected);
  }
  return expected;
}

describe('signing', () => {
  const lengths = [0, 1, 31, 32, 47, 48, 63, 64, 79, 80, 95, 96, 111, 112, 127, 128, 129, 255, 4096];
  it.each(lengths)('gives what the portable engine gives, for a message of %i bytes', (length) => {
    const message = random(length);
    for (const variant of VARIANTS) {
      const signature = shared.ed25519.sign(variant, KEYS.pkcs8, message);
      expect(toHex(signature)).toBe(toHex(portable.sign(variant, KEYS.pkcs8, message) as Uint8Array));
      expect(shared.ed25519.verify(variant, KEYS.spki, message, signature)).toBe(true);
    }
  });

  it('gives it for messages around the length of their place, and far above it', () => {
    const place = shared.kernel.messageLength.value;
    for (const length of [place - 1, place, place + 1, 2 * place, 300_001]) {
      const message = random(length);
      for (const variant of VARIANTS) {
        const signature = shared.ed25519.sign(variant, KEYS.pkcs8, message);
        expect(toHex(signature)).toBe(toHex(portable.sign(variant, KEYS.pkcs8, message) as Uint8Array));
        expect(shared.ed25519.verify(variant, KEYS.spki, message, signature)).toBe(true);
        message[length - 1] ^= 1;
        expect(shared.ed25519.verify(variant, KEYS.spki, message, signature)).toBe(false);
      }
    }
  });

  it('reads a long message that another thread can write once, not twice', () => {
    const message = new Uint8Array(new SharedArrayBuffer(shared.kernel.messageLength.value + 1)).fill(5);
    const expected = portable.sign('Ed25519', KEYS.pkcs8, Uint8Array.from(message)) as Uint8Array;
    expect(toHex(shared.ed25519.sign('Ed25519', KEYS.pkcs8, message))).toBe(toHex(expected));
  });

  it('gives what node:crypto gives: 300 keys and messages', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 200 }), (message) => {
      const pair = generateKeyPairSync('ed25519');
      const pkcs8 = Uint8Array.from(pair.privateKey.export({ format: 'der', type: 'pkcs8' }));
      const spki = Uint8Array.from(pair.publicKey.export({ format: 'der', type: 'spki' }));
      const theirs = nodeSign(null, message, pair.privateKey);
      expect(toHex(shared.ed25519.sign('Ed25519', pkcs8, message))).toBe(toHex(theirs));
      expect(shared.ed25519.verify('Ed25519', spki, message, theirs)).toBe(true);
      theirs[message.length % 64] ^= 1;
      expect(shared.ed25519.verify('Ed25519', spki, message, theirs)).toBe(false);
    });
    fc.assert(property, { seed: SEED, numRuns: 300 });
  });

  it('keeps to its keys when more of them than there are places for would lie in the same ones', () => {
    const keys: Keys[] = [];
    for (let i = 0; keys.length < 7; i++) {
      const seed = Uint8Array.from(createHash('sha512').update(String(i)).digest().subarray(0, 32));
      const fingerprint = createHash('sha512').update(createHash('sha512').update(seed).digest()).digest();
      if ((fingerprint.readUInt32LE() & 1023) === 5) keys.push(keysOf(seed));
    }
    const signatures = keys.map(({ pkcs8 }) =>
      toHex(portable.sign('Ed25519', pkcs8, KEYS.raw) as Uint8Array),
    );
    for (let round = 0; round < 5; round++) {
      for (const i of [0, 1, 2, 3, 4, 5, 6, 4, 2, 6]) {
        const made = shared.ed25519.sign('Ed25519', (keys[i] as Keys).pkcs8, KEYS.raw);
        expect(toHex(made)).toBe(signatures[i]);
      }
    }
  });

  it('takes no public key from the private one: one that stands beside it changes nothing', () => {
    const other = keysOf(random(32));
    const beside = encodePkcs8({ ...decodePkcs8(KEYS.pkcs8), publicKey: other.raw });
    expect(toHex(shared.ed25519.sign('Ed25519', beside, KEYS.raw))).toBe(
      toHex(shared.ed25519.sign('Ed25519', KEYS.pkcs8, KEYS.raw)),
    );
  });
});

describe('a generated pair', () => {
  it('is that of its seed, which is wiped, and OpenSSL takes it', () => {
    let drawn = new Uint8Array(0);
    const pair = shared.ed25519.generateKey((length) => {
      drawn = new Uint8Array(length).fill(7);
      return drawn;
    });
    expect(drawn).toEqual(new Uint8Array(32));
    expect(decodeEd25519PrivateKey(pair.privateKey).seed).toEqual(new Uint8Array(32).fill(7));
    const publicKey = createPublicKey({ key: Buffer.from(pair.publicKey), format: 'der', type: 'spki' });
    const signature = shared.ed25519.sign('Ed25519', pair.privateKey, KEYS.raw);
    expect(nodeVerify(null, KEYS.raw, publicKey, signature)).toBe(true);
  });

  it('leaves nothing behind when there is no randomness', () => {
    const failing = (): never => {
      throw new Error('no entropy');
    };
    expect(() => shared.ed25519.generateKey(failing)).toThrow('no entropy');
    expect(remains(shared)).toBe(0);
  });
});

describe('verification says what the portable engine says', () => {
  const message = random(40);
  const good = portable.sign('Ed25519', KEYS.pkcs8, message) as Uint8Array;
  const [r, s] = [good.subarray(0, 32), good.subarray(32)];
  const p = 2n ** 255n - 19n;
  const signatures: Readonly<Record<string, Uint8Array>> = {
    'a good one': good,
    nothing: new Uint8Array(0),
    zeros: new Uint8Array(64),
    ones: new Uint8Array(64).fill(255),
    'cut short': good.subarray(0, 63),
    'a byte behind': concatBytes(good, Uint8Array.of(0)),
    'S of zero': concatBytes(r, new Uint8Array(32)),
    'S raised by the order': concatBytes(r, littleEndian(scalarOf(s) + ORDER)),
    'S of the order': concatBytes(r, littleEndian(ORDER)),
    'S of the order less one': concatBytes(r, littleEndian(ORDER - 1n)),
    'S of the order and one': concatBytes(r, littleEndian(ORDER + 1n)),
    'S of 2^252': concatBytes(r, littleEndian(2n ** 252n)),
    'S of 2^253': concatBytes(r, littleEndian(2n ** 253n)),
    'R that is no point': concatBytes(littleEndian(2n), s),
    'R with a y of p': concatBytes(littleEndian(p), s),
    'R with a y of p + 1': concatBytes(littleEndian(p + 1n), s),
    'R with the sign of -0': concatBytes(littleEndian(1n + 2n ** 255n), s),
    'R neutral': concatBytes(littleEndian(1n), s),
    'R of the other sign': concatBytes(
      r.map((byte, i) => (i === 31 ? byte ^ 128 : byte)),
      s,
    ),
  };
  it.each(Object.entries(signatures))('to %s', (what, signature) => {
    for (const variant of VARIANTS) {
      const verdict = agree(variant, KEYS.spki, message, signature);
      expect(verdict).toBe(what === 'a good one' && variant === 'Ed25519');
    }
  });

  it('to any flipped bit', () => {
    for (let bit = 0; bit < 512; bit += 7) {
      const flipped = Uint8Array.from(good);
      flipped[bit >> 3] ^= 1 << (bit & 7);
      expect(agree('Ed25519', KEYS.spki, message, flipped)).toBe(false);
    }
  });

  const keys: Readonly<Record<string, Uint8Array>> = {
    'that is no point': littleEndian(2n),
    'with a y of p': littleEndian(p),
    'with a y of p + 1': littleEndian(p + 1n),
    'with a y of 2^255 - 1': littleEndian(2n ** 255n - 1n),
    'with an x of -0': littleEndian(1n + 2n ** 255n),
    'with an x of -0 and a y of -1': littleEndian(p - 1n + 2n ** 255n),
    'of all ones': new Uint8Array(32).fill(255),
  };
  it.each(Object.entries(keys))('to a key %s: it is refused', (_what, key) => {
    const spki = encodeEd25519PublicKey(key);
    const refusal = 'InvalidKeyError: the Ed25519 public key is not a point';
    for (const signature of Object.values(signatures)) {
      expect(agree('Ed25519', spki, message, signature)).toBe(refusal);
    }
  });

  it('to the keys of small order: they sign nothing', () => {
    for (const point of TORSION) {
      const spki = encodeEd25519PublicKey(point);
      for (const R of [...TORSION, r]) {
        expect(agree('Ed25519', spki, message, concatBytes(R, new Uint8Array(32)))).toBe(false);
      }
    }
  });

  it('to points with a part of small order in R, in the key, or in both: the cofactor makes them good', () => {
    const nonce = 987_654_321n;
    const secret = scalarOf(random(32)) % ORDER;
    for (const inR of TORSION) {
      for (const inA of TORSION) {
        const R = addedTo(timesBase(nonce), inR);
        const A = addedTo(timesBase(secret), inA);
        const k = scalarOf(createHash('sha512').update(R).update(A).update(message).digest()) % ORDER;
        const signature = concatBytes(R, littleEndian((nonce + k * secret) % ORDER));
        expect(agree('Ed25519', encodeEd25519PublicKey(A), message, signature)).toBe(true);
        const wrong = concatBytes(R, littleEndian((nonce + k * secret + 1n) % ORDER));
        expect(agree('Ed25519', encodeEd25519PublicKey(A), message, wrong)).toBe(false);
      }
    }
  });

  it('to more keys than it has places for, in any order', () => {
    const rows = Array.from({ length: 40 }, () => {
      const keys = keysOf(random(32));
      return { spki: keys.spki, signature: shared.ed25519.sign('Ed25519', keys.pkcs8, message) };
    });
    const order = fc.array(fc.nat(rows.length - 1), { minLength: 200, maxLength: 200 });
    const property = fc.property(order, (indices) => {
      for (const i of indices) {
        const { spki, signature } = rows[i] as (typeof rows)[number];
        expect(shared.ed25519.verify('Ed25519', spki, message, signature)).toBe(true);
        const other = rows[(i + 1) % rows.length] as (typeof rows)[number];
        expect(shared.ed25519.verify('Ed25519', spki, message, other.signature)).toBe(false);
      }
    });
    fc.assert(property, { seed: SEED, numRuns: 5 });
  });
});

describe('keys and arguments', () => {
  it.each([
    ['31 bytes', encodeSpki('Ed25519', new Uint8Array(31))],
    ['another algorithm', encodeSpki('P-256', KEYS.raw)],
    ['a private key', KEYS.pkcs8],
    ['no encoding', KEYS.raw],
  ])('a public key of %s is refused', (_what, spki) => {
    expect(() => shared.ed25519.verify('Ed25519', spki, KEYS.raw, new Uint8Array(64))).toThrow(
      InvalidKeyError,
    );
  });

  it.each([
    ['a public key', KEYS.spki],
    ['another algorithm', encodePkcs8({ ...decodePkcs8(KEYS.pkcs8), algorithm: 'ML-DSA-44' })],
    ['no encoding', KEYS.seed],
    ['the right length', new Uint8Array(48)],
  ])('a private key of %s is refused', (_what, pkcs8) => {
    expect(() => shared.ed25519.sign('Ed25519', pkcs8, KEYS.raw)).toThrow(InvalidKeyError);
  });

  it('a variant that there is none of, and what is no byte string, are misuse', () => {
    const { ed25519 } = shared;
    expect(() => ed25519.sign('Ed448' as never, KEYS.pkcs8, KEYS.raw)).toThrow(TypeError);
    expect(() => ed25519.verify('Ed448' as never, KEYS.spki, KEYS.raw, new Uint8Array(64))).toThrow(
      TypeError,
    );
    expect(() => ed25519.sign('Ed25519', KEYS.pkcs8, 'm' as never)).toThrow(TypeError);
    expect(() => ed25519.sign('Ed25519', 'k' as never, KEYS.raw)).toThrow(TypeError);
    expect(() => ed25519.verify('Ed25519', KEYS.spki, KEYS.raw, 's' as never)).toThrow(TypeError);
  });

  it("the caller's arrays are unchanged", () => {
    const message = random(100);
    const signature = shared.ed25519.sign('Ed25519', KEYS.pkcs8, message);
    const arrays = [KEYS.pkcs8, KEYS.spki, message, signature];
    const before = arrays.map(toHex);
    for (const variant of VARIANTS) {
      shared.ed25519.verify(variant, KEYS.spki, message, signature);
      shared.ed25519.sign(variant, KEYS.pkcs8, message);
    }
    expect(arrays.map(toHex)).toEqual(before);
  });

  it('a host that does not run it is asked no sooner than it is needed', () => {
    const refusing = createKernelEd25519(() => {
      throw new UnsupportedAlgorithmError('not here');
    });
    expect(() => refusing.sign('Ed25519', KEYS.pkcs8, KEYS.raw)).toThrow(UnsupportedAlgorithmError);
  });
});

/** How many bytes of working memory are not zero: from where secrets begin to where public tables do. */
function remains({ kernel, memory }: Own): number {
  return memory.subarray(kernel.workStart.value, kernel.keptStart.value).filter((byte) => byte !== 0).length;
}

describe('after every call', () => {
  const secrets = (keys: Keys, message: Uint8Array): readonly Uint8Array[] => {
    const hash = createHash('sha512').update(keys.seed).digest();
    const scalar = Uint8Array.from(hash.subarray(0, 32));
    scalar[0] &= 0xf8;
    scalar[31] = (scalar[31] & 0x7f) | 0x40;
    const nonce = createHash('sha512').update(hash.subarray(32)).update(message).digest();
    return [keys.seed, hash, scalar, message, nonce, littleEndian(scalarOf(nonce) % ORDER)];
  };

  it('working memory is zero, and no secret lies anywhere: success and failure, short and long', () => {
    const one = own();
    for (const length of [32, 64, 1000, 70_000]) {
      const message = random(length);
      const keys = keysOf(random(32));
      for (const variant of VARIANTS) {
        const signature = one.ed25519.sign(variant, keys.pkcs8, message);
        expect(remains(one)).toBe(0);
        one.ed25519.verify(variant, keys.spki, message, signature);
        expect(remains(one)).toBe(0);
        one.ed25519.verify(variant, keys.spki, message, signature.fill(1));
        expect(remains(one)).toBe(0);
        one.ed25519.verify(variant, keys.spki, message, signature.subarray(1));
        expect(remains(one)).toBe(0);
        expect(() =>
          one.ed25519.verify(variant, encodeEd25519PublicKey(littleEndian(2n)), message, signature),
        ).toThrow();
        expect(() => one.ed25519.sign(variant, new Uint8Array(48), message)).toThrow();
        expect(remains(one)).toBe(0);
      }
      const hay = Buffer.from(one.memory.buffer);
      for (const secret of secrets(keys, message)) {
        for (let at = 0; at + 8 <= Math.min(secret.length, 128); at += 8) {
          expect(hay.includes(Buffer.from(secret.subarray(at, at + 8)))).toBe(false);
        }
      }
    }
    one.ed25519.generateKey(random);
    expect(remains(one)).toBe(0);
  });

  it('what is kept is a matter of the public keys alone, whatever was signed', () => {
    const [one, other] = [own(), own()];
    const keys = keysOf(random(32));
    for (const { ed25519 } of [one, other]) {
      const message = random(50);
      const signature = ed25519.sign('Ed25519', keys.pkcs8, message);
      for (let time = 0; time < 3; time++) ed25519.verify('Ed25519', keys.spki, message, signature);
    }
    expect(Buffer.compare(one.memory, other.memory)).toBe(0);
    const known = Buffer.from(one.memory.buffer);
    expect(known.includes(Buffer.from(keys.raw))).toBe(true);
  });

  it('wipe leaves an instance that was never used, which still works', () => {
    const one = own();
    const signature = one.ed25519.sign('Ed25519', KEYS.pkcs8, KEYS.raw);
    one.ed25519.verify('Ed25519', KEYS.spki, KEYS.raw, signature);
    one.kernel.wipe();
    expect(Buffer.compare(one.memory, own().memory)).toBe(0);
    expect(one.ed25519.sign('Ed25519', KEYS.pkcs8, KEYS.raw)).toEqual(signature);
  });
});

describe('RFC 8032 §7.1', () => {
  it('test 1: the empty message', () => {
    const keys = keysOf(fromHex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'));
    expect(toHex(shared.ed25519.sign('Ed25519', keys.pkcs8, new Uint8Array(0)))).toBe(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    );
  });
});
