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
    ['digits/pairUp', { if: 1 }, 'loops over digits and words'],
    ['digits/settle', { if: 1 }, 'loops over digits and words'],
    ['digits/settlePacked', { if: 1 }, 'loops over digits'],
    ['digits/toInteger', { if: 3 }, 'loops over digits and words'],
    ['modexp/choose', { if: 2, select: 1 }, 'loops over vectors and windows'],
    ['modexp/powerMod', { if: 4 }, 'loops over windows and bits of a public length'],
    ['modexp/publicPower', { if: 2 }, 'bits of the public exponent'],
    ['montgomery/invert', { if: 4, select: 2 }, 'loops over digits; how many are right'],
    ['montgomery/prepareSquare', { if: 2 }, 'how often two divides the number of digits'],
    [
      'montgomery/reciprocate',
      { if: 2, division: 1 },
      'loops over leading digits and steps; digits of a public length',
    ],
    ['montgomery/shiftIn', { if: 2, division: 1 }, 'loops over digits; digits of a public length'],
    ['montgomery/shiftUp', { if: 1 }, 'loops over digits'],
    ['primes/assembleKey', { if: 1, division: 1 }, 'd too small, which throws all away'],
    [
      'primes/findCandidate',
      { if: 6, branch: 4, division: 1 },
      'loops; which candidates are thrown away; the table of small primes',
    ],
    ['primes/hasDivisor', { if: 1 }, 'loops over small primes'],
    ['primes/invertExponent', { if: 1 }, 'loops over words'],
    ['primes/isProbablyPrimeOf', { if: 2 }, 'loops over twos up to the most; the verdict'],
    [
      'primes/makeSmallPrimes',
      { if: 5, branch: 2, division: 1 },
      'the table of small primes, which is public',
    ],
    ['products/carryOfLow', { if: 1 }, 'loops over digits'],
    [
      'products/multiplyHigh',
      { if: 7, branch: 1, select: 1 },
      'loops over blocks and rows; edges of the operand',
    ],
    [
      'products/multiplyLow',
      { if: 6, branch: 1, select: 3 },
      'loops over blocks and rows; edges of the operand',
    ],
    ['products/square', { if: 6, branch: 1, select: 2 }, 'loops over blocks and rows; edges of the operand'],
    ['rsa-kernel/setKey', { division: 1 }, 'lengths of a public key'],
    ['rsa-words/addSmall', { if: 1 }, 'loops over words'],
    ['rsa-words/divideExactly', { if: 4 }, 'loops over words'],
    ['rsa-words/halveMasked', { if: 1 }, 'loops over words'],
    ['rsa-words/invertF', { if: 2 }, 'loops over words'],
    ['rsa-words/isBelow', { if: 1 }, 'loops over words'],
    ['rsa-words/isSame', { if: 1 }, 'loops over words'],
    ['rsa-words/isShort', { if: 1 }, 'loops over words'],
    ['rsa-words/isSmall', { if: 1 }, 'loops over words'],
    ['rsa-words/loadInteger', { if: 1 }, 'loops over octets'],
    ['rsa-words/multiplyIntegers', { if: 2 }, 'loops over words'],
    ['rsa-words/remainderByF', { if: 1 }, 'loops over words'],
    ['rsa-words/storeInteger', { if: 1 }, 'loops over octets'],
    ['rsa-words/subtractMasked', { if: 1 }, 'loops over words'],
    ['rsa-words/swapMasked', { if: 1 }, 'loops over words'],
    ['rsa/beginPrivate', { if: 3 }, 'loops over digits; bits of the public exponent'],
    ['rsa/checkExponent', { if: 3, division: 3 }, 'loops over digits of a public length'],
    ['rsa/distance', { if: 1 }, 'loops over words'],
    ['rsa/finishPrivate', { if: 2 }, 'loops over digits; whether the result agrees with the public exponent'],
    ['rsa/raiseHalf', { if: 1 }, 'loops over words'],
    ['rsa/setModulus', { division: 1 }, 'digits of a public length'],
    ['rsa/setPrime', { division: 1 }, 'digits of a public length'],
    [
      'rsa/setPrivateKey',
      { if: 3 },
      'loops over integers; a key that is refused for its product or its lengths',
    ],
  ],
};
