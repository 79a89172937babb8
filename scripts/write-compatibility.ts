/**
 * The count of README.md: how many of the operations of AWS KMS are here, and which are not.
 *
 *   node scripts/write-compatibility.ts   writes it between its two markers
 *
 * What is here is what src/operations/table.ts has; what AWS has stands in kms-operation-names.json. Nobody counts by
 * hand: test/scripts/write-compatibility.test.ts fails when README.md says anything else. Each operation has its row in
 * docs/COMPATIBILITY.md (write-compatibility-page.ts).
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
 * The sentence that counts.
 *
 * @param all The operations of AWS KMS.
 * @param here Those that this version has.
 * @throws {Error} One is here that AWS does not have.
 */
export function compatibilityCount(all: readonly string[], here: ReadonlySet<string>): string {
  for (const name of here) if (!all.includes(name)) throw new Error(`AWS KMS has no operation ${name}`);
  const missing = all.filter((name) => !here.has(name));
  if (missing.length === 0) return `All ${all.length} operations of AWS KMS are here.`;
  return `${here.size} of the ${all.length} operations of AWS KMS are here; not ${missing.join(', ')}.`;
}

/**
 * A text with the count between its markers, in the place of what stood there.
 *
 * @throws {Error} The markers are not there, once each and in order.
 */
export function withCount(text: string, count: string): string {
  const [before = '', rest, ...more] = text.split(START);
  const [, after, ...evenMore] = rest?.split(END) ?? [];
  if (after === undefined || more.length > 0 || evenMore.length > 0) {
    throw new Error(`README.md needs ${START} and ${END}, once each and in this order`);
  }
  return `${before}${START}\n${count}\n${END}${after}`;
}

/** README.md as it must be. */
export async function readmeWithCount(readme: string): Promise<string> {
  return withCount(readme, compatibilityCount(await readOperationNames(), new Set(OPERATIONS.keys())));
}

if (import.meta.main) {
  const path = join(ROOT, 'README.md');
  await writeFile(path, await readmeWithCount(await readFile(path, 'utf8')));
}
