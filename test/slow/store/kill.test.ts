import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sqliteStore } from '../../../src/store/sqlite.ts';
import { expectWhole, seededRandom, writeAndKill } from '../../store/crash.ts';
import { atLength } from '../length.ts';

const CYCLES = atLength(500);
const SEED = 20_261_124;
const folder = mkdtempSync(join(tmpdir(), 'strongroom-kill-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('kill -9 of a process that writes to a SQLite store', () => {
  it(
    `loses no acknowledged commit and leaves no half of one in ${CYCLES} cycles on one file`,
    async () => {
      const file = join(folder, 'store.db');
      const random = seededRandom(SEED);
      let acknowledged = 0;
      let written = 0;
      for (let cycle = 0; cycle < CYCLES; cycle++) {
        const said = await writeAndKill(file, `run/${cycle}`, random() * 60);
        expect(said.length).toBeGreaterThan(0);
        acknowledged += said.length;
        written += await expectWhole(file, `run/${cycle}`, said);
      }
      const store = sqliteStore({ file });
      expect((await store.list('run/', undefined, 10_000_000)).length).toBe(3 * written);
      await store.close();
      console.log(
        `kill -9: ${CYCLES} cycles, ${acknowledged} acknowledged commits, 0 lost, 0 halves (seed ${SEED})`,
      );
    },
    20 * 60_000,
  );
});
