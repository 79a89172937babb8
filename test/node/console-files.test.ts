import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findConsole, NoConsoleError } from '../../src/node/console-files.ts';

let folder: string;
const at = (name: string) => pathToFileURL(join(folder, name));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'strongroom-console-'));
  await writeFile(
    join(folder, 'bundler.mjs'),
    'export const buildConsole = async (page) => new Map([[page, 1]]);',
  );
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the files of the console', () => {
  it('are bundled on the spot in a clone of the sources, once', async () => {
    const find = findConsole();
    const files = await find();
    expect([...files.keys()]).toContain('index.html');
    expect([...files.keys()].some((name) => /^console-[\w-]{8}\.js$/.test(name))).toBe(true);
    expect(await find()).toBe(files);
  });

  it('are read from the folder of a package that was built', async () => {
    const built = pathToFileURL(`${folder}/built/`);
    const { mkdir } = await import('node:fs/promises');
    await mkdir(built);
    await writeFile(new URL('index.html', built), '<html>');
    await writeFile(new URL('console-1.js', built), '1');
    const files = await findConsole({ built, bundler: at('missing.mjs') })();
    expect([...files.keys()].sort()).toEqual(['console-1.js', 'index.html']);
    expect(String(files.get('index.html'))).toBe('<html>');
  });

  it('that are nowhere are said to be, and looked for anew the next time', async () => {
    const places = { built: pathToFileURL(`${folder}/nowhere/`), bundler: at('late.mjs') };
    const find = findConsole(places);
    await expect(find()).rejects.toThrow(NoConsoleError);
    await expect(find()).rejects.toThrow('npm run build makes it');
    const other = findConsole({ ...places, bundler: at('bundler.mjs') });
    expect([...(await other()).keys()]).toEqual(['endpoint']);
  });
});
