import { describe, expect, it } from 'vitest';
import {
  formatCount,
  formatTime,
  formatUsd,
  isTimeName,
  shorten,
  wordsOf,
} from '../../src/console/format.ts';

describe('values in the page', () => {
  it('are times in UTC, to the second', () => {
    expect(formatTime(1_800_000_000.25)).toBe('2027-01-15 08:00:00 UTC');
    expect(formatTime(1e18)).toBe('1000000000000000000');
  });

  it('are times where their name says so', () => {
    for (const name of ['CreationDate', 'DeletionDate', 'ValidTo', 'ParametersValidTo', 'EventTime'])
      expect(isTimeName(name), name).toBe(true);
    for (const name of ['KeyId', 'RotationPeriodInDays', 'Truncated'])
      expect(isTimeName(name), name).toBe(false);
  });

  it('have names in words, with what AWS abbreviates', () => {
    expect(wordsOf('XksProxyUriEndpoint')).toBe('XKS proxy URI endpoint');
    expect(wordsOf('AWSAccountId')).toBe('AWS account ID');
    expect(wordsOf('MultiRegion')).toBe('Multi-Region');
    expect(wordsOf('CiphertextBlob')).toBe('Ciphertext blob');
  });

  it('are counts and money that can be compared', () => {
    expect(formatCount(999)).toBe('999');
    expect(formatCount(12345678)).toBe('12\u202f345\u202f678');
    expect(formatUsd(0)).toBe('$0.00');
    expect(formatUsd(12.345)).toBe('$12.35');
    expect(formatUsd(0.00015)).toBe('$0.00015');
  });

  it('are shortened in the middle', () => {
    expect(shorten('abcdef', 6)).toBe('abcdef');
    expect(shorten('abcdefgh', 5)).toBe('ab…gh');
  });
});
