/** PROVENANCE.json against the files: every digest, every count, and no file without a row. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { countsOf } from '../../scripts/vectors/archive.ts';
import { FAMILIES, PACKAGE, type Provenance } from '../../scripts/vectors/convert.ts';
import { SOURCE_DIGESTS } from '../../scripts/vectors/sources.ts';
import { TYPED_FILES } from '../../scripts/vectors/typed.ts';

const MAX_BYTES = 7_000_000;

const provenance = JSON.parse(await readFile('vectors/PROVENANCE.json', 'utf8')) as {
  readonly package: typeof PACKAGE;
  readonly files: readonly Provenance[];
};

describe('PROVENANCE.json', () => {
  it.each(provenance.files)(
    '$file: $cases cases, $distinct distinct, with the digests given',
    async (row) => {
      const { sha256, sha256OfText, cases, distinct } = row;
      const counts = countsOf(await readFile(`vectors/${row.file}`));
      expect(counts).toEqual({ sha256, sha256OfText, cases, distinct });
      expect(distinct).toBeGreaterThan(0);
    },
  );

  it('has a row for every file, and a file for every row', async () => {
    const files = (await readdir('vectors', { recursive: true })).filter((name) =>
      /\.json(\.gz)?$/.test(name),
    );
    const named = provenance.files.map(({ file }) => file);
    expect([...named, 'PROVENANCE.json'].sort()).toEqual(files.sort());
  });

  it('names origin, licence and date of each, and the source files that the converters check', () => {
    const rows = [...FAMILIES, ...TYPED_FILES];
    expect(provenance.package).toEqual(PACKAGE);
    expect(provenance.files.map(({ file }) => file)).toEqual(rows.map(({ file }) => file));
    for (const [index, row] of provenance.files.entries()) {
      const { origin, licence } = rows[index];
      expect(row).toMatchObject({ origin, licence, date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
      for (const { path, sha256 } of row.sources) expect(sha256).toBe(SOURCE_DIGESTS[path]);
    }
  });

  it(`keeps the whole folder within ${MAX_BYTES} bytes`, async () => {
    const sizes = await Promise.all(
      provenance.files.map(async ({ file }) => (await stat(`vectors/${file}`)).size),
    );
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(total).toBeLessThanOrEqual(MAX_BYTES);
  });
});
