import { describe, expect, it } from 'vitest';
import { createCredentials, identityOfSession, opensHere, sessionArn } from '../../src/aws/credentials.ts';
import { issueCredentials } from '../../src/aws/sessions.ts';
import { readDirectory } from '../../src/iam/directory.ts';
import { openService } from '../operations/service.ts';
import { ACCOUNT, ALICE, PRINCIPALS, ROLE } from './door.ts';

const directory = readDirectory(JSON.stringify(PRINCIPALS), {
  partition: 'aws',
  uniqueId: (prefix) => prefix,
});

describe('identityOfSession', () => {
  it('finds a root, a user and a session of a role, whose ARN does not tell the role’s path', () => {
    expect(identityOfSession(`arn:aws:iam::${ACCOUNT}:root`, directory)?.userId).toBe(ACCOUNT);
    expect(identityOfSession(ALICE, directory)?.userName).toBe('alice');
    const session = identityOfSession(`arn:aws:sts::${ACCOUNT}:assumed-role/app/run1`, directory);
    expect(session).toMatchObject({ principal: { roleArn: ROLE, kind: 'session' }, userId: 'AROA:run1' });
    expect(session?.tags.get('team')).toBe('blue');
  });

  it('finds nobody who is not in it', () => {
    for (const arn of [
      'arn:aws:iam::999988887777:root',
      `${ALICE}x`,
      `arn:aws:sts::${ACCOUNT}:assumed-role/other/run1`,
      'x',
    ]) {
      expect(identityOfSession(arn, directory)).toBeUndefined();
    }
  });
});

describe('the tags of a session', () => {
  it('take the place of the role’s tags of that name, in whatever case', async () => {
    const { vault } = await openService();
    const session = {
      subject: ROLE,
      name: 'run1',
      issuedAtMs: 0,
      mfaAuthenticated: false,
      policies: [],
      tags: [['Team', 'green']] as const,
    };
    const { accessKeyId, sessionToken } = await issueCredentials(vault.keystore, {
      ...session,
      expiresAtMs: vault.clock() + 1000,
    });
    const source = createCredentials({
      keystore: vault.keystore,
      clock: vault.clock,
      directory: () => directory,
    });
    const found = await source.expose({ accessKeyId, sessionToken }, async (_, identity) => identity);
    // The role has team: blue.
    expect(found).toMatchObject({ tags: new Map([['Team', 'green']]) });
  });
});

describe('sessionArn', () => {
  it('is of the role’s name without its path', () => {
    expect(sessionArn(ROLE, 'run1')).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/app/run1`);
    expect(() => sessionArn('app', 'run1')).toThrow(RangeError);
  });
});

describe('opensHere', () => {
  it('is true of what this store sealed for that access key, and of nothing else', async () => {
    const { vault } = await openService();
    const { sealed } = await vault.keystore.sealBackingKey('access-key/AKIA', new Uint8Array(8));
    const text = Buffer.from(sealed).toString('base64');
    expect(await opensHere(vault.keystore, 'AKIA', text)).toBe(true);
    expect(await opensHere(vault.keystore, 'AKIB', text)).toBe(false);
    expect(await opensHere((await openService()).vault.keystore, 'AKIA', text)).toBe(false);
    expect(await opensHere(vault.keystore, 'AKIA', 'no base64')).toBe(false);
  });
});
