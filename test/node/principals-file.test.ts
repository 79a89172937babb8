import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DirectoryError } from '../../src/index.ts';
import {
  hasClearSecrets,
  PrincipalsFileError,
  readPrincipals,
  sealPrincipals,
  watchPrincipals,
  withPrincipalsFile,
} from '../../src/node/principals-file.ts';
import { ACCOUNT, ALICE, openGuarded, PRINCIPALS } from '../aws/door.ts';
import { temporaryFolder } from './process.ts';

const folder = temporaryFolder();
const fileWith = (name: string, document: unknown): string => {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(document));
  return file;
};

describe('the principals file', () => {
  it('is named where it cannot be read, or is no directory', async () => {
    await expect(readPrincipals(join(folder, 'none.json'))).rejects.toThrow(PrincipalsFileError);
    const wrong = withPrincipalsFile('p.json', () =>
      Promise.reject(new DirectoryError('accounts: expected an object')),
    );
    await expect(wrong).rejects.toThrow('p.json: accounts: expected an object');
    const other = withPrincipalsFile('p.json', () => Promise.reject(new RangeError('else')));
    await expect(other).rejects.toThrow(RangeError);
  });

  it('is written anew with sealed secrets, in place, with its mode, and is the same directory then', async () => {
    const { door } = await openGuarded();
    const file = fileWith('seal.json', PRINCIPALS);
    chmodSync(file, 0o600);
    const text = await readPrincipals(file);
    expect(hasClearSecrets(text)).toBe(true);
    await sealPrincipals(file, text, door.sealedSecrets);
    const sealed = readFileSync(file, 'utf8');
    expect(hasClearSecrets(sealed)).toBe(false);
    expect(sealed).not.toMatch(/root secret|alice secret|bob secret/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await door.replace(sealed);
    expect(door.find(ALICE)?.userName).toBe('alice');
  });

  it('is followed: a change is taken, what is none is told and changes nothing', async () => {
    const { door } = await openGuarded();
    const file = fileWith('watch.json', PRINCIPALS);
    const told: string[] = [];
    const stop = watchPrincipals(file, JSON.stringify(PRINCIPALS), door, (sentence) => told.push(sentence));
    try {
      writeFileSync(file, '{"accounts":[]}   ');
      await expect.poll(() => told.length, { timeout: 20_000 }).toBe(1);
      expect(told[0]).toMatch(
        /^The principals stay as they were: .*watch\.json: accounts: expected an object\.$/,
      );
      expect(door.find(ALICE)).toBeDefined();
      writeFileSync(file, JSON.stringify({ accounts: { [ACCOUNT]: {} } }));
      await expect.poll(() => told.length, { timeout: 20_000 }).toBe(2);
      expect(told[1]).toMatch(/^Read .*watch\.json anew\.$/);
      expect(door.find(ALICE)).toBeUndefined();
    } finally {
      stop();
    }
  });
});
