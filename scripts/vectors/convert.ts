/**
 * Converts published test vectors to `vectors/` and writes `vectors/PROVENANCE.json`.
 *
 *   apt-get download python3-cryptography-vectors && dpkg -x python3-cryptography-vectors_*.deb DIR
 *   node scripts/vectors/convert.ts DIR            write vectors/
 *   node scripts/vectors/convert.ts DIR --check    convert and compare with what is committed; write nothing
 *
 * Each source file must have the digest in sources.json: other vectors are other vectors. What was typed from a
 * document rather than converted is listed in typed.ts and only counted here.
 *
 * @module
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countsOf, gzipPlain, renderVectorFile, sha256Hex, type VectorCounts } from './archive.ts';
import { AES_FAMILIES } from './families/aes.ts';
import { COMPUTED_FAMILIES } from './families/computed.ts';
import { EC_FAMILIES } from './families/ec.ts';
import { HASH_FAMILIES } from './families/hashes.ts';
import { KDF_FAMILIES } from './families/kdf.ts';
import { REFUSED_FAMILIES } from './families/refused.ts';
import { RFC_FAMILIES } from './families/rfc.ts';
import { RSA_FAMILIES } from './families/rsa.ts';
import type { VectorFamily } from './family.ts';
import { SOURCE_DIGESTS } from './sources.ts';
import { TYPED_FILES } from './typed.ts';

export const FAMILIES: readonly VectorFamily[] = [
  ...AES_FAMILIES,
  ...HASH_FAMILIES,
  ...KDF_FAMILIES,
  ...RSA_FAMILIES,
  ...EC_FAMILIES,
  ...RFC_FAMILIES,
  ...COMPUTED_FAMILIES,
  ...REFUSED_FAMILIES,
];

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PACKAGE_ROOT = 'usr/lib/python3/dist-packages/cryptography_vectors';

/** One row of PROVENANCE.json. */
export interface Provenance extends VectorCounts {
  readonly file: string;
  readonly origin: string;
  readonly licence: string;
  readonly date: string;
  readonly rule?: string;
  readonly sources: readonly { readonly path: string; readonly sha256: string }[];
}

/** The package that the sources come from. */
export const PACKAGE = {
  name: 'python3-cryptography-vectors',
  version: '38.0.4-1',
  sha256: '57005fe9ff647159dfbadd25a07b8f4bb8461987aebb003e38dd9dcc88b9d25b',
  date: '2026-11-24',
};

/** The text of one source. @throws {Error} It does not have the digest that it was converted from. */
async function readSource(root: string, path: string): Promise<string> {
  const bytes = await readFile(join(root, PACKAGE_ROOT, path));
  if (sha256Hex(bytes) !== SOURCE_DIGESTS[path]) throw new Error(`${path} has digest ${sha256Hex(bytes)}`);
  return bytes.toString('latin1');
}

/** The bytes of a family's file, and its row. */
async function convertFamily(
  root: string,
  family: VectorFamily,
): Promise<{ bytes: Uint8Array; row: Provenance }> {
  const texts = await Promise.all(family.sources.map((path) => readSource(root, path)));
  const text = renderVectorFile(family.convert(texts));
  const bytes = family.file.endsWith('.gz') ? gzipPlain(text) : new TextEncoder().encode(text);
  const sources = family.sources.map((path) => ({ path, sha256: SOURCE_DIGESTS[path] as string }));
  const { file, origin, licence } = family;
  const rule = family.rule === undefined ? {} : { rule: family.rule };
  return { bytes, row: { file, origin, licence, date: PACKAGE.date, ...rule, sources, ...countsOf(bytes) } };
}

async function writeAll(root: string): Promise<void> {
  const rows: Provenance[] = [];
  for (const family of FAMILIES) {
    const { bytes, row } = await convertFamily(root, family);
    const path = join(ROOT, 'vectors', family.file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
    rows.push(row);
    console.log(`${row.file}: ${row.cases} cases, ${row.distinct} distinct, ${bytes.length} bytes`);
  }
  for (const typed of TYPED_FILES) {
    rows.push({ ...typed, sources: [], ...countsOf(await readFile(join(ROOT, 'vectors', typed.file))) });
  }
  await writeFile(join(ROOT, 'vectors/PROVENANCE.json'), renderProvenance(rows));
}

/** One row a line. */
function renderProvenance(rows: readonly Provenance[]): string {
  const lines = rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n');
  return `{\n  "package": ${JSON.stringify(PACKAGE)},\n  "files": [\n${lines}\n  ]\n}\n`;
}

async function checkAll(root: string): Promise<void> {
  for (const family of FAMILIES) {
    const { row } = await convertFamily(root, family);
    const committed = countsOf(await readFile(join(ROOT, 'vectors', family.file)));
    if (committed.sha256OfText !== row.sha256OfText)
      throw new Error(`${row.file} is not what the sources give`);
  }
  console.log(`${FAMILIES.length} files are what the sources give`);
}

if (import.meta.main) {
  const [root = '', mode] = process.argv.slice(2);
  await (mode === '--check' ? checkAll(root) : writeAll(root));
}
