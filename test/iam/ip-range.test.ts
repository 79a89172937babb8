import { describe, expect, it } from 'vitest';
import { type IpRange, isInRange, parseIpRange } from '../../src/iam/ip-range.ts';

const inRange = (address: string, range: string): boolean =>
  isInRange(address, parseIpRange(range) as IpRange);

describe('parseIpRange', () => {
  it.each([
    ['203.0.113.7', [203, 0, 113, 7], 32],
    ['0.0.0.0/0', [0, 0, 0, 0], 0],
    ['2001:db8::1/64', [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 64],
    ['::', new Array(16).fill(0), 128],
    ['::ffff:203.0.113.7', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 203, 0, 113, 7], 128],
    ['1:2:3:4:5:6:7:8', [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8], 128],
  ])('reads %s', (text, address, prefixBits) => {
    expect(parseIpRange(text)).toEqual({ address, prefixBits });
  });

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4/33',
    '1.2.3.4/',
    '1.2.3.4/8/8',
    '1.2.3.4/-1',
    '1.2.3.a',
    ':',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4::5:6:7:8',
    '12345::',
    '::g',
    '::1/129',
    '1.2.3.4::',
  ])('refuses %j', (text) => {
    expect(parseIpRange(text)).toBeUndefined();
  });
});

describe('isInRange', () => {
  it('compares as many bits as the prefix has', () => {
    expect(inRange('203.0.113.255', '203.0.113.0/24')).toBe(true);
    expect(inRange('203.0.114.0', '203.0.113.0/24')).toBe(false);
    expect(inRange('203.0.113.129', '203.0.113.128/25')).toBe(true);
    expect(inRange('203.0.113.127', '203.0.113.128/25')).toBe(false);
    expect(inRange('1.2.3.4', '0.0.0.0/0')).toBe(true);
    expect(inRange('1.2.3.4', '1.2.3.4')).toBe(true);
    expect(inRange('2001:db8:0:0:ffff::', '2001:db8::/64')).toBe(true);
    expect(inRange('2001:db8:0:1::', '2001:db8::/64')).toBe(false);
  });

  it('is never of the other family, nor of a text that is no address', () => {
    expect(inRange('::ffff:1.2.3.4', '1.2.3.4')).toBe(false);
    expect(inRange('1.2.3.4', '::/0')).toBe(false);
    expect(inRange('localhost', '0.0.0.0/0')).toBe(false);
  });
});
