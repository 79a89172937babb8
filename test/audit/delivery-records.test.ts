import { describe, expect, it } from 'vitest';
import { decodePlan, deliveryNames, encodePlan } from '../../src/audit/delivery-records.ts';
import { FormatError } from '../../src/bytes/reader.ts';
import { SCOPE } from './deliveries.ts';

describe('the records of a delivery', () => {
  it('have names that sort by number, and tell whose chain it is', () => {
    const names = deliveryNames('id');
    expect(names.plan(9) < names.plan(10)).toBe(true);
    expect(names.chain(SCOPE)).toBe('delivery/id/chain/111122223333/eu-west-1');
    expect(names.scopeOf(names.chain(SCOPE))).toEqual(SCOPE);
    expect(names.file(SCOPE, 7)).toBe('delivery/id/file/111122223333/eu-west-1/000000000000007');
  });

  it('give back a plan with its bytes, line feeds in them too', () => {
    const plan = { ...SCOPE, object: 'o', metadata: {}, plannedMs: 5 };
    const bytes = Uint8Array.of(10, 0, 10, 255);
    expect(decodePlan(encodePlan(plan, bytes))).toEqual({ plan, bytes });
    expect(() => decodePlan(Uint8Array.of(1, 2))).toThrow(FormatError);
  });
});
