import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sqliteStore } from '../../../src/store/sqlite.ts';
import { StoreUnavailableError } from '../../../src/store/store.ts';
import { acknowledgedIn, expectWhole, startWriter } from '../../store/crash.ts';

const folder = mkdtempSync(join(tmpdir(), 'strongroom-full-'));
afterAll(() => rmSync(folder, { recursive: true }));

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

describe.skipIf(!mountable)('a SQLite store on a small disk', () => {
  const disk = join(folder, 'disk');
  const file = join(disk, 'store', 'store.db');
  const remount = (options: string): void => {
    execFileSync('mount', ['-o', `remount,${options}`, disk]);
  };
  beforeEach(() => {
    mkdirSync(disk, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m,mode=0700', 'tmpfs', disk]);
  });
  afterEach(() => {
    execFileSync('umount', [disk]);
  });

  it('stops when the disk is full; with more room every acknowledged commit is there, and no half', async () => {
    const { said, ended } = startWriter(file, 'run');
    expect(await ended).toBe(0);
    expect(said()).toMatch(/^refused unavailable after [1-9]\d*: .* cannot grow: the disk is full$/m);
    remount('size=16m');
    await expectWhole(file, 'run', acknowledgedIn(said()));
  });

  it('is refused in one sentence when there is no room to make it', () => {
    execFileSync('dd', ['if=/dev/zero', `of=${join(disk, 'filler')}`, 'bs=4k', 'count=511'], {
      stdio: 'ignore',
    });
    expect(() => sqliteStore({ file })).toThrow(StoreUnavailableError);
    expect(() => sqliteStore({ file })).toThrow('the disk is full');
  });

  it('is refused in one sentence on a read-only disk, with or without the file', async () => {
    const store = sqliteStore({ file });
    await store.commit([{ name: 'a', version: 1, value: new Uint8Array([1]) }], []);
    await store.close();
    remount('ro');
    expect(() => sqliteStore({ file })).toThrow(/ lies on a read-only disk$/);
    expect(() => sqliteStore({ file: join(disk, 'other.db') })).toThrow(/ lies on a read-only disk$/);
    remount('rw');
    const again = sqliteStore({ file });
    expect((await again.get('a'))?.version).toBe(1);
    await again.close();
  });
});
