/**
 * The module for elliptic curves: closed to the outside, its memory as its map says, its decisions as reviewed, its
 * inverses right, and nothing left of a call that was refused.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { compileKernel } from '../../../scripts/build-kernel.ts';
import { CURVE_CHOICES, membersOf } from '../../../scripts/kernel-curves.ts';
import { KERNEL_MODULES, type KernelModule } from '../../../scripts/kernel-modules.ts';
import { instrument } from '../../../scripts/trace-kernel.ts';
import { domainOf } from '../../../src/crypto/ec/curves.ts';
import { EC_KERNEL } from '../../../src/crypto/kernel/ec-bytes.ts';
import { type EcKernel, loadEcKernel } from '../../../src/crypto/kernel/ec-kernel.ts';
import { unpackKernel } from '../../../src/crypto/kernel/loader.ts';
import { bytesFromInteger, integerFromBytes } from '../../../src/crypto/rsa/integer.ts';
import { CURVES, ORDER_LENGTHS, ORDERS } from '../ec/keys.ts';
import { seededRandom } from '../random.ts';
import { compiledParts, type Parts } from './compiled-parts.ts';
import { isClean, ownEc } from './ec-own.ts';
import { instantiateTraced } from './traced-instance.ts';
import { type Decisions, decisionsOf } from './wat-branches.ts';

function loaded(): EcKernel {
  const { kernel, reason } = loadEcKernel();
  if (kernel === undefined) throw new Error(reason);
  return kernel;
}

describe('the module', () => {
  it('imports nothing and cannot grow', () => {
    const module = new WebAssembly.Module(unpackKernel(EC_KERNEL));
    expect(WebAssembly.Module.imports(module)).toEqual([]);
    expect(() => loaded().memory.grow(1)).toThrow(RangeError);
  });

  it('has less than 60 kB', () => {
    expect(unpackKernel(EC_KERNEL).length).toBeLessThan(60_000);
  });

  it('keeps constant tables apart from working memory, and all else zero until it is used', () => {
    const kernel = loaded();
    const memory = new Uint8Array(kernel.memory.buffer);
    const [start, end, work] = [kernel.publicStart.value, kernel.publicEnd(), kernel.workStart.value];
    expect(start).toBe(1024);
    expect(end).toBeGreaterThan(start);
    expect(end).toBeLessThanOrEqual(work);
    expect(memory.length).toBe(kernel.memoryEnd.value);
    expect(memory.subarray(0, start).every((byte) => byte === 0)).toBe(true);
    expect(memory.subarray(end).every((byte) => byte === 0)).toBe(true);
  });

  it('has, after wipe, the working memory of an instance that was never used', () => {
    const own = ownEc();
    own.memory.fill(0xff, own.kernel.workStart.value, own.kernel.workEnd.value);
    own.kernel.wipe();
    expect(isClean(own)).toBe(true);
  });

  it('finds the point of scalars in range, and refuses all others', () => {
    const own = ownEc();
    const at = own.kernel.scalarStart.value;
    own.memory.fill(1, at, at + 32);
    expect(own.kernel.publicPoint(0)).toBe(1);
    own.kernel.wipe();
    expect(own.kernel.publicPoint(0)).toBe(0);
    own.memory.fill(255, at, at + 32);
    expect(own.kernel.publicPoint(0)).toBe(0);
    expect(isClean(own)).toBe(true);
  });

  it('refuses points that are none, and leaves nothing of them', () => {
    const own = ownEc();
    const at = own.kernel.pointStart.value;
    for (const refuse of [
      () => own.kernel.isPoint(0),
      () => own.kernel.makeTable(0, own.kernel.firstTable.value),
      () => own.kernel.derive(0, 0),
      () => own.kernel.verify(0, 0, 32),
      () => own.kernel.publicPoint(0),
    ]) {
      own.memory.fill(255, at, at + 64);
      expect(refuse()).toBe(0);
      expect(isClean(own)).toBe(true);
    }
  });
});

/**
 * The functions that do no more than loop over public lengths: a loop is one `if`, and nothing else decides. The number
 * of loops is reviewed too. SHA-2 is reviewed with Ed25519, which has it as well.
 */
const LOOPS_ALONE: Readonly<Record<string, number>> = {
  'ec-curve/doubleTimes': 1,
  'ec-curve/makeNumbers': 2,
  'ec-ecdsa/signWith': 1,
  'ec-field/add': 1,
  'ec-field/copy': 1,
  'ec-field/fromBytes': 1,
  'ec-field/inverse': 0,
  'ec-field/isZero': 1,
  'ec-field/lanes01': 1,
  'ec-field/leastOf': 2,
  'ec-field/negate': 1,
  'ec-field/reduce': 1,
  'ec-field/replace': 1,
  'ec-field/subtract': 1,
  'ec-fields/find7': 1,
  'ec-fields/find9': 1,
  'ec-fields/multiplyK256': 0,
  'ec-fields/multiplyP256': 0,
  'ec-fields/multiplyP384': 0,
  'ec-fields/multiplyP521': 0,
  'ec-fields/squareK256': 0,
  'ec-fields/squareP256': 0,
  'ec-fields/squareP384': 0,
  'ec-fields/squareP521': 0,
  'ec-inverse/addWhere': 1,
  'ec-inverse/apply': 1,
  'ec-inverse/invert': 1,
  'ec-inverse/settle': 0,
  'ec-inverse/thirtySteps': 1,
  'ec-inverse/thirtyStepsTwice': 1,
  'ec-kernel/publicEnd': 0,
  'ec-kernel/wipe': 0,
  'ec-kernel/writePoint': 0,
  'ec-multiply/makeBaseTable': 2,
  'ec-multiply/makeComb': 4,
  'ec-multiply/makeOdd': 1,
  'ec-point/addComplete': 0,
  'ec-point/addOne': 6,
  'ec-point/doubleOneThree': 4,
  'ec-point/doubleOneZero': 4,
  'ec-point/finishSum': 1,
  'ec-point/oneFromAffine': 1,
  'ec-point/spread': 1,
  'ec-scalar/addScalars': 1,
  'ec-scalar/isScalar': 1,
  'ec-scalar/lessOrder': 2,
  'ec-scalar/multiplyScalars': 2,
  'ec-scalar/negateScalar': 1,
  'ec-scalar/scalarFromSeed': 3,
  'ec-table/joinEntries': 3,
  'ec-table/makeMultiples': 2,
  'ec-table/turnLanes': 1,
  'ec-table/writeEntries': 2,
};

/** The others that meet secrets, and what they decide by: all of it public. */
const BY_WHAT_IS_PUBLIC: Readonly<Record<string, Partial<Decisions>>> = {
  // Which curve, and whether its record is made.
  'ec-curve/useCurve': { loop: 1, if: 3 },
  // Which curve.
  'ec-field/multiply': { if: 3 },
  'ec-field/square': { if: 3 },
  // Whether a is zero.
  'ec-point/double': { if: 1 },
  // The lengths of the digest and of the order.
  'ec-scalar/leftmostBits': { loop: 1, if: 1, select: 2 },
  // Which window is the first and the last, and whether the scalar is a public one.
  'ec-multiply/sumComb': { loop: 2, if: 5, select: 1 },
  'ec-multiply/multiplyBase': { loop: 2, if: 4 },
  // Whether a digit is the highest.
  'ec-table/digitOf': { select: 1 },
  // How long an entry is.
  'ec-table/findEntry': { loop: 1, if: 3 },
  // Whether the comb is made.
  'ec-kernel/generatorTable': { if: 1 },
  // How many bits are gathered.
  'ec-limbs/bytesFromLimbs': { loop: 2, if: 2, select: 1 },
  'ec-limbs/limbsFromBytes': { loop: 2, if: 2, select: 1 },
  'ec-limbs/recode': { loop: 2, if: 2, select: 1 },
  // Whether the number of limbs is odd.
  'ec-field/toBothLanes': { loop: 1, if: 2 },
  // Which hash, and its lengths.
  'ec-nonce/startNonces': { if: 1, select: 2 },
  'hmac/absorbPad': { loop: 1, if: 2 },
  'hmac/begin': { if: 2 },
  'hmac/copyMidstate': { loop: 1, if: 1, select: 1 },
  'hmac/hmacFinish': { loop: 1, if: 4 },
  'hmac/hmacSetKey': { loop: 2, if: 6, select: 1 },
  'hmac/hmacUpdate': { if: 1 },
  'ec-kernel/digestBegin': { if: 2 },
  'ec-kernel/digestAdd': { if: 1 },
  'ec-kernel/digestEnd': { if: 1 },
  // The point, which is public.
  'ec-kernel/readPoint': { if: 1 },
  // Whether scalar and nonce are in range, which the answer says; whether there is a table, and a point of the curve.
  'ec-kernel/sign': { loop: 3, if: 5 },
  'ec-kernel/signWithNonce': { if: 2, select: 2 },
  'ec-kernel/publicPoint': { if: 2 },
  'ec-kernel/derive': { if: 4, select: 1 },
};

/** What sees public keys and signatures alone: may decide as it wants, but does not divide. */
const VERIFYING: readonly string[] = [
  'ec-multiply/multiplyTwoVartime',
  'ec-point/addCompleteVartime',
  'ec-table/chooseVartime',
  'ec-sparse/chooseDigitVartime',
  'ec-sparse/makeShortVartime',
  'ec-sparse/multiplyBaseVartime',
  'ec-sparse/multiplyQuotient',
  'ec-sparse/writeSparseVartime',
  'ec-ecdsa/equalsX',
  'ec-kernel/verify',
  'ec-kernel/decompress',
  'ec-kernel/isPoint',
  'ec-kernel/makeTable',
];

describe('what decides, in the text that the compiler makes', () => {
  let found: ReadonlyMap<string, Partial<Decisions>>;
  beforeAll(async () => {
    const module = KERNEL_MODULES.find(({ name }) => name === 'ec') as KernelModule;
    found = decisionsOf((await compileKernel(module)).wat);
  });

  it('where secrets are: loops over public lengths', () => {
    for (const [name, loops] of Object.entries(LOOPS_ALONE)) {
      expect(found.get(name)).toBeDefined();
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
      return !isKnown && !name.startsWith('sha') && Object.keys(decisions).length > 0;
    });
    expect(others).toEqual([]);
    for (const decisions of found.values()) expect(decisions.div).toBeUndefined();
    for (const name of VERIFYING) expect(found.get(name)).toBeDefined();
  });
});

describe('what the module touches and where it goes', () => {
  const { wasm } = instrument(unpackKernel(EC_KERNEL));
  const compiled = new WebAssembly.Module(wasm);

  interface Traced {
    readonly kernel: EcKernel;
    readonly memory: Uint8Array;
    /** A digest of every address, condition and operand of a division since the last time. */
    told(): string;
  }

  function traced(): Traced {
    const { instance, told } = instantiateTraced(compiled);
    const kernel = instance.exports as unknown as EcKernel;
    return { kernel, memory: new Uint8Array(kernel.memory.buffer), told };
  }

  /** One operation with a secret, answered by 1. */
  type Operation = (scalar: Uint8Array, nonce: Uint8Array) => number;

  it.each(CURVE_CHOICES.map(({ curve }, number) => ({ curve, number })))(
    'is the same for any two scalars and nonces of $curve',
    ({ curve, number }) => {
      const random = seededRandom(`traces of ${curve}`);
      const { kernel, memory, told } = traced();
      const put = (global: WebAssembly.Global<'i32'>, bytes: Uint8Array): void =>
        memory.set(bytes, global.value);
      const length = ORDER_LENGTHS[curve];
      const operations: Readonly<Record<string, Operation>> = {
        sign: (scalar) => {
          put(kernel.scalarStart, scalar);
          put(kernel.digestStart, new Uint8Array(32).fill(7));
          return kernel.sign(number, 32, 32, 0);
        },
        'sign with a nonce': (scalar, nonce) => {
          put(kernel.scalarStart, scalar);
          put(kernel.digestStart, new Uint8Array(32).fill(7));
          put(kernel.freshStart, nonce);
          return kernel.signWithNonce(number, 32, length);
        },
        'derive by a comb': (scalar) => {
          put(kernel.scalarStart, scalar);
          return kernel.derive(number, kernel.firstTable.value);
        },
        'derive without one': (scalar) => {
          put(kernel.scalarStart, scalar);
          put(kernel.pointStart, point);
          return kernel.derive(number, 0);
        },
        'public half': (scalar) => {
          put(kernel.scalarStart, scalar);
          return kernel.publicPoint(number);
        },
      };
      const draw = (): Uint8Array =>
        bytesFromInteger(1n + (integerFromBytes(random(length)) % (ORDERS[curve] - 1n)), length);
      put(kernel.scalarStart, draw());
      kernel.publicPoint(number);
      const point = memory.slice(kernel.pointStart.value, kernel.pointStart.value + 2 * length);
      expect(kernel.makeTable(number, kernel.firstTable.value)).toBe(1);
      const scalars = [
        ...[1n, 2n, ORDERS[curve] - 1n, ORDERS[curve] >> 1n].map((scalar) =>
          bytesFromInteger(scalar, length),
        ),
        ...Array.from({ length: 6 }, draw),
      ];
      for (const [name, operation] of Object.entries(operations)) {
        expect(operation(draw(), draw())).toBe(1);
        told();
        const traces = scalars.map((scalar) => {
          expect(operation(scalar, draw())).toBe(1);
          return told();
        });
        expect({ name, traces: new Set(traces).size }).toEqual({ name, traces: 1 });
        expect(Number(traces[0]?.split(' ')[0])).toBeGreaterThan(10_000);
      }
    },
  );
});

describe('the record of a curve', () => {
  it.each(CURVE_CHOICES.map(({ curve }, number) => ({ curve, number })))(
    'of $curve holds what is shipped, and what follows from it',
    async ({ curve, number }) => {
      const { memory, useCurve } = await compiledParts({ 'ec-curve': ['useCurve'] }, 4);
      useCurve(number);
      const words = new Int32Array(memory.buffer, 0x20000 + 0x800 * number, 0x200);
      const { p, n } = domainOf(curve);
      const members = membersOf(CURVE_CHOICES[number] as (typeof CURVE_CHOICES)[number], number);
      const found = new Map<string, readonly number[]>();
      let at = 0;
      for (const { name, words: shipped, room } of members) {
        found.set(name, Array.from(words.subarray(at, at + room)));
        const lanes = shipped.flatMap((word) => (room === 2 * shipped.length ? [word, word] : [word]));
        if (lanes.length > 0) expect(found.get(name)).toEqual(lanes.map((word) => word | 0));
        at += room;
      }
      const value = (name: string, bits: bigint, step: number): bigint =>
        (found.get(name) as readonly number[]).reduce(
          (sum, word, i) => (i % step === 0 ? sum + (BigInt(word) << (bits * BigInt(i / step))) : sum),
          0n,
        );
      const count = (name: string): bigint => BigInt((found.get(name) as readonly number[])[0] as number);
      const [R, orderR] = [1n << (29n * count('LIMBS')), 1n << (30n * count('ORDER_LIMBS'))];
      expect(value('ONE', 29n, 2)).toBe(1n);
      expect((value('UNIT', 29n, 2) - R) % p).toBe(0n);
      expect((value('SQUARE', 29n, 2) - R * R) % p).toBe(0n);
      expect(value('PRIME_30', 30n, 1)).toBe(p);
      expect(value('ROOT', 30n, 1) * 4n).toBe(p + 1n);
      expect(value('ORDER_SQUARE', 30n, 1)).toBe((orderR * orderR) % n);
      for (const name of ['UNIT', 'SQUARE']) {
        for (const word of found.get(name) as readonly number[])
          expect(Math.abs(word)).toBeLessThanOrEqual(2 ** 28 + 4);
      }
    },
  );
});

describe('inverses by division steps', () => {
  const [MODULUS, NUMBER, SECOND, OTHER] = [0xe000, 0xe100, 0xe200, 0xe300];
  let parts: Parts<'invert' | 'invertTwo'>;
  let memory: Int32Array;
  beforeAll(async () => {
    parts = await compiledParts({ 'ec-inverse': ['invert', 'invertTwo'] }, 1);
    memory = new Int32Array(parts.memory.buffer);
  });

  const put = (at: number, value: bigint, count: number): void => {
    for (let i = 0; i < count; i++) memory[at / 4 + i] = Number(BigInt.asUintN(30, value >> BigInt(30 * i)));
  };
  const taken = (at: number, count: number): bigint =>
    Array.from({ length: count }, (_, i) => BigInt(memory[at / 4 + i] as number) << BigInt(30 * i)).reduce(
      (sum, limb) => sum + limb,
    );
  const lowInverse = (m: bigint): number => {
    let inverse = 1n;
    for (let i = 0; i < 5; i++) inverse = BigInt.asUintN(30, inverse * (2n - m * inverse));
    return Number(inverse);
  };

  it.each(CURVES)('modulo p and n of %s, one by one and both at once', (curve) => {
    const { p, n } = domainOf(curve);
    const bits = p.toString(2).length;
    const count = Math.ceil((bits + 2) / 30);
    const rounds = Math.ceil(Math.floor((45907 * bits + 30179) / 19929) / 30);
    const random = seededRandom(`inverse ${curve}`);
    const drawn = Array.from({ length: 40 }, () =>
      BigInt(`0x${Buffer.from(random(count * 4)).toString('hex')}`),
    );
    const edges = [
      1n,
      2n,
      3n,
      p - 1n,
      n - 1n,
      n - 2n,
      (n + 1n) / 2n,
      1n << BigInt(bits - 1),
      (1n << 100n) - 1n,
    ];
    for (const number of [...edges, ...drawn]) {
      const [first, second] = [number % p, number % n];
      put(MODULUS, p, count);
      put(SECOND, n, count);
      put(NUMBER, first, count);
      parts.invert(NUMBER, NUMBER, MODULUS, lowInverse(p), count, rounds);
      expect((taken(NUMBER, count) * first) % p).toBe(first === 0n ? 0n : 1n);
      put(NUMBER, first, count);
      put(OTHER, second, count);
      parts.invertTwo(NUMBER, MODULUS, lowInverse(p), OTHER, SECOND, lowInverse(n), count, rounds);
      expect((taken(NUMBER, count) * first) % p).toBe(first === 0n ? 0n : 1n);
      expect((taken(OTHER, count) * second) % n).toBe(second === 0n ? 0n : 1n);
    }
  });

  it('the inverse of zero is zero', () => {
    const { p } = domainOf('P-256');
    put(MODULUS, p, 9);
    put(NUMBER, 0n, 9);
    parts.invert(NUMBER, NUMBER, MODULUS, lowInverse(p), 9, 20);
    expect(taken(NUMBER, 9)).toBe(0n);
  });
});
