import { describe, expect, it } from 'vitest';
import { FormatError } from '../../../src/bytes/reader.ts';
import { readElement } from '../../../src/crypto/der/element.ts';
import { timeOf } from '../../../src/crypto/x509/time.ts';
import { tlv } from './issue.ts';

const read = (tag: number, text: string): number =>
  timeOf(readElement(tlv(tag, Buffer.from(text, 'latin1'))));

describe('the time of a certificate', () => {
  it.each([
    [0x17, '500101000000Z', '1950-01-01T00:00:00.000Z'],
    [0x17, '491231235959Z', '2049-12-31T23:59:59.000Z'],
    [0x17, '240229120000Z', '2024-02-29T12:00:00.000Z'],
    [0x18, '20500101000000Z', '2050-01-01T00:00:00.000Z'],
    [0x18, '99991231235959Z', '9999-12-31T23:59:59.000Z'],
  ])('%i %s is %s', (tag, text, iso) => {
    expect(new Date(read(tag, text)).toISOString()).toBe(iso);
  });

  it.each([
    ['a GeneralizedTime that fits a UTCTime', 0x18, '20491231235959Z'],
    ['no seconds', 0x17, '4912312359Z'],
    ['no zone', 0x17, '491231235959'],
    ['another zone', 0x17, '491231235959+0000'],
    ['fractions', 0x18, '20500101000000.5Z'],
    ['the 30th of February', 0x17, '240230000000Z'],
    ['the 29th of February of 2026', 0x17, '260229000000Z'],
    ['month 13', 0x17, '241301000000Z'],
    ['hour 24', 0x17, '240101240000Z'],
    ['second 60', 0x17, '240101000060Z'],
    ['letters', 0x17, '24010100000xZ'],
    ['another type', 0x0c, '240101000000Z'],
  ])('is not %s', (_, tag, text) => {
    expect(() => read(tag, text)).toThrow(FormatError);
  });

  it('is there', () => {
    expect(() => timeOf(undefined)).toThrow(FormatError);
  });
});
