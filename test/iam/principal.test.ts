import { describe, expect, it } from 'vitest';
import { matchPrincipal, matchPrincipals, principalOf } from '../../src/iam/principal.ts';

const ROOT = 'arn:aws:iam::111122223333:root';
const ALICE = principalOf('arn:aws:iam::111122223333:user/alice');
const ROLE = 'arn:aws:iam::111122223333:role/app';
const SESSION = principalOf('arn:aws:sts::111122223333:assumed-role/app/run1');
const SERVICE = principalOf('s3.amazonaws.com');

const aws = (...names: string[]) => new Map([['AWS', names]]);

describe('principalOf', () => {
  it.each([
    [ROOT, 'root'],
    ['arn:aws:iam::111122223333:user/a/b', 'user'],
    ['arn:aws:sts::111122223333:federated-user/bob', 'federated'],
    ['arn:aws:sts::111122223333:assumed-role/app/run1', 'session'],
    ['s3.amazonaws.com', 'service'],
    ['arn:aws:iam::111122223333:group/g', 'service'],
  ] as const)('takes %s for a %s', (arn, kind) => {
    expect(principalOf(arn)).toMatchObject({ kind, arn, account: kind === 'service' ? '' : '111122223333' });
  });

  it('knows the role of a session', () => {
    expect(SESSION.roleArn).toBe(ROLE);
  });
});

describe('matchPrincipal', () => {
  it.each([
    ['a user by its ARN', ALICE, [ALICE.arn], 'self'],
    ['a user by its account', ALICE, ['111122223333'], 'account'],
    ['a user by the root of its account', ALICE, [ROOT], 'account'],
    ['a user by everybody', ALICE, ['*'], 'everybody'],
    ['everybody before the role, whom a boundary limits', SESSION, [ROLE, '*'], 'everybody'],
    ['the closest of several', ALICE, [ROOT, '*', ALICE.arn], 'self'],
    ['everybody before the account', ALICE, [ROOT, '*'], 'everybody'],
    ['a session by its ARN', SESSION, [ROLE, SESSION.arn], 'self'],
    ['a session by its role', SESSION, [ROOT, ROLE], 'role'],
    ['the root by its account', principalOf(ROOT), ['111122223333'], 'self'],
    ['the root by its ARN', principalOf(ROOT), [ROOT], 'self'],
    ['nobody by another account', ALICE, ['444455556666', 'arn:aws:iam::444455556666:root'], undefined],
    ['nobody by another session of the role', SESSION, [`${SESSION.arn}x`], undefined],
    ['nobody by a pattern', ALICE, ['arn:aws:iam::111122223333:user/*'], undefined],
  ])('means %s', (_, principal, names, expected) => {
    expect(matchPrincipal(aws(...names), principal)).toBe(expected);
  });

  it('keeps services and accounts apart', () => {
    expect(matchPrincipal(new Map([['Service', ['s3.amazonaws.com']]]), SERVICE)).toBe('self');
    expect(matchPrincipal(aws('s3.amazonaws.com'), SERVICE)).toBeUndefined();
    expect(matchPrincipal(aws('*'), SERVICE)).toBe('everybody');
    expect(matchPrincipal(new Map([['Service', [ALICE.arn]]]), ALICE)).toBeUndefined();
    expect(matchPrincipal(new Map([['Federated', [ALICE.arn]]]), ALICE)).toBeUndefined();
  });
});

describe('matchPrincipals with NotPrincipal', () => {
  const notNamed = (names: string[], principal = SESSION) => ({
    deny: matchPrincipals({ not: true, values: aws(...names) }, principal, 'Deny'),
    allow: matchPrincipals({ not: true, values: aws(...names) }, principal, 'Allow'),
  });

  it('means everybody whom it does not name', () => {
    expect(notNamed([ALICE.arn])).toEqual({ deny: 'everybody', allow: 'everybody' });
  });

  it('a Deny spares only whom it names with account, role and session', () => {
    expect(notNamed([ROOT, ROLE, SESSION.arn]).deny).toBeUndefined();
    expect(notNamed(['111122223333', ROLE, SESSION.arn]).deny).toBeUndefined();
    for (const part of [[ROOT, ROLE], [ROOT, SESSION.arn], [ROLE, SESSION.arn], [ROOT]]) {
      expect(notNamed(part).deny).toBe('everybody');
    }
  });

  it('an Allow passes by whom it names in any part', () => {
    for (const part of [[ROOT], [ROLE], [SESSION.arn]]) expect(notNamed(part).allow).toBeUndefined();
  });

  it('a root and a service are named by one name', () => {
    expect(notNamed(['111122223333'], principalOf(ROOT)).deny).toBeUndefined();
    const services = { not: true, values: new Map([['Service', ['s3.amazonaws.com']]]) };
    expect(matchPrincipals(services, SERVICE, 'Deny')).toBeUndefined();
    expect(matchPrincipals(services, ALICE, 'Deny')).toBe('everybody');
  });

  it('a star names everybody, services too', () => {
    for (const effect of ['Allow', 'Deny'] as const) {
      const everybody = { not: true, values: aws('*') };
      expect(matchPrincipals(everybody, SERVICE, effect)).toBeUndefined();
      expect(matchPrincipals(everybody, ALICE, effect)).toBeUndefined();
    }
  });
});
