import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Grant, GrantConstraints } from '../../src/kms/grant.ts';
import {
  type GrantedRequest,
  grantAllows,
  isWithin,
  mayReEncryptTogether,
  mayRetire,
} from '../../src/kms/grant-rules.ts';
import { SEED } from '../operations/service.ts';
import { grantOf, PRINCIPAL } from './granted.ts';

const SOURCE = 'arn:aws:s3:us-east-1:111122223333:bucket';
const ROOT = 'arn:aws:iam::111122223333:root';
const parties = [{ principal: PRINCIPAL }];
const encrypt: GrantedRequest = { operation: 'Encrypt', parties };

const encrypting = (constraints?: GrantConstraints): Grant =>
  grantOf({ operations: ['Encrypt'], constraints });

describe('a grant allows', () => {
  it('its operations alone, to its grantee alone', () => {
    expect(grantAllows(encrypting(), encrypt)).toBe(true);
    expect(grantAllows(encrypting(), { ...encrypt, operation: 'Decrypt' })).toBe(false);
    expect(grantAllows(encrypting(), { ...encrypt, parties: [] })).toBe(false);
    expect(grantAllows(encrypting(), { ...encrypt, parties: [{ principal: `${PRINCIPAL}s` }] })).toBe(false);
  });

  it('whoever is among other things the grantee: a session of the role, a service by its name', () => {
    const session = { principal: 'arn:aws:sts::111122223333:assumed-role/reader/x' };
    expect(grantAllows(encrypting(), { ...encrypt, parties: [session, ...parties] })).toBe(true);
    const toService = grantOf({ operations: ['Encrypt'], grantee: { service: 's3.amazonaws.com' } });
    expect(grantAllows(toService, { ...encrypt, parties: [{ service: 's3.amazonaws.com' }] })).toBe(true);
    expect(grantAllows(toService, { ...encrypt, parties: [{ principal: 's3.amazonaws.com' }] })).toBe(false);
  });

  it.each([
    [{ encryptionContextSubset: { a: '1' } }, { a: '1' }, true],
    [{ encryptionContextSubset: { a: '1' } }, { a: '1', b: '2' }, true],
    [{ encryptionContextSubset: { a: '1' } }, { a: '2' }, false],
    [{ encryptionContextSubset: { a: '1' } }, { A: '1' }, false],
    [{ encryptionContextSubset: { a: '1' } }, undefined, false],
    [{ encryptionContextSubset: {} }, undefined, true],
    [{ encryptionContextSubset: { toString: '1' } }, {}, false],
    [{ encryptionContextEquals: { a: '1' } }, { a: '1' }, true],
    [{ encryptionContextEquals: { a: '1' } }, { a: '1', b: '2' }, false],
    [{ encryptionContextEquals: { a: '1', b: '2' } }, { b: '2', a: '1' }, true],
    [{ encryptionContextEquals: { a: '1' } }, {}, false],
    [{ encryptionContextEquals: {} }, {}, true],
    [{ encryptionContextEquals: {} }, { a: '1' }, false],
  ] as const)('under %j with %j: %s', (constraints, encryptionContext, allowed) => {
    expect(grantAllows(encrypting(constraints), { ...encrypt, encryptionContext })).toBe(allowed);
  });

  it.each(['DescribeKey', 'RetireGrant'])('%s whatever the encryption context is', (operation) => {
    const grant = grantOf({ operations: [operation], constraints: { encryptionContextEquals: { a: '1' } } });
    expect(grantAllows(grant, { operation, parties })).toBe(true);
  });

  it('under a source ARN that very source, but for RetireGrant', () => {
    const grant = grantOf({ operations: ['Sign', 'RetireGrant'], constraints: { sourceArn: SOURCE } });
    expect(grantAllows(grant, { operation: 'Sign', parties, sourceArn: SOURCE })).toBe(true);
    expect(grantAllows(grant, { operation: 'Sign', parties, sourceArn: `${SOURCE}s` })).toBe(false);
    expect(grantAllows(grant, { operation: 'Sign', parties })).toBe(false);
    expect(grantAllows(grant, { operation: 'RetireGrant', parties })).toBe(true);
  });
});

describe('ReEncrypt by two grants', () => {
  it('needs one source ARN in both, or none', () => {
    const from = encrypting({ sourceArn: SOURCE });
    expect(mayReEncryptTogether(from, encrypting({ sourceArn: SOURCE }))).toBe(true);
    expect(mayReEncryptTogether(encrypting(), encrypting({}))).toBe(true);
    expect(mayReEncryptTogether(from, encrypting())).toBe(false);
    expect(mayReEncryptTogether(encrypting(), from)).toBe(false);
  });
});

describe('a grant may be retired', () => {
  const OTHER = 'arn:aws:iam::444455556666:user/other';
  it.each([
    ['its retiring principal', { retiring: { principal: OTHER } }, OTHER, true],
    ['its grantee when it allows RetireGrant', { operations: ['RetireGrant'] }, PRINCIPAL, true],
    ['its grantee when it does not', {}, PRINCIPAL, false],
    ['the root of the account that gave it', {}, ROOT, true],
    ['anybody else', { retiring: { principal: PRINCIPAL } }, OTHER, false],
  ] as const)('by %s', (_, change, principal, allowed) => {
    expect(mayRetire(grantOf(change), [{ principal }], ROOT)).toBe(allowed);
  });
});

describe('a grant by right of another', () => {
  const within = (child?: GrantConstraints, parent?: GrantConstraints): boolean =>
    isWithin(encrypting(child), encrypting(parent));

  it('allows no operation more', () => {
    const parent = grantOf({ operations: ['Encrypt', 'Decrypt', 'CreateGrant'] });
    expect(isWithin(grantOf({ operations: ['Decrypt', 'Encrypt'] }), parent)).toBe(true);
    expect(isWithin(grantOf({ operations: ['Decrypt', 'Sign'] }), parent)).toBe(false);
  });

  it.each([
    [undefined, undefined, true],
    [{ encryptionContextSubset: { a: '1' } }, undefined, true],
    [undefined, { encryptionContextSubset: { a: '1' } }, false],
    [{ encryptionContextSubset: { a: '1', b: '2' } }, { encryptionContextSubset: { a: '1' } }, true],
    [{ encryptionContextEquals: { a: '1' } }, { encryptionContextSubset: { a: '1' } }, true],
    [{ encryptionContextEquals: { b: '1' } }, { encryptionContextSubset: { a: '1' } }, false],
    [{ encryptionContextSubset: {} }, { encryptionContextSubset: { a: '1' } }, false],
    [{ encryptionContextEquals: { a: '1' } }, { encryptionContextEquals: { a: '1' } }, true],
    [{ encryptionContextEquals: { a: '1', b: '2' } }, { encryptionContextEquals: { a: '1' } }, false],
    [{ encryptionContextSubset: { a: '1' } }, { encryptionContextEquals: { a: '1' } }, false],
    [{ sourceArn: SOURCE }, { sourceArn: SOURCE }, true],
    [{ sourceArn: SOURCE }, undefined, true],
    [undefined, { sourceArn: SOURCE }, false],
    [{ sourceArn: `${SOURCE}s` }, { sourceArn: SOURCE }, false],
  ] as const)('with %j under %j: %s', (child, parent, allowed) => {
    expect(within(child, parent)).toBe(allowed);
  });

  it('allows nothing that the other does not: whatever the constraints, whatever the request', () => {
    const pairs = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2'), {
      noNullPrototype: false,
    });
    const source = fc.constantFrom(undefined, SOURCE, `${SOURCE}s`);
    const constraints = fc.oneof(
      fc.record({ sourceArn: source }),
      fc.record({ encryptionContextEquals: pairs, sourceArn: source }),
      fc.record({ encryptionContextSubset: pairs, sourceArn: source }),
    );
    const operations = fc.subarray(['Encrypt', 'Decrypt', 'DescribeKey']);
    const grant = fc.record({ operations, constraints }).map(grantOf);
    let reached = 0;
    const property = fc.property(
      grant,
      grant,
      pairs,
      source,
      operations,
      (child, parent, encryptionContext, sourceArn, asked) => {
        if (!isWithin(child, parent)) return;
        for (const operation of asked) {
          const request = { operation, parties, encryptionContext, sourceArn };
          if (!grantAllows(child, request)) continue;
          reached++;
          expect(grantAllows(parent, request)).toBe(true);
        }
      },
    );
    fc.assert(property, { seed: SEED, numRuns: 20_000 });
    expect(reached).toBeGreaterThan(150);
  });
});
