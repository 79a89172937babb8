import { describe, expect, it } from 'vitest';
import { greeting } from '../../src/node/greeting.ts';

const BEGINNING = {
  url: 'http://127.0.0.1:4599',
  region: 'eu-west-1',
  isNew: true,
  isOpen: false,
  hasConsole: false,
  file: 'data/store.db',
  madeRootKeyFile: 'data/root.key',
};

describe('the greeting', () => {
  it('is the URL alone when the store is not new and there is no console', () => {
    expect(greeting({ ...BEGINNING, isNew: false })).toBe('http://127.0.0.1:4599\n');
  });

  it('names the console, after the URL and what matters more', () => {
    for (const isNew of [true, false]) {
      const lines = greeting({ ...BEGINNING, isNew, isOpen: true, hasConsole: true }).split('\n');
      expect(lines[0]).toBe('http://127.0.0.1:4599');
      expect(lines[2]).toBe('Console: http://127.0.0.1:4599/console');
    }
  });

  it('says in development mode that nobody has to sign, right after the URL', () => {
    for (const isNew of [true, false]) {
      const [url, second] = greeting({ ...BEGINNING, isNew, isOpen: true }).split('\n');
      expect(url).toBe('http://127.0.0.1:4599');
      expect(second).toMatch(/^Development mode: any signature, or none, is the root of the account\./);
    }
  });

  it('says the first time what was made, and gives three commands that work as they are', () => {
    const lines = greeting({ ...BEGINNING, isOpen: true }).split('\n');
    expect(lines[0]).toBe('http://127.0.0.1:4599');
    expect(lines.filter((line) => line.startsWith('Made '))).toEqual([
      'Made data/store.db: the store of keys, sealed under the root key.',
      'Made data/root.key: the root key. Without it the keys are lost.',
    ]);
    expect(lines.filter((line) => line.startsWith('  '))).toEqual([
      '  export AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=eu-west-1',
      "  KEY=$(aws --endpoint-url http://127.0.0.1:4599 kms create-key --description 'my first key' --query KeyMetadata.KeyId --output text)",
      '  aws --endpoint-url http://127.0.0.1:4599 kms generate-data-key --key-id "$KEY" --key-spec AES_256',
    ]);
  });

  it('asks for an access key of the principals file where signatures are verified', () => {
    expect(greeting(BEGINNING)).toContain("\n  export AWS_ACCESS_KEY_ID='one of the principals file' ");
    expect(greeting(BEGINNING)).not.toContain('=any');
  });

  it('says so when the keys end with the process', () => {
    const text = greeting({ ...BEGINNING, file: undefined, madeRootKeyFile: undefined });
    expect(text).toContain('Keys are kept in memory: they end with this process.');
    expect(text).not.toContain('Made ');
  });
});
