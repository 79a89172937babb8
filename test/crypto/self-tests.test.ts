import { expect, test } from 'vitest';
import { PRIMITIVE_NAMES } from '../../src/crypto/primitives.ts';
import { selfTests } from '../../src/crypto/self-tests.ts';

test('every primitive has a self-test', () => {
  expect(Object.keys(selfTests).sort()).toEqual([...PRIMITIVE_NAMES].sort());
});
