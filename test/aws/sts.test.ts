/** AWS STS on the same endpoint: roles that are taken, what their sessions may do, and until when. */
import * as sdk from '@aws-sdk/client-kms';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  ALICE,
  ALICE_KEY,
  BOB_KEY,
  type Credentials,
  type Guarded,
  MALLORY_KEY,
  openGuarded,
  PRINCIPALS,
  ROLE,
  ROOT_KEY,
  type StsAnswer,
} from './door.ts';

let guarded: Guarded;
let KeyId: string;
beforeEach(async () => {
  guarded = await openGuarded();
  const { KeyMetadata } = await guarded.clientOf(ROOT_KEY).send(new sdk.CreateKeyCommand({}));
  KeyId = String(KeyMetadata?.Arn);
});

const assume = (credentials: Credentials, more: Readonly<Record<string, string>> = {}): Promise<StsAnswer> =>
  guarded.sts(credentials, { Action: 'AssumeRole', RoleArn: ROLE, RoleSessionName: 'run1', ...more });

function credentialsOf({ text }: StsAnswer): Credentials {
  return {
    accessKeyId: String(text('AccessKeyId')),
    secretAccessKey: String(text('SecretAccessKey')),
    sessionToken: String(text('SessionToken')),
  };
}

const Plaintext = new Uint8Array([1, 2, 3]);
const encrypt = (credentials: Credentials): Promise<sdk.EncryptCommandOutput> =>
  guarded.clientOf(credentials).send(new sdk.EncryptCommand({ KeyId, Plaintext }));
const refusal = async (answer: Promise<StsAnswer>): Promise<readonly [number, string | undefined]> => {
  const { status, text } = await answer;
  return [status, text('Code')];
};

describe('AssumeRole', () => {
  it('gives a session that may do what the role may', async () => {
    const answer = await assume(ALICE_KEY);
    expect(answer.status).toBe(200);
    expect(answer.text('Arn')).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/app/run1`);
    expect(answer.text('AssumedRoleId')).toMatch(/^AROA[A-Z2-7]{17}:run1$/);
    expect(answer.text('AccessKeyId')).toMatch(/^ASIA[A-Z2-7]{16}$/);
    const session = credentialsOf(answer);
    const { CiphertextBlob } = await encrypt(session);
    const decrypted = await guarded.clientOf(session).send(new sdk.DecryptCommand({ CiphertextBlob }));
    expect(decrypted.Plaintext).toEqual(Plaintext);
    const described = guarded.clientOf(session).send(new sdk.DescribeKeyCommand({ KeyId }));
    await expect(described).rejects.toThrow(
      `User: arn:aws:sts::${ACCOUNT}:assumed-role/app/run1 is not authorized`,
    );
  });

  it('ends when its time is over', async () => {
    const answer = await assume(ALICE_KEY, { DurationSeconds: '900' });
    expect(Date.parse(String(answer.text('Expiration')))).toBeLessThanOrEqual(guarded.nowMs() + 900_000);
    const session = credentialsOf(answer);
    guarded.wait(899_000);
    await encrypt(session);
    guarded.wait(2000);
    await expect(encrypt(session)).rejects.toMatchObject({ name: 'ExpiredTokenException' });
  });

  it('is limited by session policies, written out and managed', async () => {
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' },
    });
    await expect(encrypt(credentialsOf(await assume(ALICE_KEY, { Policy })))).rejects.toThrow(
      'because no session policy allows the kms:Encrypt action',
    );
    const arn = { 'PolicyArns.member.1.arn': `arn:aws:iam::${ACCOUNT}:policy/Encrypt` };
    const session = credentialsOf(await assume(ALICE_KEY, arn));
    const { CiphertextBlob } = await encrypt(session);
    const decrypted = guarded.clientOf(session).send(new sdk.DecryptCommand({ CiphertextBlob, KeyId }));
    await expect(decrypted).rejects.toThrow('session policy');
  });

  it('has the permissions that the role has now, and none once the role is gone', async () => {
    const session = credentialsOf(await assume(ALICE_KEY));
    const { roles, ...account } = PRINCIPALS.accounts[ACCOUNT];
    const bare = { ...roles.app, policies: {} };
    const principals = { accounts: { [ACCOUNT]: { ...account, roles: { app: bare } } } };
    await guarded.door.replace(JSON.stringify(principals));
    await expect(encrypt(session)).rejects.toThrow('identity-based policy');
    await guarded.door.replace(JSON.stringify({ accounts: { [ACCOUNT]: account } }));
    await expect(encrypt(session)).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
  });

  it('can be chained, for an hour at most', async () => {
    const session = credentialsOf(await assume(ALICE_KEY));
    expect(await refusal(assume(session, { DurationSeconds: '3601' }))).toEqual([400, 'ValidationError']);
    await encrypt(credentialsOf(await assume(session, { RoleSessionName: 'run2' })));
  });

  it('is refused to the root, to whom IAM does not allow it, and to another account', async () => {
    for (const credentials of [ROOT_KEY, BOB_KEY, MALLORY_KEY]) {
      expect(await refusal(assume(credentials))).toEqual([403, 'AccessDenied']);
    }
    const { text } = await assume(ALICE_KEY, { RoleArn: `${ROLE}x` });
    expect(text('Message')).toBe(
      `User: ${ALICE} is not authorized to perform: sts:AssumeRole on resource: ${ROLE}x`,
    );
  });

  it('shows the trust policy the tags that the session is to have, which take the place of the role’s', async () => {
    const trust = (Condition: object): object => {
      const accounts = PRINCIPALS.accounts;
      const own = accounts[ACCOUNT];
      const Statement = [
        {
          Effect: 'Allow',
          Principal: { AWS: ACCOUNT },
          Action: ['sts:AssumeRole', 'sts:TagSession'],
          Condition,
        },
      ];
      const app = { ...own.roles.app, trustPolicy: { Version: '2012-10-17', Statement } };
      const alice = {
        ...own.users.alice,
        policies: {
          own: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'sts:*', Resource: '*' } },
        },
      };
      return { accounts: { ...accounts, [ACCOUNT]: { ...own, users: { alice }, roles: { app } } } };
    };
    guarded = await openGuarded(
      trust({
        StringEquals: { 'aws:RequestTag/Team': 'green' },
        'ForAllValues:StringEquals': { 'aws:TagKeys': 'Team' },
      }),
    );
    const tagged = (Key: string, Value: string): Promise<StsAnswer> =>
      assume(ALICE_KEY, { 'Tags.member.1.Key': Key, 'Tags.member.1.Value': Value });
    expect((await tagged('Team', 'green')).status).toBe(200);
    expect(await refusal(tagged('Team', 'blue'))).toEqual([403, 'AccessDenied']);
    expect(await refusal(assume(ALICE_KEY))).toEqual([403, 'AccessDenied']);
  });

  it('shows the trust policy the external id', async () => {
    expect((await assume(ALICE_KEY, { ExternalId: 'ours' })).status).toBe(200);
    expect(await refusal(assume(ALICE_KEY, { ExternalId: 'theirs' }))).toEqual([403, 'AccessDenied']);
  });

  it.each([
    [{ RoleSessionName: 'a b' }, 'ValidationError'],
    [{ RoleSessionName: '' }, 'ValidationError'],
    [{ DurationSeconds: '899' }, 'ValidationError'],
    [{ DurationSeconds: '3601' }, 'ValidationError'],
    [{ DurationSeconds: 'x' }, 'ValidationError'],
    [{ Policy: '{' }, 'MalformedPolicyDocument'],
    [{ Policy: ' '.repeat(2049) }, 'PackedPolicyTooLarge'],
    [{ 'PolicyArns.member.1.arn': 'arn:aws:iam::aws:policy/None' }, 'MalformedPolicyDocument'],
    [{ SerialNumber: 'arn', TokenCode: '123456' }, 'AccessDenied'],
    [{ 'Tags.member.1.Key': 'a', 'Tags.member.2.Key': 'A' }, 'ValidationError'],
    [{ 'Tags.member.1.Value': 'x' }, 'ValidationError'],
    [{ Version: '2010-01-01' }, 'InvalidAction'],
    [{ Action: 'AssumeRoleWithSAML' }, 'InvalidAction'],
  ])('refuses %j', async (more, code) => {
    expect((await refusal(assume(ALICE_KEY, more as Record<string, string>)))[1]).toBe(code);
  });
});

describe('GetCallerIdentity', () => {
  it('says who signed, to everybody', async () => {
    const who = (credentials: Credentials): Promise<StsAnswer> =>
      guarded.sts(credentials, { Action: 'GetCallerIdentity' });
    const alice = await who(ALICE_KEY);
    expect([alice.text('Arn'), alice.text('Account')]).toEqual([ALICE, ACCOUNT]);
    expect(alice.text('UserId')).toMatch(/^AIDA[A-Z2-7]{17}$/);
    expect((await who(BOB_KEY)).status).toBe(200);
    expect((await who(ROOT_KEY)).text('UserId')).toBe(ACCOUNT);
    const session = await who(credentialsOf(await assume(ALICE_KEY)));
    expect(session.text('Arn')).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/app/run1`);
  });

  it('refuses in XML, under the names of STS', async () => {
    const guess = { ...ALICE_KEY, secretAccessKey: 'guess' };
    expect(await refusal(guarded.sts(guess, { Action: 'GetCallerIdentity' }))).toEqual([
      403,
      'SignatureDoesNotMatch',
    ]);
    const nobody = { ...ALICE_KEY, accessKeyId: 'AKIANOBODY' };
    expect(await refusal(guarded.sts(nobody, { Action: 'GetCallerIdentity' }))).toEqual([
      403,
      'InvalidClientTokenId',
    ]);
  });
});

describe('GetSessionToken', () => {
  const token = (credentials: Credentials, more = {}): Promise<StsAnswer> =>
    guarded.sts(credentials, { Action: 'GetSessionToken', ...more });

  it('gives a user, or the root, a session of their own', async () => {
    for (const credentials of [ALICE_KEY, ROOT_KEY]) await encrypt(credentialsOf(await token(credentials)));
  });

  it('gives none to a session, and the root one of an hour at most', async () => {
    expect(await refusal(token(credentialsOf(await token(ALICE_KEY))))).toEqual([403, 'AccessDenied']);
    expect((await refusal(token(ROOT_KEY, { DurationSeconds: '3601' })))[1]).toBe('ValidationError');
    expect((await token(ALICE_KEY, { DurationSeconds: '129600' })).status).toBe(200);
  });
});
