import { describe, expect, it } from 'vitest';
import { readDirectory } from '../../src/iam/directory.ts';
import { DirectoryError } from '../../src/iam/directory-error.ts';

const OPTIONS = {
  partition: 'aws',
  uniqueId: (prefix: string, arn: string): string => `${prefix}:${arn.split('/').at(-1)}`,
};
const ACCOUNT = '111122223333';
const POLICY = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'kms:*', Resource: '*' } };
const TRUST = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' },
};

const read = (account: object): ReturnType<typeof readDirectory> =>
  readDirectory(JSON.stringify({ accounts: { [ACCOUNT]: account } }), OPTIONS);

describe('a directory', () => {
  const directory = read({
    accessKeys: [{ id: 'AKIAROOT', secretAccessKey: 'r' }],
    policies: { Keys: POLICY, Limit: POLICY },
    users: {
      alice: {
        path: '/team/',
        accessKeys: [{ id: 'AKIAALICE', sealedSecretAccessKey: 'AAAA' }],
        policies: { inline: POLICY },
        attachedPolicies: ['Keys'],
        permissionsBoundary: 'Limit',
        tags: { team: 'blue' },
      },
    },
    roles: {
      app: { trustPolicy: TRUST, permissionsBoundary: POLICY, maxSessionSeconds: 7200 },
      bare: { trustPolicy: TRUST },
    },
  });

  it('finds who an access key belongs to, the root too', () => {
    expect(directory.accessKeys.get('AKIAROOT')).toMatchObject({
      secret: { clear: 'r' },
      identity: { principal: { kind: 'root', account: ACCOUNT }, userId: ACCOUNT },
    });
    expect(directory.accessKeys.get('AKIAALICE')).toMatchObject({
      secret: { sealed: 'AAAA' },
      identity: {
        principal: { kind: 'user', arn: `arn:aws:iam::${ACCOUNT}:user/team/alice` },
        userName: 'alice',
        userId: 'AIDA:alice',
      },
    });
    expect(directory.accessKeys.get('constructor')).toBeUndefined();
  });

  it('gives users their policies, attached ones by ARN, a boundary and tags', () => {
    const { policies, tags } = directory.accessKeys.get('AKIAALICE')?.identity ?? {};
    expect(policies?.identity.map(({ name }) => name)).toEqual([
      'inline',
      `arn:aws:iam::${ACCOUNT}:policy/Keys`,
    ]);
    expect(policies?.boundary?.name).toBe(`arn:aws:iam::${ACCOUNT}:policy/Limit`);
    expect(tags?.get('team')).toBe('blue');
  });

  it('gives roles who may take them, and for how long', () => {
    expect(directory.roles.get(`arn:aws:iam::${ACCOUNT}:role/app`)).toMatchObject({
      roleId: 'AROA:app',
      maxSessionSeconds: 7200,
      policies: { identity: [], boundary: { name: 'permissions boundary' } },
    });
    expect(directory.roles.get(`arn:aws:iam::${ACCOUNT}:role/bare`)?.maxSessionSeconds).toBe(3600);
  });

  it('has the documents of managed policies by ARN', () => {
    expect([...directory.documents.keys()].map((arn) => arn.split('/').at(-1))).toEqual(['Keys', 'Limit']);
    expect(JSON.parse(directory.documents.get(`arn:aws:iam::${ACCOUNT}:policy/Keys`) ?? '')).toEqual(POLICY);
  });

  it('may be empty', () => {
    expect(readDirectory('{}', OPTIONS).accounts.size).toBe(0);
  });
});

describe('what is no directory is refused with its place', () => {
  it.each([
    ['accounts.1.users', { users: [] }, 'an object'],
    ['accounts.1', { user: {} }, 'no member but accessKeys, policies, users, roles'],
    ['accounts.1.users.alice', { users: { alice: { name: 'x' } } }, 'no member but path'],
    ['accounts.1.users.a b', { users: { 'a b': {} } }, 'a name of letters'],
    ['accounts.1.users.alice.path', { users: { alice: { path: 'team' } } }, 'a path'],
    ['accounts.1.users.alice.tags.a', { users: { alice: { tags: { a: 1 } } } }, 'a text'],
    ['accounts.1.users.alice.accessKeys', { users: { alice: { accessKeys: {} } } }, 'a list'],
    [
      'accounts.1.users.alice.attachedPolicies[0]',
      { users: { alice: { attachedPolicies: ['x'] } } },
      'the name of one',
    ],
    [
      'accounts.1.users.alice.permissionsBoundary',
      { users: { alice: { permissionsBoundary: 'x' } } },
      'the name of one',
    ],
    [
      'accounts.1.accessKeys[0].id',
      { accessKeys: [{ id: 'a/b', secretAccessKey: 'x' }] },
      'an access key id',
    ],
    [
      'accounts.1.accessKeys[0].id',
      { accessKeys: [{ id: 'ASIAABCDEFGHIJKLMNOP', secretAccessKey: 'x' }] },
      'an access key id that is no session’s',
    ],
    [
      'accounts.1.accessKeys[0]',
      { accessKeys: [{ id: 'a' }] },
      'either secretAccessKey or sealedSecretAccessKey',
    ],
    [
      'accounts.1.accessKeys[0]',
      { accessKeys: [{ id: 'a', secretAccessKey: 'x', sealedSecretAccessKey: 'y' }] },
      'either',
    ],
    [
      'accounts.1.accessKeys[1].id',
      {
        accessKeys: [
          { id: 'a', secretAccessKey: 'x' },
          { id: 'a', secretAccessKey: 'y' },
        ],
      },
      'that nobody else has',
    ],
    [
      'accounts.1.roles.r.maxSessionSeconds',
      { roles: { r: { trustPolicy: TRUST, maxSessionSeconds: 60 } } },
      'a number of seconds',
    ],
    ['accounts.1.roles.r.trustPolicy', { roles: { r: {} } }, 'the policy is malformed: it is not JSON'],
    ['accounts.1.roles.r.trustPolicy', { roles: { r: { trustPolicy: POLICY } } }, 'the policy is malformed'],
    ['accounts.1.policies.p', { policies: { p: TRUST } }, 'the policy is malformed'],
    [
      'accounts.1.policies.p',
      { policies: { p: { Statement: { Effect: 'Allow' } } } },
      'the policy is malformed: Action is missing',
    ],
  ])('%s', (place, account, expected) => {
    expect(() => read(account)).toThrow(DirectoryError);
    expect(() => read(account)).toThrow(place.replace('accounts.1', `accounts.${ACCOUNT}`));
    expect(() => read(account)).toThrow(expected);
  });

  it('and a document, and an account, must be one', () => {
    for (const text of [
      '',
      '[]',
      'null',
      '{"account":{}}',
      '{"accounts":[]}',
      '{"accounts":{"12":{}}}',
      '{"accounts":{"111122223333":null}}',
    ]) {
      expect(() => readDirectory(text, OPTIONS)).toThrow(DirectoryError);
    }
  });

  it('never with a secret in the message', () => {
    const account = { accessKeys: [{ id: 'a', secretAccessKey: 'hunter2', more: 'hunter2' }] };
    expect(() => read(account)).toThrow(/^(?!.*hunter2)/);
  });
});
