/**
 * The compatibility table of README.md: every operation of AWS KMS, and whether it is here.
 *
 *   node scripts/write-compatibility.ts   writes the table between its two markers
 *
 * What is here is what src/operations/table.ts has; what AWS has stands in kms-operation-names.json. Nobody keeps the
 * table by hand: test/scripts/write-compatibility.test.ts fails when README.md says anything else.
 *
 * @module
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OPERATIONS } from '../src/operations/table.ts';
import { ROOT } from './sources.ts';

const START = '<!-- compatibility:start -->';
const END = '<!-- compatibility:end -->';

/** The names of every operation of AWS KMS, in their order. */
export async function readOperationNames(): Promise<readonly string[]> {
  const text = await readFile(join(ROOT, 'scripts', 'kms-operation-names.json'), 'utf8');
  return (JSON.parse(text) as { readonly operations: readonly string[] }).operations;
}

/**
 * The table, as Markdown, with a sentence that counts.
 *
 * @param all The operations of AWS KMS.
 * @param here Those that this version has.
 * @throws {Error} One is here that AWS does not have.
 */
export function compatibilityTable(all: readonly string[], here: ReadonlySet<string>): string {
  for (const name of here) if (!all.includes(name)) throw new Error(`AWS KMS has no operation ${name}`);
  const rows = all.map((name) => `| ${name} | ${here.has(name) ? 'yes' : 'no'} |`);
  const count = `${here.size} of the ${all.length} operations of AWS KMS are here.`;
  return [count, '', '| operation | here |', '|---|---|', ...rows].join('\n');
}

/**
 * A text with the table between its markers, in the place of what stood there.
 *
 * @throws {Error} The markers are not there, once each and in order.
 */
export function withTable(text: string, table: string): string {
  const [before = '', rest, ...more] = text.split(START);
  const [, after, ...evenMore] = rest?.split(END) ?? [];
  if (after === undefined || more.length > 0 || evenMore.length > 0) {
    throw new Error(`README.md needs ${START} and ${END}, once each and in this order`);
  }
  return `${before}${START}\n${table}\n${END}${after}`;
}

/** README.md as it must be. */
export async function readmeWithTable(readme: string): Promise<string> {
  return withTable(readme, compatibilityTable(await readOperationNames(), new Set(OPERATIONS.keys())));
}

if (import.meta.main) {
  const path = join(ROOT, 'README.md');
  await writeFile(path, await readmeWithTable(await readFile(path, 'utf8')));
}
