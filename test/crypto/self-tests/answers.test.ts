import { describe, expect, test } from 'vitest';
import { AuthenticationError, UnsupportedAlgorithmError } from '../../../src/crypto/errors.ts';
import {
  corrupted,
  expectAnswer,
  expectRefusal,
  expectVerdict,
  testEach,
  WrongAnswerError,
} from '../../../src/crypto/self-tests/answers.ts';

const BYTES = new Uint8Array([1, 2]);

describe('an answer', () => {
  test('is right as digits or as bytes, at once or late', async () => {
    await expectAnswer('source', BYTES, '0102');
    await expectAnswer('source', Promise.resolve(BYTES), new Uint8Array([1, 2]));
  });

  test.each(['0103', '01', '010200', ''])('is wrong against %s, and names its source', async (expected) => {
    await expect(expectAnswer('RFC 1', BYTES, expected)).rejects.toThrow(new WrongAnswerError('RFC 1'));
  });
});

test('a verdict is right or wrong', async () => {
  await expectVerdict('source', true, true);
  await expectVerdict('source', Promise.resolve(false), false);
  await expect(expectVerdict('source', true, false)).rejects.toThrow(WrongAnswerError);
  await expect(expectVerdict('source', Promise.resolve(false), true)).rejects.toThrow(WrongAnswerError);
});

describe('a refusal', () => {
  test('is an AuthenticationError, at once or late', async () => {
    await expectRefusal('source', () => {
      throw new AuthenticationError();
    });
    await expectRefusal('source', () => Promise.reject(new AuthenticationError()));
  });

  test('is neither an acceptance nor another error', async () => {
    await expect(expectRefusal('source', () => BYTES)).rejects.toThrow(WrongAnswerError);
    const other = () => Promise.reject(new RangeError());
    await expect(expectRefusal('source', other)).rejects.toThrow(WrongAnswerError);
  });
});

test('rows are tested one by one; only what is not supported is passed over', async () => {
  const tested: number[] = [];
  const run = testEach([1, 2, 3, 4], async (row) => {
    if (row === 2) throw new UnsupportedAlgorithmError('not here');
    if (row === 4) throw new WrongAnswerError('four');
    tested.push(row);
  });
  await expect(run).rejects.toThrow('four');
  expect(tested).toEqual([1, 3]);
});

test('a corrupted copy differs in its last bit and leaves the original alone', () => {
  expect(corrupted(BYTES)).toEqual(new Uint8Array([1, 3]));
  expect(BYTES).toEqual(new Uint8Array([1, 2]));
});
