import { describe, expect, it } from 'vitest';
import { keepsAccess } from '../../src/iam/lockout.ts';
import { parsePolicy } from '../../src/iam/policy.ts';
import { principalOf } from '../../src/iam/principal.ts';

const ACCOUNT = '111122223333';
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const ALICE = `arn:aws:iam::${ACCOUNT}:user/alice`;
const BOB = `arn:aws:iam::${ACCOUNT}:user/bob`;
const STRANGER_ROOT = 'arn:aws:iam::999988887777:root';

const ALLOW = { Effect: 'Allow', Principal: { AWS: ROOT }, Action: 'kms:*', Resource: '*' };
const DENY = { ...ALLOW, Effect: 'Deny' };
const CONDITION = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };

/** Whether the principal may still put a policy by a policy of these statements. */
function keeps(principal: string, ...statements: readonly object[]): boolean {
  const policy = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
  return keepsAccess(policy, {
    principal: principalOf(principal),
    policies: { identity: [] },
    action: 'kms:PutKeyPolicy',
    resource: '*',
    context: (key) => (key === 'aws:securetransport' ? ['true'] : undefined),
  });
}

describe('keepsAccess: who is named', () => {
  it.each([
    ['its own ARN', { AWS: ALICE }],
    ['its own ARN among others', { AWS: [BOB, ALICE] }],
    ['the root of its account', { AWS: ROOT }],
    ['the id of its account', { AWS: ACCOUNT }],
    ['everybody', '*'],
    ['everybody of AWS', { AWS: '*' }],
  ])('a user keeps access when the policy allows %s', (_, Principal) => {
    expect(keeps(ALICE, { ...ALLOW, Principal })).toBe(true);
  });

  it.each([
    ['another user', { AWS: BOB }],
    ['the root of another account', { AWS: STRANGER_ROOT }],
    ['the id of another account', { AWS: '999988887777' }],
    ['its name in another account', { AWS: 'arn:aws:iam::999988887777:user/alice' }],
    ['a service', { Service: 'ec2.amazonaws.com' }],
    ['a service with the name of the account', { Service: ACCOUNT }],
    ['a pattern, which principals are not', { AWS: `arn:aws:iam::${ACCOUNT}:user/*` }],
    ['a prefix of its ARN', { AWS: ALICE.slice(0, -1) }],
    ['its ARN in upper case', { AWS: ALICE.toUpperCase() }],
    ['a root that is none of IAM', { AWS: `arn:aws:kms::${ACCOUNT}:root` }],
  ])('a user loses access when the policy allows only %s', (_, Principal) => {
    expect(keeps(ALICE, { ...ALLOW, Principal })).toBe(false);
  });

  it('the root keeps access by its own ARN or id, and not by a user of its account', () => {
    expect(keeps(ROOT, { ...ALLOW, Principal: { AWS: ROOT } })).toBe(true);
    expect(keeps(ROOT, { ...ALLOW, Principal: { AWS: ACCOUNT } })).toBe(true);
    expect(keeps(ROOT, { ...ALLOW, Principal: { AWS: ALICE } })).toBe(false);
  });

  it('NotPrincipal allows everybody but those it names', () => {
    const others = { ...ALLOW, Principal: undefined, NotPrincipal: { AWS: BOB } };
    expect(keeps(ALICE, others)).toBe(true);
    expect(keeps(BOB, others)).toBe(false);
  });
});

describe('keepsAccess: what is named', () => {
  it.each(['kms:*', '*', 'kms:PutKeyPolicy', 'KMS:putkeypolicy', 'kms:Put*', 'kms:???KeyPolicy'])(
    'the action is allowed by %s, in any case',
    (Action) => {
      expect(keeps(ALICE, { ...ALLOW, Action })).toBe(true);
    },
  );

  it.each(['kms:Encrypt', 'kms:Put', 'iam:*', 'PutKeyPolicy', 'kms:PutKeyPolicy?'])(
    'the action is not allowed by %s',
    (Action) => {
      expect(keeps(ALICE, { ...ALLOW, Action })).toBe(false);
    },
  );

  it('one of several actions is enough', () => {
    expect(keeps(ALICE, { ...ALLOW, Action: ['kms:Encrypt', 'kms:Put*'] })).toBe(true);
  });

  it('NotAction allows everything but what it names', () => {
    const allow = (NotAction: string | string[]) => ({ ...ALLOW, Action: undefined, NotAction });
    expect(keeps(ALICE, allow('kms:Encrypt'))).toBe(true);
    expect(keeps(ALICE, allow('kms:Put*'))).toBe(false);
    expect(keeps(ALICE, allow(['kms:Encrypt', 'kms:PutKeyPolicy']))).toBe(false);
  });

  it('a statement without Action or without Resource allows nothing and denies nothing', () => {
    for (const member of ['Action', 'Resource']) {
      expect(keeps(ALICE, { ...ALLOW, [member]: undefined })).toBe(false);
      expect(keeps(ALICE, ALLOW, { ...DENY, [member]: undefined })).toBe(true);
    }
  });
});

describe('keepsAccess: Deny and conditions', () => {
  it('Deny wins over Allow, in either order', () => {
    expect(keeps(ALICE, ALLOW, DENY)).toBe(false);
    expect(keeps(ALICE, DENY, ALLOW)).toBe(false);
  });

  it('Deny counts only where it applies', () => {
    expect(keeps(ALICE, ALLOW, { ...DENY, Principal: { AWS: BOB } })).toBe(true);
    expect(keeps(ALICE, ALLOW, { ...DENY, Action: 'kms:Encrypt' })).toBe(true);
    expect(
      keeps(ALICE, ALLOW, { ...DENY, Principal: undefined, NotPrincipal: { AWS: [ACCOUNT, ALICE] } }),
    ).toBe(true);
    expect(keeps(ALICE, ALLOW, { ...DENY, Principal: undefined, NotPrincipal: { AWS: ALICE } })).toBe(false);
    expect(keeps(BOB, ALLOW, { ...DENY, Principal: undefined, NotPrincipal: { AWS: ALICE } })).toBe(false);
    expect(keeps(ALICE, ALLOW, { ...DENY, Action: undefined, NotAction: 'kms:PutKeyPolicy' })).toBe(true);
    expect(keeps(ALICE, ALLOW, { ...DENY, Action: undefined, NotAction: 'kms:Encrypt' })).toBe(false);
  });

  it('a condition that the author meets counts on either side', () => {
    const Condition = { Bool: { 'aws:SecureTransport': 'true' } };
    expect(keeps(ALICE, { ...ALLOW, Condition })).toBe(true);
    expect(keeps(ALICE, ALLOW, { ...DENY, Condition })).toBe(false);
  });

  it('an Allow with a condition that the author does not meet is no access', () => {
    expect(keeps(ALICE, { ...ALLOW, Condition: CONDITION })).toBe(false);
    expect(keeps(ALICE, { ...ALLOW, Condition: CONDITION }, ALLOW)).toBe(true);
  });

  it('a Deny with a condition that the author does not meet takes no access away', () => {
    expect(keeps(ALICE, ALLOW, { ...DENY, Condition: CONDITION })).toBe(true);
  });

  it('an empty condition is none, on either side', () => {
    expect(keeps(ALICE, { ...ALLOW, Condition: {} })).toBe(true);
    expect(keeps(ALICE, ALLOW, { ...DENY, Condition: {} })).toBe(false);
  });

  it('nobody named is nobody allowed', () => {
    expect(keeps(ALICE, DENY)).toBe(false);
    expect(keeps('no-arn', ALLOW)).toBe(false);
    expect(keeps('', { ...ALLOW, Principal: { AWS: ACCOUNT } })).toBe(false);
  });
});
