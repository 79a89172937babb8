/** The bundle of the console: what is in it, and what is not. */
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildConsole } from '../../scripts/build-console.ts';
import { OPERATIONS } from '../../src/operations/table.ts';

let endpoint: ReadonlyMap<string, Uint8Array>;
let embedded: ReadonlyMap<string, Uint8Array>;

beforeAll(async () => {
  endpoint = await buildConsole('endpoint');
  embedded = await buildConsole('static');
});

const text = (files: ReadonlyMap<string, Uint8Array>, name: RegExp) =>
  [...files]
    .filter(([path]) => name.test(path))
    .map(([, bytes]) => String(bytes))
    .join('\n');
const packedLength = (bytes: Uint8Array) => gzipSync(bytes).length;

describe('the console', () => {
  it('has every operation of the table and the version in its script', () => {
    const script = text(endpoint, /^console-.*\.js$/);
    for (const name of OPERATIONS.keys()) expect(script).toContain(name);
    expect(script).not.toContain('STRONGROOM_');
  });

  it('names every file by a hash of what is in it, and refers to each from the page or a script', async () => {
    const names = [...endpoint.keys()].filter((name) => name !== 'index.html');
    for (const name of names) expect(name).toMatch(/-[\w-]{8}\.(js|css)$/);
    const page = text(endpoint, /html$/);
    for (const name of names) expect(page + text(endpoint, /js$/)).toContain(name);
    expect([...(await buildConsole('endpoint')).keys()]).toEqual([...endpoint.keys()]);
  });

  it('has no script, no style and no address of anybody else in its page', () => {
    for (const files of [endpoint, embedded]) {
      const page = text(files, /html$/);
      expect(page).not.toMatch(/<script(?![^>]*src="\.\/)|<style|style=|https?:\/\//);
    }
  });

  it('carries the service in the page for static hosts alone', () => {
    expect([...endpoint.keys()].some((name) => name.startsWith('embedded'))).toBe(false);
    expect([...embedded.keys()].some((name) => name.startsWith('embedded'))).toBe(true);
    expect(text(embedded, /html$/)).toContain('http-equiv="Content-Security-Policy"');
  });

  it('stays small: its first view within 45 kB, packed', () => {
    const first = [...endpoint].filter(([name]) => /^(index|console)/.test(name));
    const length = first.reduce((sum, [, bytes]) => sum + packedLength(bytes), 0);
    expect(length).toBeLessThan(45_000);
  });
});
