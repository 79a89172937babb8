/**
 * docs/COMPATIBILITY.md: every operation, its members, the states and kinds of keys that it serves, and the differences.
 *
 *   node scripts/write-compatibility-page.ts
 *
 * Nothing in it is written by hand. What is taken and answered is src/operations/table.ts; states and kinds are AWS's own
 * tables, as test/operations/model.json holds them, and test/conformance/ asks for every cell by the AWS SDK; what is not
 * like AWS stands in docs/DIFFERENCES.md. test/scripts/write-compatibility-page.test.ts fails when the page is not fresh.
 *
 * @module
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnyMembers } from '../src/operations/shape.ts';
import { OPERATIONS } from '../src/operations/table.ts';
import { ROOT } from './sources.ts';
import { readOperationNames } from './write-compatibility.ts';

/** What of the model the page tells. */
interface ModelOperation {
  readonly output: Readonly<Record<string, readonly string[]>>;
  readonly states: Readonly<Record<string, string>> | null;
  readonly key: { readonly usages: readonly string[]; readonly specs: readonly string[] } | null;
}

interface Model {
  readonly operations: Readonly<Record<string, ModelOperation>>;
}

interface RecordedRows {
  readonly rows: readonly { readonly row: string; readonly operation: string }[];
}

async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(join(ROOT, path), 'utf8')) as T;
}

/** A required member is bold. */
function membersOf(members: AnyMembers): string {
  const names = Object.entries(members).map(([name, { required }]) => (required ? `**${name}**` : name));
  return names.join(', ') || '–';
}

function answersOf(name: string, { output }: ModelOperation): string {
  const answered = OPERATIONS.get(name)?.output ?? [];
  const names = Object.keys(output).map((member) => (answered.includes(member) ? member : `~~${member}~~`));
  return names.join(', ') || '–';
}

/** The states in which a key of the right kind serves; remarks of AWS's table aside. */
function statesOf({ states }: ModelOperation): string {
  if (states === null) return '–';
  const serving = Object.entries(states).flatMap(([state, cell]) => (cell.startsWith('ok') ? [state] : []));
  return serving.length === Object.keys(states).length ? 'all' : serving.join(', ');
}

/** SM2 exists in AWS's China Regions alone. */
function kindsOf({ key }: ModelOperation): string {
  if (key === null) return 'any';
  const specs = key.specs.filter((spec) => spec !== 'SM2').join(', ');
  return key.usages.includes('any') ? specs : `${specs} for ${key.usages.join(', ')}`;
}

function rowOf(name: string, model: Model, { rows }: RecordedRows): string {
  const modelled = model.operations[name];
  const row = OPERATIONS.get(name);
  if (row === undefined || modelled === undefined) return `| ${name} | not here | | | | |`;
  const recorded = rows.filter(({ operation }) => operation === name).length;
  const cells = [membersOf(row.input), answersOf(name, modelled), statesOf(modelled), kindsOf(modelled)];
  return `| ${[name, ...cells, recorded === 0 ? '' : recorded].join(' | ')} |`;
}

/** The page as it must be. */
export async function compatibilityPage(): Promise<string> {
  const names = await readOperationNames();
  const model = await readJson<Model>('test/operations/model.json');
  const recorded = await readJson<RecordedRows>('test/conformance/recorded.json');
  return [
    '# Compatibility with AWS KMS',
    '',
    'Written by `node scripts/write-compatibility-page.ts`; do not edit it. Every row is established by a file of',
    '`test/conformance/`: by the AWS SDK for JavaScript over HTTP it asks for a valid request, for each refusal that was',
    'recorded from AWS, and for every cell of the table of states (8) by kinds of keys (25). `sdk-model.test.ts` compares',
    'operations, members and values with the model that the SDK ships. What is not like AWS: [DIFFERENCES](DIFFERENCES.md).',
    '',
    `${OPERATIONS.size} of ${names.length} operations. A required member is bold; one that is never answered is struck out.`,
    '',
    '| operation | takes | answers | in the states | with keys | recorded refusals |',
    '|---|---|---|---|---|---:|',
    ...names.map((name) => rowOf(name, model, recorded)),
    '',
  ].join('\n');
}

if (import.meta.main) await writeFile(join(ROOT, 'docs', 'COMPATIBILITY.md'), await compatibilityPage());
