import { expect, test } from 'vitest';
import {
  AuthenticationError,
  EngineFailedError,
  UnsupportedAlgorithmError,
} from '../../../src/crypto/errors.ts';
import { errorOf, reportOf, WorkerLostError } from '../../../src/crypto/stream/worker-errors.ts';

test('the errors of this room keep their class and their words on the way', () => {
  const errors = [
    new AuthenticationError(),
    new EngineFailedError('a self-test failed'),
    new UnsupportedAlgorithmError('not here'),
  ];
  for (const error of errors) {
    const told = errorOf(structuredClone(reportOf(error)));
    expect(told).toBeInstanceOf(error.constructor);
    expect([told.name, told.message]).toEqual([error.name, error.message]);
  }
});

test('any other error is a plain one with its words, and what is no error says nothing', () => {
  const told = errorOf(reportOf(new RangeError('too much')));
  expect(told.constructor).toBe(Error);
  expect(told.message).toBe('too much');
  expect(errorOf(reportOf('a secret')).message).toBe('a worker failed');
  expect(errorOf({ name: 'toString', message: 'x' }).constructor).toBe(Error);
});

test('a lost worker has a name of its own', () => {
  expect(new WorkerLostError('x').name).toBe('WorkerLostError');
});
