import { beforeEach, describe, expect, it } from 'vitest';
import { spacedPolicy } from '../../src/kms/policy-spacing.ts';
import { everybody, expectRefusal, makeKey, openService, type Service } from './service.ts';

const LOCKED_OUT = 'The new key policy will not allow you to update the key policy in the future.';
const allow = (statement: object = {}): object => ({
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:root' },
  Action: 'kms:*',
  Resource: '*',
  ...statement,
});
const document = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

describe('PutKeyPolicy', () => {
  let service: Service;
  let keyId: string;
  beforeEach(async () => {
    service = await openService({ authorizer: everybody });
    ({ KeyId: keyId } = await makeKey(service));
  });

  const put = (Policy: string, more: object = {}): Promise<unknown> =>
    service.kms.putKeyPolicy({ KeyId: keyId, Policy, ...more });
  const policy = async (): Promise<string> => (await service.kms.getKeyPolicy({ KeyId: keyId })).Policy;

  it('puts a policy in the place of the former, letter for letter', async () => {
    const text = ` ${document(allow())}\n`;
    expect(await put(text, { PolicyName: 'default' })).toEqual({});
    expect(await policy()).toBe(spacedPolicy(text));
  });

  it.each([
    ['the account by its number', allow({ Principal: { AWS: '111122223333' } })],
    ['everybody', allow({ Principal: '*' })],
    ['everybody as an AWS principal', allow({ Principal: { AWS: ['*'] } })],
    ['the one action that it takes', allow({ Action: ['kms:Encrypt', 'KMS:putkeypolicy'] })],
    ['a wildcard over it', allow({ Action: 'kms:Put*' })],
    ['everything but another action', allow({ Action: undefined, NotAction: 'kms:Encrypt' })],
    ['everybody but somebody else', allow({ Principal: undefined, NotPrincipal: { AWS: '444455556666' } })],
  ])('counts as access what allows %s', async (_, statement) => {
    await put(document(statement));
    expect(await policy()).toBe(spacedPolicy(document(statement)));
  });

  it.each([
    ['another account', [allow({ Principal: { AWS: 'arn:aws:iam::444455556666:root' } })]],
    ['a service alone', [allow({ Principal: { Service: 's3.amazonaws.com' } })]],
    ['other actions', [allow({ Action: ['kms:Encrypt', 'kms:PutKeyPolic?y'] })]],
    ['access on a condition', [allow({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })]],
    ['a statement without an action', [allow({ Action: undefined })]],
    ['a statement without a resource', [allow({ Resource: undefined })]],
    ['access and its denial', [allow(), allow({ Effect: 'Deny', Action: 'kms:PutKeyPolicy' })]],
    ['a denial alone', [allow({ Effect: 'Deny' })]],
  ])('refuses %s, by which nobody here could put another policy', async (_, statements) => {
    const text = document(...statements);
    await expectRefusal(service, () => put(text), 'MalformedPolicyDocumentException', LOCKED_OUT);
    await put(text, { BypassPolicyLockoutSafetyCheck: true });
    expect(await policy()).toBe(spacedPolicy(text));
  });

  it.each([
    ['no JSON', 'nope'],
    ['no object', '[]'],
    ['no statement', '{"Version":"2012-10-17"}'],
    ['an empty list of statements', '{"Statement":[]}'],
    ['an unknown version', '{"Version":"2020-01-01","Statement":{}}'],
    ['an unknown element', '{"Statement":{},"X":1}'],
    ['an unknown effect', document(allow({ Effect: 'allow' }))],
    ['no principal', document(allow({ Principal: undefined }))],
    ['both kinds of actions', document(allow({ NotAction: 'kms:x' }))],
    ['a number for an action', document(allow({ Action: 5 }))],
    ['__proto__', '{"Statement":{},"__proto__":{}}'],
  ])('refuses a document that breaks the grammar, without a text: %s', async (_, text) => {
    await expectRefusal(service, () => put(text), 'MalformedPolicyDocumentException');
  });

  it.each([
    'nobody',
    '12345',
    'arn:aws:iam::111122223333:group/admins',
    'arn:aws:iam::111122223333:user/*',
    'arn:aws:iam::1111:root',
    'arn:aws:iam:us-east-1:111122223333:root',
    'arn:aws:s3:::bucket',
    'arn:aws:sts::111122223333:assumed-role/role',
  ])('refuses %s as a principal', async (name) => {
    const text = document(allow(), allow({ Principal: { AWS: ['*', name] } }));
    const message = 'Policy contains a statement with one or more invalid principals.';
    await expectRefusal(service, () => put(text), 'MalformedPolicyDocumentException', message);
  });

  it.each([
    'arn:aws:iam::444455556666:user/path/to/ann',
    'arn:aws:iam::444455556666:role/aws-service-role/kms.amazonaws.com/x',
    'arn:aws:sts::444455556666:assumed-role/role/session@x',
    'arn:aws:sts::444455556666:federated-user/ann',
  ])('takes %s as a principal', async (name) => {
    const text = document(allow(), allow({ Principal: { AWS: name } }));
    await put(text);
    expect(await policy()).toBe(spacedPolicy(text));
  });

  it('takes 32,768 bytes and not one more', async () => {
    const text = document(allow());
    await put(text.padEnd(32_768));
    const message = 'The policy is longer than 32768 bytes.';
    await expectRefusal(service, () => put(text.padEnd(32_769)), 'LimitExceededException', message);
    await expectRefusal(service, () => put(text.padEnd(32_768, '\u00e9')), 'LimitExceededException', message);
  });

  it('refuses characters beyond Latin-1', async () => {
    const text = document(allow({ Sid: '\u20ac' }));
    await expectRefusal(
      service,
      () => put(text),
      'ValidationException',
      `1 validation error detected: Value '${text}' at 'policy' failed to satisfy constraint: ` +
        'Member must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+',
    );
  });

  it('knows no policy but default', async () => {
    const call = (): Promise<unknown> => put(document(allow()), { PolicyName: 'x' });
    await expectRefusal(service, call, 'NotFoundException', 'No such policy exists');
  });

  it('works on a key that is pending deletion', async () => {
    await service.kms.scheduleKeyDeletion({ KeyId: keyId });
    await put(document(allow()));
    expect(await policy()).toBe(spacedPolicy(document(allow())));
  });
});
