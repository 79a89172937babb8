import { expect, it } from 'vitest';
import { withPrefix } from '../../src/audit/destination.ts';

it('puts the prefix of a destination before a name, when it has one', () => {
  expect(withPrefix({ prefix: '' }, 'AWSLogs/a')).toBe('AWSLogs/a');
  expect(withPrefix({ prefix: 'x/y' }, 'AWSLogs/a')).toBe('x/y/AWSLogs/a');
});
