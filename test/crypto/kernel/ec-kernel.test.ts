/**
 * The module for elliptic curves: closed to the outside, its memory as its map says, its decisions as reviewed, its
 * inverses right, and nothing left of a call that was refused.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { compileKernel } from '../../../scripts/build-kernel.ts';
import { KERNEL_MODULES, type KernelModule } from '../../../scripts/kernel-modules.ts';
import { domainOf } from '../../../src/crypto/ec/curves.ts';
import { EC_KERNEL } from '../../../src/crypto/kernel/ec-bytes.ts';
import { type EcKernel, loadEcKernel } from '../../../src/crypto/kernel/ec-kernel.ts';
import { unpackKernel } from '../../../src/crypto/kernel/loader.ts';
import { CURVES } from '../ec/keys.ts';
import { seededRandom } from '../random.ts';
import { compiledParts, type Parts } from './compiled-parts.ts';
import { isClean, ownEc } from './ec-own.ts';
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
  'ec-field/reduce': 1,
  'ec-scalar/lessOrder': 2,
  'ec-field/zeroMask': 3,
  'ec-scalar/scalarFromBytes': 1,
  'ec-scalar/multiplyScalars': 2,
  'ec-table/writeEntries': 2,
  'ec-point/copyPoint': 3,
  'ec-point/addComplete': 0,
  'ec-multiply/makeOdd': 2,
  'ec-field/fromBytes': 1,
  'ec-table/joinEntries': 3,
  'ec-table/divide': 0,
  'ec-point/replacePoint': 3,
  'ec-point/addPoints': 2,
  'ec-inverse/settle': 0,
  'ec-inverse/apply': 1,
  'ec-field/leastOf': 2,
  'ec-field/inverse': 0,
  'ec-table/makeMultiples': 4,
  'ec-table/chooseOne': 1,
  'ec-point/finishSum': 2,
  'ec-point/addLanes': 3,
  'ec-point/addAffine': 2,
  'ec-multiply/makeComb': 8,
  'ec-kernel/writePoint': 0,
  'ec-inverse/invert': 2,
  'ec-inverse/addWhere': 1,
  'ec-field/subtractReduced': 1,
  'ec-point/doubleOneZero': 6,
  'ec-point/doubleOneThree': 4,
  'ec-point/addOne': 6,
  'ec-kernel/wipe': 0,
  'ec-kernel/publicEnd': 0,
  'ec-inverse/thirtyStepsTwice': 1,
  'ec-fields/squareP521': 0,
  'ec-fields/squareP384': 0,
  'ec-fields/squareP256': 0,
  'ec-fields/squareK256': 0,
  'ec-fields/multiplyP521': 0,
  'ec-fields/multiplyP384': 0,
  'ec-fields/multiplyP256': 0,
  'ec-fields/multiplyK256': 0,
};

/** The others that meet secrets, and what they decide by: all of it public. */
const BY_WHAT_IS_PUBLIC: Readonly<Record<string, Partial<Decisions>>> = {
  // Which curve.
  'ec-field/multiply': { if: 3 },
  // Which curve.
  'ec-field/square': { if: 3 },
  // Whether a is zero; loops.
  'ec-point/double': { loop: 12, if: 13 },
  // The lengths of the digest and of the order.
  'ec-scalar/leftmostBits': { loop: 1, if: 1, select: 2 },
  // Which window is the first and the last, and which entries the curve has.
  'ec-multiply/multiplyComb': { loop: 8, if: 10, select: 3 },
  // Whether the comb is made.
  'ec-kernel/generatorTable': { loop: 2, if: 3 },
  // How many bits are gathered.
  'ec-field/toBytes': { loop: 2, if: 2, select: 1 },
  // Which hash, and its lengths.
  'ec-nonce/turn': { loop: 1, if: 2, select: 1 },
  // How many bits are gathered.
  'ec-limbs/recode': { loop: 2, if: 2, select: 1 },
  'ec-limbs/limbsFromBytes': { loop: 2, if: 2, select: 1 },
  // The point, which is public, and whether a is zero.
  'ec-kernel/readPoint': { loop: 5, if: 6 },
  // How long an entry is.
  'ec-table/findEntry': { loop: 3, if: 5 },
  // Whether the number of limbs is odd.
  'ec-field/toBothLanes': { loop: 1, if: 2 },
  // Which hash, and its lengths.
  'hmac/hmacSetKey': { loop: 4, if: 9, select: 2 },
  'hmac/hmacFinish': { loop: 2, if: 5, select: 1 },
  'hmac/absorbPad': { loop: 4, if: 6, select: 2 },
  'ec-nonce/nextValue': { loop: 1, if: 2, select: 1 },
  // Which window, and whether a is zero.
  'ec-multiply/multiplyBase': { loop: 16, if: 18, select: 1 },
  // How many bits are gathered.
  'ec-ecdsa/signWith': { loop: 8, if: 8, select: 2 },
  // Which curve; whether scalar and nonce are in range, which the answer says.
  'ec-kernel/signWithNonce': { loop: 1, if: 5, select: 3 },
  'ec-kernel/sign': { loop: 8, if: 14, select: 4 },
  'ec-kernel/reduceDigest': { loop: 2, if: 4, select: 2 },
  'ec-kernel/publicPoint': { if: 4, select: 1 },
  'ec-kernel/generate': { loop: 5, if: 7, select: 2 },
  'ec-kernel/digestEnd': { if: 1 },
  'ec-kernel/digestBegin': { loop: 2, if: 3, select: 1 },
  'ec-kernel/digestAdd': { if: 1 },
  'ec-kernel/derive': { if: 6, select: 2 },
};

/** What sees public keys and signatures alone: may decide as it wants, but does not divide. */
const VERIFYING: readonly string[] = [
  'ec-multiply/multiplyTwoVartime',
  'ec-kernel/isSignature',
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
