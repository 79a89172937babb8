/** The door: a directory that is replaced whole or not at all, and secrets that are sealed before anything else. */
import { describe, expect, it } from 'vitest';
import { DirectoryError } from '../../src/index.ts';
import { ACCOUNT, ALICE, openGuarded, PRINCIPALS } from './door.ts';

describe('the door', () => {
  it('seals every secret that comes in the clear, and takes it back sealed', async () => {
    const { door } = await openGuarded();
    const sealed = door.sealedSecrets;
    expect([...sealed.keys()]).toEqual(['AKIAROOT', 'AKIAALICE', 'AKIABOB', 'AKIAMALLORY']);
    for (const text of sealed.values())
      expect(Buffer.from(text, 'base64').toString('latin1')).not.toContain('secret');
    const root = { id: 'AKIAROOT', sealedSecretAccessKey: sealed.get('AKIAROOT') };
    await door.replace(JSON.stringify({ accounts: { [ACCOUNT]: { accessKeys: [root] } } }));
    expect(door.sealedSecrets).toEqual(new Map([['AKIAROOT', sealed.get('AKIAROOT')]]));
  });

  it('refuses a secret that another store sealed, or that was sealed for another key', async () => {
    const { door } = await openGuarded();
    const foreign = (await openGuarded()).door.sealedSecrets.get('AKIAROOT');
    for (const sealedSecretAccessKey of [foreign, door.sealedSecrets.get('AKIABOB')]) {
      const document = {
        accounts: { [ACCOUNT]: { accessKeys: [{ id: 'AKIAROOT', sealedSecretAccessKey }] } },
      };
      await expect(door.replace(JSON.stringify(document))).rejects.toThrow(
        new DirectoryError('access key AKIAROOT: sealedSecretAccessKey was not sealed by this store'),
      );
    }
    expect(door.find(ALICE)?.userName).toBe('alice');
  });

  it('gives users and roles ids in AWS’s form, the same each time', async () => {
    const [one, other] = [await openGuarded(), await openGuarded()];
    expect(one.door.find(ALICE)?.userId).toMatch(/^AIDA[A-Z2-7]{17}$/);
    expect(one.door.find(ALICE)?.userId).toBe(other.door.find(ALICE)?.userId);
  });

  it('stays as it was when the new directory is none', async () => {
    const { door } = await openGuarded();
    await expect(door.replace('{"accounts":{"1":{}}}')).rejects.toThrow(DirectoryError);
    expect(door.find(ALICE)).toBeDefined();
    const { users, ...account } = PRINCIPALS.accounts[ACCOUNT];
    expect(Object.keys(users)).toContain('alice');
    await door.replace(JSON.stringify({ accounts: { [ACCOUNT]: account } }));
    expect(door.find(ALICE)).toBeUndefined();
  });
});
