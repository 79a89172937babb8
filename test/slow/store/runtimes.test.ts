/**
 * The contract of stores where it counts: in the storage of a Durable Object of workerd, and by the SQLite of Deno and Bun.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';
import { runOrThrow } from '../../../scripts/processes.ts';
import { temporaryFolder } from '../../node/process.ts';
import type { Outcome } from '../../runtimes/contract-shim.ts';
import { HERE, installHosts } from '../../runtimes/install.ts';

const folder = temporaryFolder();
const missing = await installHosts();
if (missing !== undefined) console.log(`skipped: ${missing}`);

/** More than this are in the contract; none may be lost on the way. */
const CASES = 30;

async function bundle(name: string, platform: 'browser' | 'node'): Promise<string> {
  const shim = join(HERE, 'contract-shim.ts');
  const input = join(HERE, `${name}.ts`);
  const build = await rolldown({ input, platform, resolve: { alias: { vitest: shim } } });
  const file = join(folder, `${name}.mjs`);
  await build.write({ file, format: 'esm', codeSplitting: false });
  await build.close();
  return file;
}

function requireWhole({ passed, failures }: Outcome): void {
  expect(failures).toEqual([]);
  expect(passed).toBeGreaterThan(CASES);
}

describe.skipIf(missing !== undefined)('the contract of stores', () => {
  it('is kept in a Durable Object of workerd', async () => {
    const contents = await readFile(await bundle('store-in-object', 'browser'));
    const path = createRequire(join(HERE, 'package.json')).resolve('miniflare');
    const { Miniflare } = (await import(pathToFileURL(path).href)) as {
      Miniflare: new (
        options: object,
      ) => {
        dispatchFetch(url: string): Promise<{ text(): Promise<string> }>;
        dispose(): Promise<void>;
      };
    };
    const worker = new Miniflare({
      modules: [{ type: 'ESModule', path: 'worker.js', contents }],
      compatibilityDate: '2026-07-01',
      compatibilityFlags: ['nodejs_compat'],
      host: '127.0.0.1',
      durableObjects: { RUN: { className: 'ContractRun', useSQLite: true } },
      durableObjectsPersist: join(folder, 'objects'),
    });
    try {
      const answer = await (await worker.dispatchFetch('http://localhost/')).text();
      requireWhole(JSON.parse(answer) as Outcome);
    } finally {
      await worker.dispose();
    }
  });

  it.each([
    ['Deno', 'deno', ['run', '-A', '--no-prompt', '--quiet']],
    ['Bun', 'bun', []],
  ])('is kept by the SQLite of %s', async (_, program, flags) => {
    const file = await bundle('store-in-file', 'node');
    const command = join(HERE, 'node_modules/.bin', program);
    const said = await runOrThrow(command, [...flags, file, join(folder, program)]);
    requireWhole(JSON.parse(said.trim().split('\n').at(-1) ?? '') as Outcome);
  });
});
