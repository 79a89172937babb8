import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hostRandom } from '../../src/crypto/random.ts';
import { createRootKeyFile, RootKeyUnavailableError, readRootKeyFile } from '../../src/node/root-key-file.ts';
import { temporaryFolder } from './process.ts';

const folder = temporaryFolder();
let files = 0;

function fileWith(text: string | Uint8Array, mode = 0o600): string {
  const file = join(folder, `root-${files++}.key`);
  writeFileSync(file, text, { mode });
  chmodSync(file, mode);
  return file;
}

const EVERY_DIGIT = '0123456789abcdefABCDEF0123456789fedcba9876543210FEDCBA9876543210';

describe('a root key file', () => {
  it('is made with mode 0600 and 64 digits of lower case, and nothing beside it', () => {
    const file = join(folder, 'made', 'root.key');
    const key = createRootKeyFile(file, hostRandom());
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'made')).mode & 0o777).toBe(0o700);
    expect(readFileSync(file, 'latin1')).toBe(`${Buffer.from(key).toString('hex')}\n`);
    expect(readdirSync(join(folder, 'made'))).toEqual(['root.key']);
    expect(readRootKeyFile(file)).toEqual(key);
  });

  it('writes and reads every byte there is', () => {
    for (let first = 0; first < 256; first += 32) {
      const file = join(folder, `bytes-${first}.key`);
      const key = createRootKeyFile(file, () => Uint8Array.from({ length: 32 }, (_, i) => first + i));
      expect(Buffer.from(readRootKeyFile(file) as Uint8Array)).toEqual(Buffer.from(key));
    }
  });

  it('may be of either case, with or without a line feed', () => {
    const key = new Uint8Array(Buffer.from(EVERY_DIGIT, 'hex'));
    expect(readRootKeyFile(fileWith(EVERY_DIGIT))).toEqual(key);
    expect(readRootKeyFile(fileWith(`${EVERY_DIGIT}\n`))).toEqual(key);
  });

  it('is never written over', () => {
    const file = fileWith(EVERY_DIGIT);
    expect(() => createRootKeyFile(file, hostRandom())).toThrow(`${file} is there already.`);
    expect(readFileSync(file, 'latin1')).toBe(EVERY_DIGIT);
  });

  it('is made again after a crash that left a draft', () => {
    const file = join(folder, 'crashed.key');
    writeFileSync(`${file}.new`, 'half');
    const key = createRootKeyFile(file, hostRandom());
    expect(readRootKeyFile(file)).toEqual(key);
  });

  it('that is not there is undefined', () => {
    expect(readRootKeyFile(join(folder, 'none.key'))).toBeUndefined();
  });

  it.each([0o640, 0o604, 0o644, 0o660, 0o610, 0o601, 0o777])('is refused with mode %o', (mode) => {
    const file = fileWith(EVERY_DIGIT, mode);
    expect(() => readRootKeyFile(file)).toThrow(RootKeyUnavailableError);
    expect(() => readRootKeyFile(file)).toThrow(
      `${file} can be read by others (mode 0${mode.toString(8)}): make it your own with \`chmod 600 ${file}\`.`,
    );
  });

  it('is judged by the file behind a symbolic link', () => {
    const link = join(folder, 'link.key');
    symlinkSync(fileWith(EVERY_DIGIT, 0o644), link);
    expect(() => readRootKeyFile(link)).toThrow('can be read by others');
  });

  it.each([
    ['nothing', ''],
    ['a digit less', EVERY_DIGIT.slice(1)],
    ['a digit more', `${EVERY_DIGIT}0`],
    ['a second line', `${EVERY_DIGIT}\n${EVERY_DIGIT}\n`],
    ['a carriage return', `${EVERY_DIGIT}\r\n`],
    ['a g', `g${EVERY_DIGIT.slice(1)}`],
    ['a slash, before 0', `/${EVERY_DIGIT.slice(1)}`],
    ['a colon, after 9', `:${EVERY_DIGIT.slice(1)}`],
    ['an at sign, before A', `@${EVERY_DIGIT.slice(1)}`],
    ['a backtick, before a', `\`${EVERY_DIGIT.slice(1)}`],
    ['32 raw bytes', new Uint8Array(32).fill(7)],
    ['bytes above ASCII', new Uint8Array(64).fill(0xb0)],
  ])('that holds %s is refused without being shown', (_, text) => {
    const file = fileWith(text);
    expect(() => readRootKeyFile(file)).toThrow(
      new RootKeyUnavailableError(
        `${file} does not hold a root key: 64 hexadecimal digits and nothing else.`,
      ),
    );
  });

  it('that is a folder, or lies below a file, is one sentence', () => {
    expect(() => readRootKeyFile(folder)).toThrow(RootKeyUnavailableError);
    expect(() => createRootKeyFile(join(fileWith('x'), 'root.key'), hostRandom())).toThrow(
      / cannot be used: /,
    );
  });
});
