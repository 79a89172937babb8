import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { sqliteStore } from '../../src/store/sqlite.ts';
import { StoreUnavailableError } from '../../src/store/store.ts';
import { describeStore } from './contract.ts';
import { acknowledgedIn, expectWhole, seededRandom, startWriter, writeAndKill } from './crash.ts';

const folder = mkdtempSync(join(tmpdir(), 'strongroom-sqlite-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const freshFile = (): string => join(folder, `${files++}`, 'store.db');

describeStore('sqliteStore', () => sqliteStore({ file: freshFile() }));

/** A closed store with some records, enough for several levels of pages. */
async function filledFile(records: number): Promise<string> {
  const file = freshFile();
  const store = sqliteStore({ file });
  const changes = Array.from({ length: records }, (_, i) => ({
    name: `key/${i}`,
    version: 1,
    value: new Uint8Array(900).fill(i % 251),
  }));
  await store.commit(changes, []);
  await store.close();
  return file;
}

function refusalOf(file: string): StoreUnavailableError {
  try {
    void sqliteStore({ file }).close();
  } catch (error) {
    if (error instanceof StoreUnavailableError) return error;
    throw error;
  }
  throw new Error('the store was opened');
}

describe('the file of a SQLite store', () => {
  it('is made with mode 0600, its log too, in a folder of mode 0700', async () => {
    const file = freshFile();
    const store = sqliteStore({ file });
    await store.commit([{ name: 'a', version: 1, value: new Uint8Array([1]) }], []);
    const modes = readdirSync(join(file, '..')).map((name) => [
      name,
      statSync(join(file, '..', name)).mode & 0o777,
    ]);
    expect(modes).toEqual([
      ['store.db', 0o600],
      ['store.db-wal', 0o600],
    ]);
    expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700);
    await store.close();
  });

  it('keeps its records when it is closed and opened again, and is one file then', async () => {
    const file = await filledFile(100);
    expect(readdirSync(join(file, '..'))).toEqual(['store.db']);
    const store = sqliteStore({ file });
    expect(await store.list('', undefined, 1000)).toHaveLength(100);
    await store.close();
  });

  it('has a write-ahead log, full synchronisation and secure deletion', async () => {
    const opened = vi.spyOn(DatabaseSync.prototype, 'exec');
    const file = freshFile();
    const store = sqliteStore({ file });
    const database = opened.mock.contexts[0] as DatabaseSync;
    const pragma = (name: string): unknown =>
      Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    expect(pragma('journal_mode')).toBe('wal');
    expect(pragma('synchronous')).toBe(2);
    expect(pragma('secure_delete')).toBe(1);
    expect(pragma('locking_mode')).toBe('exclusive');
    opened.mockRestore();
    await store.close();
  });

  it('shares one transaction among the commits of one turn', async () => {
    const store = sqliteStore({ file: freshFile() });
    const exec = vi.spyOn(DatabaseSync.prototype, 'exec');
    const commits = Array.from({ length: 64 }, (_, i) =>
      store.commit([{ name: `key/${i}`, version: 1, value: new Uint8Array([i]) }], []),
    );
    await Promise.all(commits);
    expect(exec.mock.calls.map(([sql]) => sql)).toEqual(['BEGIN IMMEDIATE', 'COMMIT']);
    exec.mockRestore();
    await store.close();
  });

  it('holds no byte of a deleted value once it is closed', async () => {
    const file = await filledFile(50);
    const store = sqliteStore({ file });
    const canary = new TextEncoder().encode('canary-of-a-deleted-record');
    await store.commit([{ name: 'canary', version: 1, value: canary }], []);
    await store.commit([{ name: 'canary', version: 2, value: undefined }], []);
    await store.close();
    expect(readFileSync(file).includes(Buffer.from(canary))).toBe(false);
  });
});

describe('a SQLite store that is open already', () => {
  const open = `import { sqliteStore } from ${JSON.stringify(
    fileURLToPath(new URL('../../src/store/sqlite.ts', import.meta.url)),
  )}; try { await sqliteStore({ file: process.argv[1] }).close(); console.log('opened') }
  catch (error) { console.log(error.name + ': ' + error.message) }`;
  const openElsewhere = (file: string): string =>
    execFileSync(process.execPath, ['--input-type=module', '--no-warnings', '-e', open, file], {
      encoding: 'utf8',
    }).trim();

  it('is refused to a second process and to a second opening here, and stays locked after both', async () => {
    const file = freshFile();
    const store = sqliteStore({ file });
    const sentence = `${file} is open in another process; one process at a time may use a store`;
    expect(openElsewhere(file)).toBe(`StoreUnavailableError: ${sentence}`);
    expect(refusalOf(file).message).toBe(sentence);
    expect(openElsewhere(file)).toBe(`StoreUnavailableError: ${sentence}`);
    await store.commit([{ name: 'a', version: 1, value: new Uint8Array([1]) }], []);
    await store.close();
    expect(openElsewhere(file)).toBe('opened');
  });
});

describe('a file that is no Strongroom store', () => {
  it.each([
    ['a text', () => Buffer.from('not a database\n'.repeat(500)), 'is not a Strongroom store'],
    ['a few bytes', () => Buffer.from('short'), 'is not a Strongroom store'],
    [
      'a database of another program',
      foreignDatabase,
      'is a database of another program, not a Strongroom store',
    ],
    [
      'a store of a newer program',
      newerStore,
      'was made by a newer Strongroom: its layout is 2, this program reads up to 1',
    ],
  ])('is refused and left as it was: %s', async (_, make, sentence) => {
    const file = freshFile();
    mkdirSync(join(file, '..'));
    const bytes = await make();
    writeFileSync(file, bytes);
    expect(refusalOf(file).message).toBe(`${file} ${sentence}`);
    expect(readFileSync(file).equals(bytes)).toBe(true);
    expect(readdirSync(join(file, '..'))).toEqual(['store.db']);
  });

  function foreignDatabase(): Buffer {
    const file = join(folder, `${files++}.foreign`);
    const database = new DatabaseSync(file);
    database.exec('PRAGMA journal_mode = WAL; CREATE TABLE record (name TEXT)');
    database.close();
    return readFileSync(file);
  }

  async function newerStore(): Promise<Buffer> {
    const file = await filledFile(1);
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 2');
    database.close();
    return readFileSync(file);
  }
});

describe('a damaged file', () => {
  it('is refused when its end is missing', async () => {
    const file = await filledFile(200);
    truncateSync(file, statSync(file).size / 2);
    expect(refusalOf(file).message).toBe(`${file} is damaged`);
  });

  it('stops the store when a page turns out to be something else', async () => {
    const file = await filledFile(200);
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 4096);
    writeFileSync(file, bytes);
    const store = sqliteStore({ file });
    await expect(store.get('key/7')).rejects.toThrow(`${file} is damaged`);
    await expect(store.get('key/7')).rejects.toThrow(StoreUnavailableError);
    await expect(store.commit([], [])).rejects.toThrow(StoreUnavailableError);
    await store.close();
  });
});

describe('a disk that refuses', () => {
  it('is one clear sentence when the folder cannot be made, or the path is a folder', async () => {
    const file = await filledFile(1);
    expect(refusalOf(join(file, 'below', 'store.db')).message).toMatch(
      /lies below something that is not a folder$/,
    );
    expect(refusalOf(folder).message).toBe(`${folder} is not a file`);
  });

  it.skipIf(process.getuid?.() === 0)(
    'is one clear sentence when the folder is read-only (skipped as root, whom no mode stops)',
    () => {
      const file = freshFile();
      mkdirSync(join(file, '..'));
      chmodSync(join(file, '..'), 0o500);
      expect(refusalOf(file).message).toBe(`${file} may not be opened by this user`);
    },
  );

  it('stops the store at the first write that fails: nothing acknowledged is lost, nothing is half-done', async () => {
    const file = freshFile();
    // 512-byte blocks: the log may grow to about 1.5 MB. With the signal ignored the write fails as on a bad disk.
    const { said, ended } = startWriter(file, 'run', "trap '' XFSZ; ulimit -f 3000");
    expect(await ended).toBe(0);
    expect(said()).toMatch(/^refused unavailable after [1-9]\d*: .* the disk reports an error$/m);
    await expectWhole(file, 'run', acknowledgedIn(said()));
  });

  it('rejects every commit of the turn when COMMIT fails, and everything after', async () => {
    const file = freshFile();
    const store = sqliteStore({ file });
    await store.commit([{ name: 'before', version: 1, value: new Uint8Array([1]) }], []);
    const exec = DatabaseSync.prototype.exec;
    const broken = vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (
      this: DatabaseSync,
      sql,
    ) {
      if (sql === 'COMMIT') throw Object.assign(new Error('disk I/O error'), { errcode: 1034 });
      exec.call(this, sql);
    });
    const outcomes = await Promise.allSettled([
      store.commit([{ name: 'a', version: 1, value: new Uint8Array([1]) }], []),
      store.commit([{ name: 'b', version: 1, value: new Uint8Array([1]) }], [{ name: 'b', version: 3 }]),
    ]);
    broken.mockRestore();
    for (const outcome of outcomes)
      expect((outcome as PromiseRejectedResult).reason).toBeInstanceOf(StoreUnavailableError);
    await expect(store.get('before')).rejects.toThrow('the disk reports an error');
    await expect(store.commit([], [])).rejects.toThrow(StoreUnavailableError);
    await store.close();
    const again = sqliteStore({ file });
    expect((await again.list('', undefined, 9)).map(({ name }) => name)).toEqual(['before']);
    await again.close();
  });
});

describe('kill -9', () => {
  const CYCLES = 15;
  it(`loses no acknowledged commit and leaves no half of one, ${CYCLES} times on one file`, async () => {
    const file = freshFile();
    const random = seededRandom(20_261_124);
    let total = 0;
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      const acknowledged = await writeAndKill(file, `run/${cycle}`, random() * 40);
      expect(acknowledged.length).toBeGreaterThan(0);
      total += await expectWhole(file, `run/${cycle}`, acknowledged);
    }
    const store = sqliteStore({ file });
    expect(await store.list('run/', undefined, 10_000_000)).toHaveLength(3 * total);
    await store.close();
  });

  it('leaves a file that opens even if it comes while the file is being made', async () => {
    const random = seededRandom(7);
    for (let cycle = 0; cycle < 8; cycle++) {
      const file = freshFile();
      const { child, said, ended } = startWriter(file, 'run');
      setTimeout(() => child.kill('SIGKILL'), 60 + random() * 60);
      await ended;
      await expectWhole(file, 'run', acknowledgedIn(said()));
    }
  });
});

describe('a runtime without node:sqlite', () => {
  it('gets one sentence that names the version it needs', () => {
    const missing = vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never);
    const refusal = refusalOf(freshFile());
    missing.mockRestore();
    expect(refusal.message).toBe(
      `the SQLite store needs node:sqlite: Node 22.15 or later, this is ${process.version}`,
    );
  });
});
