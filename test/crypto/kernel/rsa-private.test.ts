/** The private operation of the kernel: right, refused when anything is wrong, forgotten, and the same for every secret. */
import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { instrument } from '../../../scripts/trace-kernel.ts';
import { toHex } from '../../../src/bytes/hex.ts';
import { InvalidKeyError } from '../../../src/crypto/errors.ts';
import { unpackKernel } from '../../../src/crypto/kernel/loader.ts';
import { RSA_KERNEL } from '../../../src/crypto/kernel/rsa-bytes.ts';
import { type RsaKernel, type RsaPlaces, rsaPlacesOf } from '../../../src/crypto/kernel/rsa-kernel.ts';
import { createKeptKeys } from '../../../src/crypto/kernel/rsa-keys.ts';
import { loadPrivateKey, openPrivateKey } from '../../../src/crypto/kernel/rsa-private.ts';
import { bytesFromInteger } from '../../../src/crypto/rsa/integer.ts';
import {
  encodeRsaPrivateKey,
  PRIVATE_KEY_FAULTS,
  PRIVATE_KEY_RULES,
  type RsaPrivateNumbers,
  readRsaPrivateKey,
  VERIFICATION_RULES,
} from '../../../src/crypto/rsa/key.ts';
import { seededRandom } from '../random.ts';
import { type NodePair, nodeRsaPair, numbersOf } from '../rsa/keys.ts';
import { isClean, ownRsaKernel } from './rsa-instances.ts';
import { instantiateTraced } from './traced-instance.ts';

const random = seededRandom('rsa private');
const PAIR = nodeRsaPair(2048);

/** Zero, one, the primes, their multiples, the ends of the range, and random ones. */
function inputsOf(pair: NodePair, count: number): readonly Uint8Array[] {
  const { n, p, q } = numbersOf(pair);
  const length = readRsaPrivateKey(pair.pkcs8).n.length;
  const edges = [0n, 1n, 2n, p, q, n - 1n, n - p, n - q, p * (q - 1n), q * 65_537n, 1n << 64n];
  const inputs = edges.map((edge) => bytesFromInteger(edge % n, length));
  while (inputs.length < count) {
    const drawn = random(length);
    drawn[0] = 0;
    inputs.push(drawn);
  }
  return inputs;
}

describe('the private operation', () => {
  it.each([
    [1024, 60],
    [1030, 20],
    [1031, 20],
    [2048, 80],
    [2050, 20],
    [3072, 30],
    [4096, 20],
  ])('is that of node:crypto, for keys of %i bits and %i inputs', (bits, count) => {
    const { places, kernel } = ownRsaKernel();
    const keys = createKeptKeys(places);
    for (const exponent of [65_537, 3]) {
      const pair = nodeRsaPair(bits, exponent);
      const key = openPrivateKey(places, keys, pair.pkcs8, VERIFICATION_RULES, random);
      for (const input of inputsOf(pair, count)) {
        const raw = { key: pair.privateKey, padding: constants.RSA_NO_PADDING };
        expect(toHex(key.raise(input))).toBe(toHex(privateDecrypt(raw, input)));
        expect(isClean(kernel)).toBe(true);
      }
    }
  });

  it('takes an exponent of 256 bits', () => {
    const { places } = ownRsaKernel();
    const { n, p, q } = numbersOf(PAIR);
    const e = 2n ** 255n + 95n;
    const totient = (p - 1n) * (q - 1n);
    const d = inverse(e, totient);
    const pkcs8 = encodeRsaPrivateKey({ ...numbersOf(PAIR), e, d, dP: d % (p - 1n), dQ: d % (q - 1n) });
    const key = openPrivateKey(places, createKeptKeys(places), pkcs8, PRIVATE_KEY_RULES, random);
    expect(toHex(key.raise(bytesFromInteger(1n, 256)))).toBe(toHex(bytesFromInteger(1n, 256)));
    expect(toHex(key.raise(bytesFromInteger(n - 1n, 256)))).toBe(toHex(bytesFromInteger(n - 1n, 256)));
  });

  it('gives the same with a random source that gives zeros, or nothing but ones, or refuses with it', () => {
    const { places, kernel } = ownRsaKernel();
    const keys = createKeptKeys(places);
    const input = inputsOf(PAIR, 20)[19] as Uint8Array;
    const open = (octet: number) =>
      openPrivateKey(places, keys, PAIR.pkcs8, PRIVATE_KEY_RULES, (length) =>
        new Uint8Array(length).fill(octet),
      );
    expect(() => open(0).raise(input)).toThrow(InvalidKeyError);
    expect(isClean(kernel)).toBe(true);
    const raw = { key: PAIR.privateKey, padding: constants.RSA_NO_PADDING };
    expect(toHex(open(255).raise(input))).toBe(toHex(privateDecrypt(raw, input)));
  });
});

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (b !== 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return ((x % modulus) + modulus) % modulus;
}

describe('a key whose numbers do not belong together is refused, and forgotten', () => {
  const good = numbersOf(PAIR);
  const other = numbersOf(nodeRsaPair(2048));
  const bad: readonly (readonly [number, Partial<RsaPrivateNumbers>])[] = [
    [0, { p: other.p }],
    [0, { n: good.n + 2n }],
    [0, { p: good.q, q: good.q }],
    [4, { d: 65_537n }],
    [4, { d: good.d + good.n }],
    [5, { d: good.d + 2n }],
    [5, { d: good.n - 2n }],
    [6, { dP: good.dP + 2n }],
    [6, { dQ: good.dQ ^ (1n << 900n) }],
    [6, { dP: good.dP + good.p - 1n }],
    [7, { qInv: good.qInv + 1n }],
    [7, { qInv: 0n }],
  ];
  it.each(bad)('for fault %i, case %#', (fault, change) => {
    const { places, kernel } = ownRsaKernel();
    const pkcs8 = encodeRsaPrivateKey({ ...good, ...change });
    const raise = () =>
      openPrivateKey(places, createKeptKeys(places), pkcs8, PRIVATE_KEY_RULES, random).raise(
        new Uint8Array(256),
      );
    expect(raise).toThrow(new InvalidKeyError(PRIVATE_KEY_FAULTS[fault]));
    expect(isClean(kernel)).toBe(true);
  });

  it('when its primes are even, of different lengths, or close', () => {
    const { places } = ownRsaKernel();
    const close = 2n ** 1023n + 2n ** 1022n + 2n ** 1021n + 1n;
    const made: readonly (readonly [number, bigint, bigint])[] = [
      [1, 2n ** 1023n + 2n ** 1022n, 2n ** 1023n + 2n ** 1022n + 2n ** 1000n + 1n],
      [3, close, close + 2n ** 900n],
    ];
    for (const [fault, p, q] of made) {
      const pkcs8 = encodeRsaPrivateKey({ ...good, n: (p * q) | 0n, p, q });
      const isOdd = (p * q) % 2n === 1n;
      const raise = () =>
        openPrivateKey(places, createKeptKeys(places), pkcs8, PRIVATE_KEY_RULES, random).raise(
          new Uint8Array(256),
        );
      expect(raise).toThrow(isOdd ? new InvalidKeyError(PRIVATE_KEY_FAULTS[fault]) : InvalidKeyError);
    }
    const long = { ...good, p: good.p * 65_537n };
    const raise = () =>
      openPrivateKey(
        places,
        createKeptKeys(places),
        encodeRsaPrivateKey(long),
        PRIVATE_KEY_RULES,
        random,
      ).raise(new Uint8Array(256));
    expect(raise).toThrow(new InvalidKeyError(PRIVATE_KEY_FAULTS[2]));
  });
});

/** Runs the steps of the operation with something done between two of them. @returns What leaves. */
function raiseWith(
  spoil: (places: RsaPlaces, after: 'begin' | 'first' | 'second') => void,
): 'nothing' | 'the result' | 'something else' {
  const { places, kernel } = ownRsaKernel();
  const octets = readRsaPrivateKey(PAIR.pkcs8);
  const key = createKeptKeys(places).openOctets(octets, PRIVATE_KEY_RULES);
  loadPrivateKey(places, key, octets);
  places.memory.set(random(272), places.random);
  const input = inputsOf(PAIR, 12)[11] as Uint8Array;
  places.memory.set(input, places.input);
  kernel.privateBegin(key.number);
  spoil(places, 'begin');
  kernel.privateHalf(key.number, 0);
  spoil(places, 'first');
  kernel.privateHalf(key.number, 1);
  spoil(places, 'second');
  if (kernel.privateFinish(key.number) === 0) {
    expect(isClean(kernel)).toBe(true);
    return 'nothing';
  }
  const output = places.memory.slice(places.output, places.output + 256);
  const right = privateDecrypt({ key: PAIR.privateKey, padding: constants.RSA_NO_PADDING }, input);
  return toHex(output) === toHex(right) ? 'the result' : 'something else';
}

/** The address map (assembly/rsa-memory.ts, assembly/rsa.ts), from where working memory begins. */
const NUMBERS = 0x1800;
const NUMBER = 0x840;
const [PACKED, PAIRED] = [0x10, 0x300];
const HALVES = { first: NUMBERS + 8 * NUMBER, second: NUMBERS + 9 * NUMBER };
const [FIRST_PRIME, MODULUS, VALUE] = [0xb000, 0x2980, 0x40];
const PRIME_DIGITS = 80;

describe('a fault', () => {
  it('that changes nothing lets the result leave', () => {
    expect(raiseWith(() => undefined)).toBe('the result');
  });

  it.each(['first', 'second'] as const)(
    'in the %s half never leaves: 40 bits turned, 40 refusals',
    (half) => {
      const octets = random(40);
      for (let i = 0; i < 40; i++) {
        const digit = (octets[i] as number) % PRIME_DIGITS;
        const spoil = ({ memory, kernel }: RsaPlaces, after: string) => {
          if (after === half) turnDigit(memory, kernel.workStart.value + HALVES[half], digit, i % 12);
        };
        expect(raiseWith(spoil)).toBe('nothing');
      }
    },
  );

  it.each(['begin', 'first'] as const)('in a prime after the step "%s" never leaves', (step) => {
    for (let i = 0; i < 20; i++) {
      const spoil = ({ memory, kernel }: RsaPlaces, after: string) => {
        const prime = kernel.workStart.value + (step === 'begin' ? FIRST_PRIME : FIRST_PRIME + MODULUS);
        if (after === step) turnDigit(memory, prime + VALUE, 3 * i, i % 12);
      };
      // A bit of the lowest digits of a modulus may change nothing.
      expect(['nothing', ...(i < 3 ? ['the result'] : [])]).toContain(raiseWith(spoil));
    }
  });
});

/** Turns a bit of a digit, in both of its forms. */
function turnDigit(memory: Uint8Array, number: number, digit: number, bit: number): void {
  const digits = new DataView(memory.buffer, number);
  const turned = digits.getInt16(PACKED + 2 * digit, true) ^ (1 << bit);
  digits.setInt16(PACKED + 2 * digit, turned, true);
  digits.setInt16(PAIRED + 4 * digit, turned, true);
  digits.setInt16(PAIRED + 4 * digit + 6, turned, true);
}

describe('what the module touches and where it goes', () => {
  const { wasm } = instrument(unpackKernel(RSA_KERNEL));
  const compiled = new WebAssembly.Module(wasm);

  /** A digest of every address, condition and operand of a division of one operation. */
  function traceOf(pair: NodePair, input: Uint8Array): string {
    const { instance, told } = instantiateTraced(compiled);
    const places = rsaPlacesOf(instance.exports as unknown as RsaKernel);
    openPrivateKey(places, createKeptKeys(places), pair.pkcs8, VERIFICATION_RULES, random).raise(input);
    return told();
  }

  it('is the same for any two private keys, inputs and blindings of 1024 bits', () => {
    const pair = () => {
      const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
      const pkcs8 = Uint8Array.from(privateKey.export({ format: 'der', type: 'pkcs8' }));
      const spki = Uint8Array.from(publicKey.export({ format: 'der', type: 'spki' }));
      return { publicKey, privateKey, pkcs8, spki };
    };
    const one = pair();
    const trace = traceOf(one, bytesFromInteger(0n, 128));
    expect(Number(trace.split(' ')[0])).toBeGreaterThan(300_000);
    for (const input of inputsOf(one, 13).slice(1)) expect(traceOf(one, input)).toBe(trace);
    for (let i = 0; i < 4; i++) {
      const other = pair();
      expect(traceOf(other, inputsOf(other, 12)[11] as Uint8Array)).toBe(trace);
    }
  });
});
