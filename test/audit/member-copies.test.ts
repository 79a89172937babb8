import { describe, expect, it } from 'vitest';
import { copyAnswered, copyOfShape, memberName } from '../../src/audit/member-copies.ts';
import type { AnyShape } from '../../src/operations/shape.ts';

it.each([
  ['KeyId', 'keyId'],
  ['AWSAccountId', 'aWSAccountId'],
  ['XksKeyId', 'xksKeyId'],
])('%s is %s in an event', (name, as) => {
  expect(memberName(name)).toBe(as);
});

describe('along a shape', () => {
  const SECRET: AnyShape = { kind: 'string', isSecret: true };
  const INNER: AnyShape = {
    kind: 'structure',
    members: {
      Name: { shape: { kind: 'string' } },
      Secret: { shape: SECRET },
      Bytes: { shape: { kind: 'blob' } },
      At: { shape: { kind: 'timestamp' } },
    },
  };
  const inner = { Name: 'n', Secret: 's', Bytes: new Uint8Array([1]), At: new Date(0) };
  const copied = { name: 'n', at: 'Jan 1, 1970, 12:00:00 AM' };

  it('bytes and secrets have no copy at all', () => {
    for (const shape of [{ kind: 'blob' }, SECRET, { kind: 'list', member: SECRET }] as const)
      expect(copyOfShape(shape)).toBeUndefined();
    expect(copyOfShape({ kind: 'list', member: { kind: 'blob' } })).toBeUndefined();
  });

  it('structures are copied without them, also inside of lists and of each other', () => {
    expect(copyOfShape(INNER)?.(inner)).toEqual(copied);
    expect(copyOfShape({ kind: 'list', member: INNER })?.([inner])).toEqual([copied]);
    const outer: AnyShape = { kind: 'structure', members: { Inner: { shape: INNER } } };
    expect(copyOfShape(outer)?.({ Inner: inner })).toEqual({ inner: copied });
  });

  it('the names in a map are not members, and stay as they are', () => {
    expect(copyOfShape({ kind: 'map' })?.({ Department: 'IT' })).toEqual({ Department: 'IT' });
  });
});

describe('of an answer', () => {
  it('bytes are left out wherever they stand', () => {
    const answer = { A: new Uint8Array([1]), B: { C: new Uint8Array([1]), D: 1 }, E: [new Uint8Array([1])] };
    expect(copyAnswered(answer)).toEqual({ b: { d: 1 }, e: [null] });
    expect(copyAnswered(new Uint8Array([1]))).toBeUndefined();
    expect(copyAnswered(new DataView(new ArrayBuffer(1)))).toBeUndefined();
  });

  it('absent members stay absent, and times have the form of the guide', () => {
    expect(copyAnswered({ At: new Date(0), None: undefined, Not: null })).toEqual({
      at: 'Jan 1, 1970, 12:00:00 AM',
    });
  });
});
