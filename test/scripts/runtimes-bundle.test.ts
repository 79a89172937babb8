/** The suite for other runtimes can be bundled without Node: found here, before eight hosts are started. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listFiles } from '../../scripts/sources.ts';
import { bundleSuite } from '../runtimes/bundle.ts';

test('the portable suite reaches nothing of Node', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'strongroom-bundle-'));
  try {
    expect(await bundleSuite(folder)).toBeGreaterThan(0);
    expect(await listFiles('.', folder)).toEqual([
      'command.js',
      'kernel.wasm',
      'package.json',
      'suite.js',
      'worker.js',
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
