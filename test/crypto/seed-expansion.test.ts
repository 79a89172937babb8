import { expect, it } from 'vitest';
import { InvalidKeyError } from '../../src/crypto/errors.ts';
import { lendExpanded } from '../../src/crypto/seed-expansion.ts';

const SEED = Uint8Array.of(1, 2);
const KEY = Uint8Array.of(2, 4);

it('an expanded key is lent as it is, one of a seed until the use is over, and none that is not the seed’s', () => {
  const made: Uint8Array[] = [];
  const expand = (seed: Uint8Array): Uint8Array => {
    const key = seed.map((byte) => 2 * byte);
    made.push(key);
    return key;
  };
  const lend = (choice: object): string => lendExpanded('ML-KEM', choice, expand, (key) => key.join());
  expect([lend({ secretKey: KEY }), made.length]).toEqual(['2,4', 0]);
  expect([lend({ seed: SEED }), lend({ seed: SEED, secretKey: KEY })]).toEqual(['2,4', '2,4']);
  expect(() => lend({ seed: SEED, secretKey: SEED })).toThrow(
    new InvalidKeyError('the ML-KEM seed and expanded key do not belong together'),
  );
  const refuse = (): never => {
    throw new RangeError('use');
  };
  expect(() => lendExpanded('ML-KEM', { seed: SEED }, expand, refuse)).toThrow('use');
  // What was made is wiped whatever came of it; what was lent is its owner's.
  expect(made.map((key) => key.join())).toEqual(['0,0', '0,0', '0,0', '0,0']);
  expect([...KEY]).toEqual([2, 4]);
});
