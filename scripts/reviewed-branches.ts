/**
 * What every branch, select and division of the kernel's modules depends on: reviewed, function by function.
 *
 * A row says how many of each a function has in the compiled module and what they depend on: lengths and loop bounds,
 * public keys, verdicts that callers are told anyway, candidates that are thrown away. Nothing may depend on a secret
 * that is kept. When a count changes, the function is read again, and then its row is changed.
 *
 * @module
 */
import type { BranchCounts } from './count-branches.ts';

/** A function, its counts, and what they depend on. */
export type ReviewedFunction = readonly [name: string, counts: BranchCounts, dependsOn: string];

/** The functions that have any, by module. */
export const REVIEWED_BRANCHES: Readonly<Record<string, readonly ReviewedFunction[]>> = {
  rsa: [
    ['digits/combine', { if: 1 }, 'loops over digits and words'],
    ['digits/fromInteger', { if: 1 }, 'loops over digits and words'],
    ['digits/pairUp', { if: 2 }, 'loops over digits and words'],
    ['digits/settle', { if: 2 }, 'loops over digits and words'],
    ['digits/toInteger', { if: 3 }, 'loops over digits and words'],
    ['modexp/choose', { if: 4 }, 'loops over vectors and windows'],
    ['modexp/powerMod', { if: 4 }, 'loops over windows and bits of a public length'],
    ['modexp/publicPower', { if: 2 }, 'bits of the public exponent'],
    ['montgomery/invert', { if: 6, select: 2 }, 'loops over digits; how many are right'],
    ['montgomery/prepareSquare', { if: 2 }, 'how often two divides the number of digits'],
    ['montgomery/reduce', { if: 3 }, 'loops over digits'],
    ['montgomery/shiftIn', { if: 3, division: 1 }, 'loops over digits; digits of a public length'],
    ['montgomery/shiftUp', { if: 1 }, 'loops over digits'],
    [
      'primes/assembleKey',
      { if: 8, division: 1 },
      'loops over words; whether the small primes are there; d too small, which throws all away',
    ],
    ['primes/drawBase', { if: 1 }, 'loops over octets and words'],
    ['primes/drawUnits', { if: 1 }, 'loops over octets and words'],
    [
      'primes/findCandidate',
      { if: 15, branch: 6, division: 2 },
      'loops; which candidates are thrown away; the table of small primes',
    ],
    ['primes/invertExponent', { if: 9 }, 'loops over words'],
    ['primes/isProbablyPrimeOf', { if: 6 }, 'loops over words, and over twos up to the most; the verdict'],
    [
      'products/addMultipleHigh',
      { if: 5, branch: 1, select: 4 },
      'loops over blocks and rows; edges of the operand',
    ],
    [
      'products/multiply',
      { if: 6, branch: 1, select: 4 },
      'loops over blocks and rows; edges of the operand',
    ],
    [
      'products/multiplyLow',
      { if: 5, branch: 1, select: 3 },
      'loops over blocks and rows; edges of the operand',
    ],
    ['products/square', { if: 6, branch: 1, select: 2 }, 'loops over blocks and rows; edges of the operand'],
    ['rsa-kernel/primeRound', { if: 3 }, 'loops over words; the verdict'],
    [
      'rsa-kernel/privateFinish',
      { if: 4 },
      'loops over digits; whether the result agrees with the public exponent',
    ],
    ['rsa-kernel/privateHalf', { if: 3 }, 'loops over words'],
    ['rsa-kernel/raise', { if: 2 }, 'loops over octets'],
    ['rsa-kernel/setKey', { if: 1, division: 1 }, 'loops over octets; lengths of a public key'],
    ['rsa-words/divideExactly', { if: 4 }, 'loops over words'],
    ['rsa-words/invertF', { if: 3 }, 'loops over words'],
    ['rsa-words/multiplyIntegers', { if: 2 }, 'loops over words'],
    ['rsa/beginPrivate', { if: 6 }, 'loops over octets; bits of the public exponent'],
    ['rsa/checkExponent', { if: 5, division: 2 }, 'loops over digits of a public length'],
    ['rsa/distance', { if: 3 }, 'loops over words'],
    ['rsa/setModulus', { if: 2, division: 2 }, 'loops over digits; digits of a public length'],
    ['rsa/setPrime', { division: 1 }, 'digits of a public length'],
    [
      'rsa/setPrivateKey',
      { if: 14 },
      'loops over words; a key that is refused for its product or its lengths',
    ],
  ],
};
