import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { hostRandom } from '../../src/crypto/random.ts';
import { createRootKeyFile, readRootKeyFile } from '../../src/node/root-key-file.ts';
import { findRootKey, type RootKeyRequest } from '../../src/node/root-key-source.ts';
import { temporaryFolder } from './process.ts';

const folder = temporaryFolder();
const HEX = '5a'.repeat(32);
let files = 0;

function requestWith(given: Partial<RootKeyRequest>): RootKeyRequest {
  return {
    passphrase: false,
    file: undefined,
    defaultFile: join(folder, `${files++}`, 'root.key'),
    isSealed: false,
    environment: {},
    input: Readable.from([]),
    say: () => undefined,
    random: hostRandom(),
    ...given,
  };
}

/** A terminal at which somebody types some lines, each when it is asked for. */
function typing(
  ...lines: readonly string[]
): Pick<RootKeyRequest, 'input' | 'say'> & { readonly said: string[] } {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const said: string[] = [];
  const left = [...lines];
  const say = (text: string): void => {
    said.push(text);
    if (text.endsWith(': ')) setImmediate(() => input.write(`${left.shift()}\r`));
  };
  return { input, say, said };
}

describe('the root key', () => {
  it('is made in the default file for a new store, and read from there later', async () => {
    const request = requestWith({});
    const made = await findRootKey(request);
    expect(made).toMatchObject({ provider: { kind: 'bytes' }, madeFile: request.defaultFile });
    const again = await findRootKey({ ...request, isSealed: true });
    expect(again).toMatchObject({ provider: { kind: 'bytes' }, madeFile: undefined });
  });

  it('is made in the file that a flag names, in place of the default one', async () => {
    const file = join(folder, 'elsewhere', 'my.key');
    const request = requestWith({ file });
    expect((await findRootKey(request)).madeFile).toBe(file);
    expect(readRootKeyFile(request.defaultFile as string)).toBeUndefined();
  });

  it('is not needed for a store in memory', async () => {
    expect(await findRootKey(requestWith({ defaultFile: undefined }))).toEqual({
      provider: undefined,
      madeFile: undefined,
    });
  });

  it('is not made anew for a store that is sealed', async () => {
    const request = requestWith({ isSealed: true });
    await expect(findRootKey(request)).rejects.toThrow(/root\.key is missing, and the store is sealed/);
    expect(readdirSync(folder)).not.toContain(request.defaultFile?.split('/').at(-2));
  });

  it.each([HEX, HEX.toUpperCase(), `${HEX}\n`, Buffer.from(HEX, 'hex').toString('base64')])(
    'comes from the environment as %j, and leaves it',
    async (text) => {
      const environment: Record<string, string | undefined> = { STRONGROOM_ROOT_KEY: text, HOME: '/' };
      expect((await findRootKey(requestWith({ environment }))).provider?.kind).toBe('bytes');
      expect(environment).toEqual({ HOME: '/' });
    },
  );

  it.each([
    '',
    'zz',
    HEX.slice(2),
    `${HEX}00`,
    Buffer.alloc(31).toString('base64'),
    Buffer.alloc(33).toString('base64'),
  ])('is not %j in the environment, and is not shown', async (text) => {
    const refusal = await findRootKey(requestWith({ environment: { STRONGROOM_ROOT_KEY: text } })).catch(
      (error: Error) => error,
    );
    expect((refusal as Error).message).toBe(
      'STRONGROOM_ROOT_KEY does not hold a root key: 64 hexadecimal digits, or base64 of 32 bytes.',
    );
  });

  it('comes from a passphrase in the environment', async () => {
    const environment = { STRONGROOM_PASSPHRASE: 'correct horse' };
    expect((await findRootKey(requestWith({ environment }))).provider?.kind).toBe('passphrase');
  });

  it('comes from a passphrase that is typed once for a sealed store, and twice for a new one', async () => {
    const once = typing('correct horse');
    await findRootKey(requestWith({ passphrase: true, isSealed: true, ...once }));
    expect(once.said).toEqual(['Passphrase: ', '\n']);
    const twice = typing('correct horse', 'correct horse');
    await findRootKey(requestWith({ passphrase: true, ...twice }));
    expect(twice.said).toEqual(['Passphrase: ', '\n', 'Once more: ', '\n']);
  });

  it('is refused when the two passphrases differ', async () => {
    const typed = typing('correct horse', 'correct house');
    await expect(findRootKey(requestWith({ passphrase: true, ...typed }))).rejects.toThrow(
      'The two passphrases are not the same.',
    );
  });

  it.each<Partial<RootKeyRequest>>([
    { passphrase: true, file: 'root.key' },
    { passphrase: true, environment: { STRONGROOM_PASSPHRASE: 'x' } },
    { file: 'root.key', environment: { STRONGROOM_ROOT_KEY: HEX } },
    { environment: { STRONGROOM_ROOT_KEY: HEX, STRONGROOM_PASSPHRASE: 'x' } },
  ])('is refused when it comes from two places: %j', async (given) => {
    await expect(findRootKey(requestWith(given))).rejects.toThrow(
      / and .* were given: the root key can come from one of them only\.$/,
    );
  });

  it('stays in its file when that one was made by hand', async () => {
    const file = join(folder, 'by-hand.key');
    createRootKeyFile(file, hostRandom());
    expect((await findRootKey(requestWith({ file }))).madeFile).toBeUndefined();
  });
});
