/**
 * The module for Ed25519: closed to the outside, its memory as its map says, its decisions as reviewed, and its
 * arithmetic right for the worst limbs.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { compileKernel } from '../../../scripts/build-kernel.ts';
import { KERNEL_MODULES, type KernelModule } from '../../../scripts/kernel-modules.ts';
import { ED25519_KERNEL } from '../../../src/crypto/kernel/ed25519-bytes.ts';
import { type Ed25519Kernel, loadEd25519Kernel } from '../../../src/crypto/kernel/ed25519-kernel.ts';
import { unpackKernel } from '../../../src/crypto/kernel/loader.ts';
import { seededRandom } from '../random.ts';
import { compiledParts, type Parts } from './compiled-parts.ts';
import { littleEndian, ORDER, PRIME, scalarOf } from './ed25519-model.ts';
import { type Decisions, decisionsOf } from './wat-branches.ts';

function loaded(): Ed25519Kernel {
  const { kernel, reason } = loadEd25519Kernel();
  if (kernel === undefined) throw new Error(reason);
  return kernel;
}

describe('the module', () => {
  it('imports nothing and cannot grow', () => {
    const module = new WebAssembly.Module(unpackKernel(ED25519_KERNEL));
    expect(WebAssembly.Module.imports(module)).toEqual([]);
    expect(() => loaded().memory.grow(1)).toThrow(RangeError);
  });

  it('has less than 20 kB', () => {
    expect(unpackKernel(ED25519_KERNEL).length).toBeLessThan(20_000);
  });

  it('keeps constant tables apart from working memory, and all else zero until it is used', () => {
    const kernel = loaded();
    const memory = new Uint8Array(kernel.memory.buffer);
    const [start, end, work] = [kernel.publicStart.value, kernel.publicEnd(), kernel.workStart.value];
    expect(start).toBe(1024);
    expect(end).toBeGreaterThan(start);
    expect(end).toBeLessThanOrEqual(work);
    expect(kernel.messageStart.value + kernel.messageLength.value).toBeLessThanOrEqual(
      kernel.keptStart.value,
    );
    expect(kernel.keptEnd.value).toBeLessThanOrEqual(memory.length);
    expect(memory.subarray(0, start).every((byte) => byte === 0)).toBe(true);
    expect(memory.subarray(end).every((byte) => byte === 0)).toBe(true);
  });

  it('is, after wipe, byte for byte an instance that was never used', () => {
    const kernel = loaded();
    const memory = new Uint8Array(kernel.memory.buffer);
    memory.fill(0xff, kernel.workStart.value);
    kernel.wipe();
    expect(Buffer.compare(memory, new Uint8Array(loaded().memory.buffer))).toBe(0);
  });
});

/**
 * The functions that meet secrets and do no more than loop over public lengths: a loop is one `if`, and nothing else
 * decides. The number of loops is reviewed too.
 */
const LOOPS_ALONE: Readonly<Record<string, number>> = {
  'ed25519-field/carryLimbs': 1,
  'ed25519-field/loadElement': 0,
  'ed25519-field/squareTimes': 1,
  'ed25519-field/storeElement': 2,
  'ed25519-inverse/apply': 1,
  'ed25519-inverse/applyModulo': 1,
  'ed25519-inverse/batchOfSteps': 1,
  'ed25519-inverse/carry': 1,
  'ed25519-inverse/finish': 1,
  'ed25519-inverse/invert': 4,
  'ed25519-kernel/end': 2,
  'ed25519-kernel/prehashEnd': 1,
  'ed25519-points/addPoint': 3,
  'ed25519-points/doublePoint': 3,
  'ed25519-points/encodePoint': 0,
  'ed25519-points/invertLane': 0,
  'ed25519-points/setNeutral': 1,
  'ed25519-points/signedAddend': 1,
  'ed25519-points/toAddend': 1,
  'ed25519-points/toEntry': 3,
  'ed25519-products/multiply': 0,
  'ed25519-products/square': 0,
  'ed25519-scalar/carry': 1,
  'ed25519-scalar/fold': 2,
  'ed25519-scalar/loadLimbs': 1,
  'ed25519-scalar/multiplyAdd': 3,
  'ed25519-scalar/reduceLimbs': 1,
  'ed25519-scalar/splitSigned': 1,
  'ed25519-scalar/storeLimbs': 1,
  'ed25519-tables/copyPair': 1,
  'ed25519-tables/lookUp': 1,
  'ed25519-tables/multiplyBase': 1,
  'ed25519-tables/storeEntry': 1,
  'sha512/compress': 3,
  'sha512/sha512Start': 1,
};

/** The others that meet secrets, and what they decide by: all of it public. */
const BY_WHAT_IS_PUBLIC: Readonly<Record<string, Partial<Decisions>>> = {
  // The length of the message, and how full the block is.
  'sha512/sha512Update': { loop: 5, if: 7, select: 1 },
  'sha512/sha512Finish': { loop: 3, if: 4 },
  // The variant.
  'ed25519-sign/startHash': { if: 1 },
  // Whether the public key is known by its fingerprint; which place is next.
  'ed25519-sign/openSeed': { loop: 1, if: 2, br_if: 1 },
  // The last of three vectors fills half a place.
  'ed25519-points/expandEntry': { loop: 2, if: 3 },
  // Whether the tables are made.
  'ed25519-tables/requireBase': { loop: 4, if: 5 },
};

/** What sees public keys and signatures alone: may decide as it wants, but does not divide. */
const VERIFYING: readonly string[] = [
  'ed25519-points/decodePointVartime',
  'ed25519-points/isNeutralVartime',
  'ed25519-scalar/splitVartime',
  'ed25519-verify/sumVartime',
  'ed25519-verify/findPeer',
  'ed25519-verify/holds',
  'ed25519-tables/makePeerParts',
  'ed25519-kernel/verifyEnd',
];

describe('what decides, in the text that the compiler makes', () => {
  let found: ReadonlyMap<string, Partial<Decisions>>;
  beforeAll(async () => {
    const module = KERNEL_MODULES.find(({ name }) => name === 'ed25519') as KernelModule;
    found = decisionsOf((await compileKernel(module)).wat);
  });

  it('where secrets are: loops over public lengths', () => {
    for (const [name, loops] of Object.entries(LOOPS_ALONE)) {
      expect({ name, ...found.get(name) }).toEqual(loops === 0 ? { name } : { name, loop: loops, if: loops });
    }
  });

  it('and what was reviewed', () => {
    for (const [name, decisions] of Object.entries(BY_WHAT_IS_PUBLIC)) {
      expect({ name, ...found.get(name) }).toEqual({ name, ...decisions });
    }
  });

  it('nothing else decides but verification, and nothing divides', () => {
    const others = [...found].filter(([name, decisions]) => {
      const isKnown = name in LOOPS_ALONE || name in BY_WHAT_IS_PUBLIC || VERIFYING.includes(name);
      return !isKnown && Object.keys(decisions).length > 0;
    });
    expect(others).toEqual([]);
    for (const decisions of found.values()) expect(decisions.div).toBeUndefined();
    for (const name of VERIFYING) expect(found.get(name)).toBeDefined();
  });
});

type Part =
  | 'multiply'
  | 'square'
  | 'loadElement'
  | 'storeElement'
  | 'powerForRoot'
  | 'invert'
  | 'reduceHash'
  | 'multiplyAdd'
  | 'isReducedVartime'
  | 'splitSigned'
  | 'splitVartime';

const PARTS: Readonly<Record<string, readonly Part[]>> = {
  'ed25519-products': ['multiply', 'square'],
  'ed25519-field': ['loadElement', 'storeElement', 'powerForRoot'],
  'ed25519-inverse': ['invert'],
  'ed25519-scalar': ['reduceHash', 'multiplyAdd', 'isReducedVartime', 'splitSigned', 'splitVartime'],
};

describe('arithmetic against BigInt', () => {
  const random = seededRandom('ed25519 arithmetic');
  /** In the place of the message, where nothing of the module's own lies. */
  const AT = 0x6000;
  const LIMBS = 9;
  /** How large a limb of a result may be: ed25519-products.ts says it, and the test below sees it. */
  const BOUNDS = Array.from({ length: LIMBS }, (_, i) =>
    i === 8 ? 2 ** 22 : i === 1 ? 2 ** 28 + 2 ** 16 : 2 ** 28,
  );
  let parts: Parts<Part>;
  let view: DataView;
  let bytes: Uint8Array;
  beforeAll(async () => {
    parts = await compiledParts(PARTS, 11);
    view = new DataView(parts.memory.buffer);
    bytes = new Uint8Array(parts.memory.buffer);
  });

  const modulo = (value: bigint, modulus: bigint): bigint => ((value % modulus) + modulus) % modulus;
  const power = (base: bigint, exponent: bigint): bigint => {
    let [result, square] = [1n, modulo(base, PRIME)];
    for (let left = exponent; left > 0n; left >>= 1n, square = (square * square) % PRIME) {
      if (left & 1n) result = (result * square) % PRIME;
    }
    return result;
  };
  const unit = (): number => (random(4).reduce((sum, byte) => sum * 256 + byte, 0) / 2 ** 32) * 2 - 1;
  const putLimbs = (at: number, lane: number, limbs: readonly number[]): void => {
    for (const [i, limb] of limbs.entries()) view.setInt32(at + 8 * i + 4 * lane, limb, true);
  };
  const limbsAt = (at: number, lane: number): number[] =>
    Array.from({ length: LIMBS }, (_, i) => view.getInt32(at + 8 * i + 4 * lane, true));
  const numberOf = (limbs: readonly number[]): bigint =>
    limbs.reduce((sum, limb, i) => sum + (BigInt(limb) << BigInt(29 * i)), 0n);
  const putNumber = (at: number, value: bigint, length = 32): void =>
    bytes.set(littleEndian(value, length), at);
  const numberAt = (at: number): bigint => scalarOf(bytes.subarray(at, at + 32));

  /** Sums of so many results: at random, or every limb as far from zero as it goes, one way, the other, or either. */
  const limbsOf = (terms: number, kind: number): number[] =>
    BOUNDS.map((bound) => {
      const most = terms * bound;
      if (kind === 0) return Math.floor(unit() * most);
      return kind === 1 || (kind === 3 && unit() < 0) ? most : -most;
    });

  it('products and squares of sums up to what the head of ed25519-products.ts allows, in both lanes', () => {
    const largest = BOUNDS.map(() => 0);
    const terms = [
      [1, 1],
      [1, 7],
      [7, 1],
      [2, 2],
      [3, 3],
      [3, 4],
      [4, 3],
      [2, 6],
    ] as const;
    for (let run = 0; run < 8000; run++) {
      const [m, n] = terms[run % terms.length] as (typeof terms)[number];
      const left = [limbsOf(m, (run >> 3) & 3), limbsOf(m, (run >> 5) & 3)];
      const right = [limbsOf(n, (run >> 7) & 3), limbsOf(n, (run >> 9) & 3)];
      for (const lane of [0, 1]) {
        putLimbs(AT, lane, left[lane] as number[]);
        putLimbs(AT + 80, lane, right[lane] as number[]);
      }
      parts.multiply(AT + 160, AT, AT + 80);
      if (m <= 3) parts.square(AT + 240, AT);
      for (const lane of [0, 1]) {
        const [a, b] = [numberOf(left[lane] as number[]), numberOf(right[lane] as number[])];
        const product = limbsAt(AT + 160, lane);
        expect(modulo(numberOf(product), PRIME)).toBe(modulo(a * b, PRIME));
        for (const [i, limb] of product.entries())
          largest[i] = Math.max(largest[i] as number, Math.abs(limb));
        if (m <= 3) expect(modulo(numberOf(limbsAt(AT + 240, lane)), PRIME)).toBe(modulo(a * a, PRIME));
      }
      expect(view.getBigInt64(AT + 160 + 72, true)).toBe(0n);
    }
    for (const [i, bound] of BOUNDS.entries()) expect(largest[i]).toBeLessThanOrEqual(bound);
  });

  it('a result may take the place of a factor', () => {
    for (const lane of [0, 1]) putLimbs(AT, lane, limbsOf(1, 0));
    const values = [0, 1].map((lane) => numberOf(limbsAt(AT, lane)));
    parts.multiply(AT, AT, AT);
    parts.square(AT, AT);
    for (const lane of [0, 1]) {
      expect(modulo(numberOf(limbsAt(AT, lane)), PRIME)).toBe(modulo((values[lane] as bigint) ** 4n, PRIME));
    }
  });

  const SPECIAL = [
    0n,
    1n,
    2n,
    19n,
    PRIME - 1n,
    PRIME,
    PRIME + 1n,
    2n ** 255n - 1n,
    2n ** 254n,
    (PRIME - 1n) / 2n,
  ];
  const NUMBERS = [...SPECIAL, ...Array.from({ length: 300 }, () => scalarOf(random(32)) % 2n ** 255n)];

  it('canonical bytes, of what comes from bytes and of sums of seven', () => {
    for (const value of NUMBERS) {
      putNumber(AT, value);
      parts.loadElement(AT + 100, AT);
      parts.loadElement(AT + 104, AT);
      for (const lane of [0, 4]) {
        parts.storeElement(AT, AT + 100 + lane);
        expect(numberAt(AT)).toBe(value % PRIME);
      }
    }
    for (let run = 0; run < 1000; run++) {
      const limbs = limbsOf(7, run & 3);
      putLimbs(AT + 100, run & 1, limbs);
      parts.storeElement(AT, AT + 100 + 4 * (run & 1));
      expect(numberAt(AT)).toBe(modulo(numberOf(limbs), PRIME));
    }
  });

  it('inverses, whatever lies behind the number, and the power for roots', () => {
    bytes.fill(0xff, AT, AT + 64);
    for (const value of NUMBERS) {
      putNumber(AT, value % PRIME);
      parts.invert(AT + 32, AT);
      expect(numberAt(AT + 32)).toBe(power(value, PRIME - 2n));
    }
    for (const value of NUMBERS.slice(0, 40)) {
      putNumber(AT, value);
      parts.loadElement(AT + 80, AT);
      parts.powerForRoot(AT + 160, AT + 80, AT + 240);
      parts.storeElement(AT, AT + 160);
      expect(numberAt(AT)).toBe(power(value, 2n ** 252n - 3n));
    }
  });

  it('numbers modulo the order: hashes and products, the largest and those around multiples of it', () => {
    bytes.fill(0, AT, AT + 1024);
    const wide = [
      0n,
      2n ** 512n - 1n,
      ORDER,
      ORDER - 1n,
      ORDER * 2n ** 259n,
      ORDER * 2n ** 259n - 1n,
      2n ** 252n,
    ];
    for (const value of [...wide, ...Array.from({ length: 500 }, () => scalarOf(random(64)))]) {
      putNumber(AT, value, 64);
      parts.reduceHash(AT + 128, AT);
      expect(numberAt(AT + 128)).toBe(value % ORDER);
    }
    bytes.fill(0, AT, AT + 1024);
    const factors = [
      0n,
      1n,
      ORDER - 1n,
      2n ** 252n,
      ...Array.from({ length: 30 }, () => scalarOf(random(32)) % ORDER),
    ];
    const secrets = [
      2n ** 255n - 8n,
      2n ** 254n,
      ...Array.from({ length: 6 }, () => scalarOf(random(32)) % 2n ** 255n),
    ];
    for (const a of secrets) {
      for (const [i, b] of factors.entries()) {
        const c = factors[(7 * i + 2) % factors.length] as bigint;
        for (const [j, value] of [a, b, c].entries()) putNumber(AT + 64 * j, value);
        parts.multiplyAdd(AT + 256, AT, AT + 64, AT + 128);
        expect(numberAt(AT + 256)).toBe((a * b + c) % ORDER);
      }
    }
  });

  it('what is below the order', () => {
    bytes.fill(0, AT, AT + 64);
    const near = [
      ORDER - 1n,
      ORDER,
      ORDER + 1n,
      2n ** 252n - 1n,
      2n ** 252n,
      2n ** 252n + 2n ** 128n,
      2n ** 253n,
      2n ** 256n - 1n,
    ];
    const shifted = Array.from({ length: 125 }, (_, i) => [
      ORDER - 2n ** BigInt(i),
      ORDER + 2n ** BigInt(i),
    ]).flat();
    for (const value of [...near, ...shifted, ...SPECIAL]) {
      putNumber(AT, value);
      expect(parts.isReducedVartime(AT) !== 0).toBe(value < ORDER);
    }
  });

  it('digits, signed and non-adjacent', () => {
    bytes.fill(0, AT, AT + 1024);
    const values = [
      0n,
      1n,
      15n,
      16n,
      31n,
      32n,
      ORDER - 1n,
      2n ** 255n - 8n,
      2n ** 254n,
      scalarOf(random(32)) % ORDER,
    ];
    for (const value of values) {
      putNumber(AT, value);
      parts.splitVartime(AT + 64, AT);
      const sparse = [...new Int8Array(bytes.slice(AT + 64, AT + 64 + 272).buffer)];
      expect(sparse.reduce((sum, digit, i) => sum + BigInt(digit) * 2n ** BigInt(i), 0n)).toBe(value);
      expect(
        sparse.every((digit) => digit === 0 || (Math.abs(digit) % 2 === 1 && Math.abs(digit) < 16)),
      ).toBe(true);
      const places = sparse.flatMap((digit, i) => (digit === 0 ? [] : [i]));
      expect(places.every((place, i) => i === 0 || place - (places[i - 1] as number) >= 5)).toBe(true);
      parts.splitSigned(AT + 512, AT);
      const digits = [...new Int8Array(bytes.slice(AT + 512, AT + 512 + 52).buffer)];
      expect(digits.reduce((sum, digit, i) => sum + BigInt(digit) * 32n ** BigInt(i), 0n)).toBe(value);
      expect(digits.every((digit) => digit >= -16 && digit <= 15)).toBe(true);
    }
  });
});
