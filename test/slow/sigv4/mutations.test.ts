/** 25,000 mutations of signed requests: none is accepted, unless it is canonically equal to what was signed. */
import { expect, it } from 'vitest';
import { testEngine } from '../../keystore/engine.ts';
import { mutationsAccepted } from '../../sigv4/mutations.ts';

it('accepts none of 25,000 mutations of signed requests, unless it is canonically equal', async () => {
  expect(await mutationsAccepted(testEngine(), 25_000, 1)).toEqual([]);
});
