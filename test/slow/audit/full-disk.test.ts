/** A folder on a disk that is full: what was answered waits in the store, and arrives once there is room. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, run, startServer, temporaryFolder } from '../../node/process.ts';

const folder = temporaryFolder();

/** Whether this process may mount: root in a container without the capability may not. */
function mayMount(): boolean {
  const probe = join(folder, 'probe');
  mkdirSync(probe);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', probe]).status !== 0) return false;
  execFileSync('umount', [probe]);
  return true;
}

const mountable = mayMount();
if (!mountable) console.log('skipped: the full-disk tests mount a small tmpfs, which this user may not');

describe.skipIf(!mountable)('a trail on a small disk', () => {
  const disk = join(folder, 'disk');
  beforeEach(() => {
    mkdirSync(disk, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k,mode=0700', 'tmpfs', disk]);
    execFileSync('dd', ['if=/dev/zero', `of=${join(disk, 'filler')}`, 'bs=4k', 'count=62'], {
      stdio: 'ignore',
    });
  });
  afterEach(() => {
    execFileSync('umount', [disk]);
  });

  it('takes nothing while it is full, loses nothing, and leaves no half of a file', async () => {
    const trail = join(disk, 'trail');
    const args = ['--audit-to', trail, '--audit-every', '1', '--digest-every', '2'];
    const server = await startServer(['--data', join(folder, 'data'), ...args]);
    try {
      for (let i = 0; i < 20; i++) expect((await call(server.url, 'CreateKey', {})).status).toBe(200);
      await expect.poll(() => server.stderr(), { timeout: 120_000 }).toMatch(/tried again.*ENOSPC/);
      rmSync(join(disk, 'filler'));
      await expect.poll(() => server.stderr(), { timeout: 120_000 }).toMatch(/goes on after \d+ failures/);
      const verify = ['audit', 'verify', '--trail', trail, '--endpoint-url', server.url];
      await expect
        .poll(async () => (await run(verify)).stdout, { timeout: 120_000 })
        .toMatch(/ 20 records[\s\S]*Nothing is missing/);
    } finally {
      await server.stop();
    }
  });
});
