import { ListKeysCommand } from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import type { UserIdentity } from '../../src/audit/cloudtrail-event.ts';
import type { Trail } from '../../src/audit/trail.ts';
import { foreignIdentityOf, invokerOf, isCustomer, userIdentityOf } from '../../src/audit/user-identity.ts';
import { kmsFetchHandler } from '../../src/aws/fetch-handler.ts';
import { type Identity, rootIdentity, type SessionFacts } from '../../src/iam/identity.ts';
import { principalOf } from '../../src/iam/principal.ts';
import type { Caller } from '../../src/operations/operation.ts';
import { ownerOfServiceKeys } from '../../src/operations/owned-keys.ts';
import { ALICE, ALICE_KEY, openGuarded, ROLE } from '../aws/door.ts';
import { SCOPE } from '../operations/service.ts';
import { openTrailed, trailOf } from './trails.ts';

const ROOT = 'arn:aws:iam::111122223333:root';
const USER = 'arn:aws:iam::111122223333:user/team/Alice';
const SESSION = 'arn:aws:sts::111122223333:assumed-role/app/run1';
const FEDERATED = 'arn:aws:sts::111122223333:federated-user/bob';
const FACTS: SessionFacts = {
  name: 'run1',
  issuedAtMs: Date.UTC(2026, 10, 24, 12),
  expiresAtMs: Date.UTC(2026, 10, 24, 13),
  mfaAuthenticated: true,
};
const ATTRIBUTES = { creationDate: '2026-11-24T12:00:00Z', mfaAuthenticated: 'true' };

function callerOf(arn: string, identity?: Partial<Identity>, own: Partial<Caller> = {}): Caller {
  const known = { ...rootIdentity(ROOT), principal: principalOf(arn), ...identity };
  return { ...SCOPE, principalArn: arn, ...(identity === undefined ? {} : { identity: known }), ...own };
}

/** As JSON has it. */
const told = (identity: UserIdentity): unknown => JSON.parse(JSON.stringify(identity));

describe('who called', () => {
  it.each<[string, Caller, object]>([
    [
      'the root of an account',
      callerOf(ROOT, { userId: '111122223333' }, { accessKeyId: 'AKIAROOT' }),
      { type: 'Root', principalId: '111122223333', arn: ROOT, accessKeyId: 'AKIAROOT' },
    ],
    [
      'a user',
      callerOf(USER, { userId: 'AIDAALICE', userName: 'Alice' }, { accessKeyId: 'AKIAALICE' }),
      { type: 'IAMUser', principalId: 'AIDAALICE', arn: USER, accessKeyId: 'AKIAALICE', userName: 'Alice' },
    ],
    [
      'a user with a session token',
      callerOf(USER, { userId: 'AIDAALICE', userName: 'Alice', session: FACTS }),
      {
        type: 'IAMUser',
        principalId: 'AIDAALICE',
        arn: USER,
        userName: 'Alice',
        sessionContext: { attributes: ATTRIBUTES },
      },
    ],
    [
      'a session of a role',
      callerOf(SESSION, { userId: 'AROAAPP:run1', session: { ...FACTS, mfaAuthenticated: false } }),
      {
        type: 'AssumedRole',
        principalId: 'AROAAPP:run1',
        arn: SESSION,
        sessionContext: {
          sessionIssuer: {
            type: 'Role',
            principalId: 'AROAAPP',
            arn: 'arn:aws:iam::111122223333:role/app',
            accountId: '111122223333',
            userName: 'app',
          },
          attributes: { ...ATTRIBUTES, mfaAuthenticated: 'false' },
        },
      },
    ],
    [
      'a federated user',
      callerOf(FEDERATED, { userId: '111122223333:bob', session: FACTS }),
      {
        type: 'FederatedUser',
        principalId: '111122223333:bob',
        arn: FEDERATED,
        sessionContext: { attributes: ATTRIBUTES },
      },
    ],
  ])('%s is told by type, unique id and credential', (_, caller, expected) => {
    expect(told(userIdentityOf(caller))).toEqual({ accountId: '111122223333', ...expected });
  });

  it('of whom only the ARN is known is told by what it says, and no unique id is made up', () => {
    expect(told(userIdentityOf(callerOf(ROOT)))).toMatchObject({ type: 'Root', principalId: '111122223333' });
    expect(told(userIdentityOf(callerOf(USER)))).toEqual({
      type: 'IAMUser',
      arn: USER,
      accountId: '111122223333',
      userName: 'Alice',
    });
    const session = told(userIdentityOf(callerOf(SESSION))) as UserIdentity;
    expect(session).not.toHaveProperty('principalId');
    expect(session.sessionContext).toEqual({
      sessionIssuer: {
        type: 'Role',
        arn: 'arn:aws:iam::111122223333:role/app',
        accountId: '111122223333',
        userName: 'app',
      },
    });
  });

  it('is the service where it is one, and nobody of any account for keys that a service owns', () => {
    expect(told(userIdentityOf(callerOf('s3.amazonaws.com')))).toEqual({
      type: 'AWSService',
      invokedBy: 's3.amazonaws.com',
    });
    expect(told(userIdentityOf(ownerOfServiceKeys('us-east-1')))).toEqual({
      type: 'AWSService',
      invokedBy: 'AWS Internal',
    });
  });

  it('is told together with the service that passes the call on', () => {
    const connection = { secureTransport: true, viaService: 's3.us-east-1.amazonaws.com' };
    const caller = callerOf(USER, { userId: 'AIDAALICE' }, { connection });
    expect(invokerOf(caller)).toBe('s3.amazonaws.com');
    expect(userIdentityOf(caller)).toMatchObject({ type: 'IAMUser', invokedBy: 's3.amazonaws.com' });
    expect(invokerOf(callerOf(USER))).toBeUndefined();
  });
});

describe('another account learns of a caller', () => {
  it('the account and the unique id, and no name', () => {
    const caller = callerOf(SESSION, { userId: 'AROAAPP:run1', session: FACTS }, { accessKeyId: 'ASIA' });
    expect(told(foreignIdentityOf(caller))).toEqual({
      type: 'AWSAccount',
      principalId: 'AROAAPP:run1',
      accountId: '111122223333',
    });
    expect(told(foreignIdentityOf(callerOf('s3.amazonaws.com')))).toMatchObject({ type: 'AWSService' });
  });
});

it('the account of AWS owned keys is no customer’s', () => {
  expect(isCustomer('111122223333')).toBe(true);
  expect(isCustomer('')).toBe(false);
  expect(isCustomer(ownerOfServiceKeys('us-east-1').account)).toBe(false);
});

describe('the event of a call over HTTP', () => {
  const headers = (authorization: string) => ({
    'Content-Type': 'application/x-amz-json-1.1',
    'X-Amz-Target': 'TrentService.ListKeys',
    Authorization: authorization,
  });

  it('names no access key that nobody has proved', async () => {
    const kms = await openTrailed();
    const credential = 'Credential=444455556666/20261124/eu-west-1/kms/aws4_request';
    await kmsFetchHandler(kms)(
      new Request('http://localhost/', {
        method: 'POST',
        headers: headers(`AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=${'0'.repeat(64)}`),
        body: '{}',
      }),
      { sourceIp: '192.0.2.1' },
    );
    const [event] = await trailOf(kms.trail);
    expect(event).toMatchObject({ awsRegion: 'eu-west-1', sourceIPAddress: '192.0.2.1' });
    expect(event?.userIdentity).toEqual({
      type: 'Root',
      principalId: '444455556666',
      arn: 'arn:aws:iam::444455556666:root',
      accountId: '444455556666',
    });
  });

  it('names the one that a signature has proved', async () => {
    const { kms, clientOf } = await openGuarded();
    await clientOf(ALICE_KEY)
      .send(new ListKeysCommand({}))
      .catch(() => {});
    const [event] = await trailOf(kms.trail as Trail);
    expect(event?.userIdentity).toEqual({
      type: 'IAMUser',
      principalId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
      accountId: '111122223333',
      accessKeyId: 'AKIAALICE',
      userName: 'alice',
      arn: ALICE,
    });
    expect(event?.tlsDetails).toEqual({ clientProvidedHostHeader: 'localhost' });
  });

  it('names the temporary one of a session, its role and since when it is', async () => {
    const { kms, clientOf, sts } = await openGuarded();
    const taken = await sts(ALICE_KEY, { Action: 'AssumeRole', RoleArn: ROLE, RoleSessionName: 'run1' });
    const credentials = {
      accessKeyId: taken.text('AccessKeyId') ?? '',
      secretAccessKey: taken.text('SecretAccessKey') ?? '',
      sessionToken: taken.text('SessionToken') ?? '',
    };
    await clientOf(credentials)
      .send(new ListKeysCommand({}))
      .catch(() => {});
    const [event] = await trailOf(kms.trail as Trail);
    expect(event?.userIdentity).toMatchObject({
      type: 'AssumedRole',
      principalId: expect.stringMatching(/^AROA[A-Z2-7]{17}:run1$/),
      arn: 'arn:aws:sts::111122223333:assumed-role/app/run1',
      accessKeyId: credentials.accessKeyId,
      sessionContext: {
        sessionIssuer: {
          arn: ROLE,
          userName: 'app',
          principalId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
        },
        attributes: { creationDate: expect.stringMatching(/^\d{4}-.*Z$/), mfaAuthenticated: 'false' },
      },
    });
    expect(JSON.stringify(event)).not.toContain(credentials.sessionToken);
  });
});
