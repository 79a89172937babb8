/** The decision: the documented cases, one sentence each, and the statement that decided. */
import { describe, expect, it } from 'vitest';
import {
  type AccessDecision,
  type AccessRequest,
  decide,
  type NamedPolicy,
  type PrincipalPolicies,
  type ResourceSide,
} from '../../src/iam/evaluate.ts';
import { type PolicyKind, parsePolicy } from '../../src/iam/policy.ts';
import { principalOf } from '../../src/iam/principal.ts';

const ACCOUNT = '111122223333';
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const ALICE = `arn:aws:iam::${ACCOUNT}:user/alice`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/app`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/app/run1`;
const STRANGER = 'arn:aws:iam::444455556666:user/mallory';
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/x`;

const ALLOW = { Effect: 'Allow', Action: 'kms:*', Resource: '*' };
const DENY = { ...ALLOW, Effect: 'Deny' };

function named(name: string, kind: PolicyKind, ...statements: readonly object[]): NamedPolicy {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  return { name, policy: parsePolicy(text, kind) };
}

const identity = (...statements: readonly object[]): NamedPolicy =>
  named('mine', 'identity policy', ...statements);

interface Asked extends Partial<PrincipalPolicies> {
  readonly who?: string;
  readonly key?: readonly object[];
  readonly grant?: ResourceSide['grant'];
  readonly action?: string;
  readonly context?: AccessRequest['context'];
}

/** Asks for Encrypt, as Alice, under a key policy that leaves it to the account unless told otherwise. */
function ask(asked: Asked): AccessDecision {
  const {
    who = ALICE,
    key = [{ ...ALLOW, Principal: { AWS: ROOT } }],
    grant,
    action = 'kms:Encrypt',
  } = asked;
  const { identity: own = [], boundary, session, context = () => undefined } = asked;
  const policies = { identity: own, boundary, session };
  const request = { principal: principalOf(who), policies, action, resource: KEY, context };
  const side = {
    account: ACCOUNT,
    policy: named('default', 'key policy', ...key),
    role: 'key policy',
  } as const;
  return decide(request, { ...side, grant });
}

const denies = (missing: string): object => ({ allowed: false, missing });

describe('in the account of the key', () => {
  it('a key policy that names a user allows it, and no other policy is needed', () => {
    expect(ask({ key: [{ ...ALLOW, Sid: 'hers', Principal: { AWS: ALICE } }] })).toEqual({
      allowed: true,
      by: [{ role: 'key policy', policy: 'default', statement: 1, sid: 'hers', effect: 'Allow' }],
    });
  });

  it('a key policy that names the account lets the IAM policies of the account decide', () => {
    expect(ask({})).toMatchObject(denies('identity policy'));
    expect(ask({ identity: [identity(ALLOW)] })).toMatchObject({
      allowed: true,
      by: [{ role: 'key policy' }, { role: 'identity policy', policy: 'mine', statement: 1 }],
    });
  });

  it('an IAM policy alone is worthless when the key policy does not name the account', () => {
    const key = [{ ...ALLOW, Principal: { AWS: ROLE } }];
    expect(ask({ key, identity: [identity(ALLOW)] })).toMatchObject(denies('key policy'));
  });

  it('a key policy that names the account for some actions leaves only those to IAM', () => {
    const key = [{ ...ALLOW, Action: 'kms:Decrypt', Principal: { AWS: ROOT } }];
    expect(ask({ key, identity: [identity(ALLOW)] })).toMatchObject(denies('key policy'));
    expect(ask({ key, identity: [identity(ALLOW)], action: 'kms:Decrypt' }).allowed).toBe(true);
  });

  it('the root needs no IAM policy, and does need the key policy', () => {
    expect(ask({ who: ROOT }).allowed).toBe(true);
    expect(ask({ who: ROOT, key: [{ ...ALLOW, Principal: { AWS: ALICE } }] })).toMatchObject(
      denies('key policy'),
    );
  });

  it('everybody is allowed by a star', () => {
    expect(ask({ key: [{ ...ALLOW, Principal: '*' }] }).allowed).toBe(true);
  });

  it('a session is allowed by its role and by its own name', () => {
    for (const AWS of [ROLE, SESSION]) {
      expect(ask({ who: SESSION, key: [{ ...ALLOW, Principal: { AWS } }] }).allowed).toBe(true);
    }
  });

  it('a service is allowed where its name stands', () => {
    const key = [{ ...ALLOW, Principal: { Service: 's3.amazonaws.com' } }];
    expect(ask({ who: 's3.amazonaws.com', key }).allowed).toBe(true);
    expect(ask({ who: 'sns.amazonaws.com', key }).allowed).toBe(false);
  });

  it('conditions, actions and resources must all apply', () => {
    const Condition = { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } };
    const key = [{ ...ALLOW, Principal: { AWS: ALICE }, Condition }];
    const context = (key: string) => (key === 'kms:viaservice' ? ['s3.us-east-1.amazonaws.com'] : undefined);
    expect(ask({ key }).allowed).toBe(false);
    expect(ask({ key, context }).allowed).toBe(true);
    for (const wrong of [
      { Action: 'kms:Decrypt' },
      { Resource: `${KEY}y` },
      { Resource: 'arn:aws:kms:*:*:alias/*' },
    ]) {
      expect(ask({ key: [{ ...ALLOW, Principal: { AWS: ALICE }, ...wrong }] }).allowed).toBe(false);
    }
    for (const right of [
      { Action: ['kms:enc*'] },
      { Resource: KEY },
      { Resource: `arn:aws:kms:*:${ACCOUNT}:key/*` },
    ]) {
      expect(ask({ key: [{ ...ALLOW, Principal: { AWS: ALICE }, ...right }] }).allowed).toBe(true);
    }
  });
});

describe('a Deny that applies wins', () => {
  const key = [{ ...ALLOW, Principal: { AWS: ALICE } }];

  it.each([
    ['in the key policy', { key: [...key, { ...DENY, Sid: 'no', Principal: '*' }] }, 'key policy'],
    ['in an identity policy', { key, identity: [identity(ALLOW, DENY)] }, 'identity policy'],
    ['in a boundary', { key, boundary: identity(ALLOW, DENY) }, 'permissions boundary'],
    ['in a session policy', { key, session: [identity(ALLOW, DENY)] }, 'session policy'],
    ['over a grant', { grant: { id: 'g', match: 'self' }, identity: [identity(DENY)] }, 'identity policy'],
    [
      'over the root',
      {
        who: ROOT,
        key: [
          { ...ALLOW, Principal: '*' },
          { ...DENY, Principal: { AWS: ROOT } },
        ],
      },
      'key policy',
    ],
    [
      'for everybody of an account that it names',
      { key: [...key, { ...DENY, Principal: { AWS: ROOT } }] },
      'key policy',
    ],
  ] as const)('%s', (_, asked, role) => {
    expect(ask(asked)).toMatchObject({ allowed: false, denied: { role, effect: 'Deny' } });
  });

  it('and only where it applies', () => {
    expect(ask({ key: [...key, { ...DENY, Action: 'kms:Decrypt', Principal: '*' }] }).allowed).toBe(true);
    expect(ask({ key: [...key, { ...DENY, Principal: { AWS: ROLE } }] }).allowed).toBe(true);
  });
});

describe('boundaries and session policies', () => {
  const NOTHING = identity({ ...ALLOW, Action: 'kms:Decrypt' });

  it('take away what IAM policies give', () => {
    expect(ask({ identity: [identity(ALLOW)], boundary: NOTHING })).toMatchObject(
      denies('permissions boundary'),
    );
    expect(ask({ identity: [identity(ALLOW)], session: [NOTHING] })).toMatchObject(denies('session policy'));
    expect(
      ask({ identity: [identity(ALLOW)], boundary: identity(ALLOW), session: [identity(ALLOW)] }).allowed,
    ).toBe(true);
  });

  it('give nothing themselves', () => {
    expect(ask({ boundary: identity(ALLOW), session: [identity(ALLOW)] })).toMatchObject(
      denies('identity policy'),
    );
  });

  it('take away what a key policy gives to a role', () => {
    const key = [{ ...ALLOW, Principal: { AWS: ROLE } }];
    expect(ask({ who: SESSION, key, boundary: NOTHING })).toMatchObject(denies('permissions boundary'));
    expect(ask({ who: SESSION, key, session: [NOTHING] })).toMatchObject(denies('session policy'));
  });

  it('do not reach what a key policy gives to everybody, be the role named beside', () => {
    for (const Principal of ['*', { AWS: [ROLE, '*'] }]) {
      const key = [{ ...ALLOW, Principal }];
      expect(ask({ who: SESSION, key, boundary: NOTHING, session: [NOTHING] }).allowed).toBe(true);
    }
    const key = [{ ...ALLOW, Principal: '*' }];
    expect(ask({ key, boundary: identity(ALLOW, DENY) }).allowed).toBe(false);
  });

  it('a Deny for everybody but some spares nobody who has a boundary', () => {
    const NotPrincipal = { AWS: [ROOT, ALICE] };
    const key = [
      { ...ALLOW, Principal: '*' },
      { ...DENY, NotPrincipal },
    ];
    expect(ask({ key }).allowed).toBe(true);
    expect(ask({ key, boundary: identity(ALLOW) })).toMatchObject({ denied: { statement: 2 } });
  });

  it('do not reach a key policy that names the user or the session itself', () => {
    expect(ask({ key: [{ ...ALLOW, Principal: { AWS: ALICE } }], boundary: NOTHING }).allowed).toBe(true);
    const key = [{ ...ALLOW, Principal: { AWS: SESSION } }];
    expect(ask({ who: SESSION, key, boundary: NOTHING, session: [NOTHING] }).allowed).toBe(true);
  });
});

describe('from another account', () => {
  const own = [named('theirs', 'identity policy', ALLOW)];

  it.each([
    ['their account', { AWS: 'arn:aws:iam::444455556666:root' }],
    ['themselves', { AWS: STRANGER }],
    ['everybody', '*'],
  ])('a key policy that names %s and a policy of their own are both needed', (_, Principal) => {
    const key = [{ ...ALLOW, Principal }];
    expect(ask({ who: STRANGER, key, identity: own }).allowed).toBe(true);
    expect(ask({ who: STRANGER, key })).toMatchObject(denies('identity policy'));
  });

  it('a policy of their own is nothing without the key policy', () => {
    expect(ask({ who: STRANGER, identity: own })).toMatchObject(denies('key policy'));
  });

  it('their root needs the key policy alone', () => {
    const who = 'arn:aws:iam::444455556666:root';
    expect(ask({ who, key: [{ ...ALLOW, Principal: { AWS: who } }] }).allowed).toBe(true);
  });

  it('a grant that names them is enough, one for their account leaves it to that account', () => {
    expect(ask({ who: STRANGER, grant: { id: 'g', match: 'self' } })).toEqual({
      allowed: true,
      by: [{ role: 'grant', grantId: 'g', effect: 'Allow' }],
    });
    expect(ask({ who: STRANGER, grant: { id: 'g', match: 'account' } })).toMatchObject(
      denies('identity policy'),
    );
    expect(ask({ who: STRANGER, grant: { id: 'g', match: 'account' }, identity: own }).allowed).toBe(true);
  });
});

describe('what touches no resource with a policy', () => {
  const asked = (who: string, policies: PrincipalPolicies, resource = '*'): AccessDecision =>
    decide({
      principal: principalOf(who),
      policies,
      action: 'kms:ListKeys',
      resource,
      context: () => undefined,
    });

  it('is decided by the policies of the principal, and allowed to the root', () => {
    expect(asked(ROOT, { identity: [] })).toEqual({
      allowed: true,
      by: [{ role: 'root of the account', effect: 'Allow' }],
    });
    expect(asked(ALICE, { identity: [] })).toMatchObject(denies('identity policy'));
    expect(asked(ALICE, { identity: [identity(ALLOW)] }).allowed).toBe(true);
    expect(asked(ALICE, { identity: [identity({ ...ALLOW, Resource: KEY })] }).allowed).toBe(false);
  });

  it('is limited by boundary and session', () => {
    const limit = identity({ ...ALLOW, Action: 'kms:Decrypt' });
    expect(asked(ALICE, { identity: [identity(ALLOW)], boundary: limit })).toMatchObject(
      denies('permissions boundary'),
    );
    expect(asked(SESSION, { identity: [identity(ALLOW)], session: [limit] })).toMatchObject(
      denies('session policy'),
    );
  });

  it('an alias is a resource without a policy, named by its ARN', () => {
    const alias = `arn:aws:kms:us-east-1:${ACCOUNT}:alias/a`;
    expect(asked(ALICE, { identity: [identity({ ...ALLOW, Resource: alias })] }, alias).allowed).toBe(true);
    expect(
      asked(ALICE, { identity: [identity({ ...ALLOW, Resource: undefined, NotResource: alias })] }, alias)
        .allowed,
    ).toBe(false);
  });
});

describe('a trust policy', () => {
  const assume = (who: string, Principal: unknown, own: readonly NamedPolicy[] = []): AccessDecision => {
    const trust = { Effect: 'Allow', Principal, Action: 'sts:AssumeRole' };
    const policy = named('trust', 'trust policy', trust);
    const request = { principal: principalOf(who), policies: { identity: own }, context: () => undefined };
    return decide(
      { ...request, action: 'sts:AssumeRole', resource: ROLE },
      { account: ACCOUNT, policy, role: 'trust policy' },
    );
  };

  it('lets in whom it names, and by the account whom IAM allows', () => {
    expect(assume(ALICE, { AWS: ALICE }).allowed).toBe(true);
    expect(assume(ALICE, { AWS: ACCOUNT })).toMatchObject(denies('identity policy'));
    const own = [identity({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: ROLE })];
    expect(assume(ALICE, { AWS: ACCOUNT }, own).allowed).toBe(true);
    expect(assume(STRANGER, { AWS: ACCOUNT }, own)).toMatchObject(denies('trust policy'));
  });
});
