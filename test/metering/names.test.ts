import { describe, expect, it } from 'vitest';
import { callsName, lifeName, readCallsName, readLifeName } from '../../src/metering/names.ts';

const PLACE = { account: '111122223333', day: '2026-11-27', region: 'eu-west-1' };

describe("the meter's names", () => {
  it('sort by account and then by day', () => {
    const key = 'arn:aws:kms:eu-west-1:444455556666:key/mrk-1';
    expect(callsName(PLACE, key)).toBe('metering/calls/111122223333/2026-11-27/eu-west-1/444455556666/mrk-1');
    expect(callsName(PLACE, undefined)).toBe('metering/calls/111122223333/2026-11-27/eu-west-1/-/-');
  });

  it('tell the place that they were made of', () => {
    expect(readCallsName(callsName(PLACE, undefined))).toEqual(PLACE);
    const key = { account: '111122223333', region: 'eu-west-1', keyId: 'x', createdAtMs: 5 };
    expect(readLifeName(lifeName(key))).toEqual(key);
  });
});
