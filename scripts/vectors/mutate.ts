/**
 * Plants the bugs of mutations.ts one at a time, in a copy of the tree, and sees whether the vectors catch each.
 *
 *   node scripts/vectors/mutate.ts           one line a bug, and the sum; exit code 1 when one goes unseen
 *
 * The copy without a bug must pass first: otherwise anything would be "caught". The engine's self-tests are not asked,
 * so that what is measured is the vectors alone.
 *
 * @module
 */
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MUTATION_GROUPS, type Mutation } from './mutations.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COPIED = ['src', 'scripts', 'test/crypto', 'test/vectors', 'vectors', 'package.json'];
const LIMIT_MILLISECONDS = 120_000;

type Outcome = 'caught' | 'unseen' | 'stale';

/** A copy of what the vectors need, beside the same packages. */
async function copyTree(): Promise<string> {
  const tree = await mkdtemp(join(tmpdir(), 'mutate-'));
  for (const path of COPIED) await cp(join(ROOT, path), join(tree, path), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
  return tree;
}

/** Whether every case comes out as published; a run that does not end is a bug that was seen. */
function passes(tree: string, vectors: readonly string[]): boolean {
  const args = ['--disable-warning=ExperimentalWarning', 'scripts/vectors/run-vectors.ts', ...vectors];
  const { status } = spawnSync(process.execPath, args, { cwd: tree, timeout: LIMIT_MILLISECONDS });
  return status === 0;
}

async function plant(
  tree: string,
  { file, from, to }: Mutation,
  vectors: readonly string[],
): Promise<Outcome> {
  const path = join(tree, file);
  const text = await readFile(path, 'utf8');
  if (text.split(from).length !== 2) return 'stale';
  await writeFile(
    path,
    text.replace(from, () => to),
  );
  const unseen = passes(tree, vectors);
  await writeFile(path, text);
  return unseen ? 'unseen' : 'caught';
}

async function run(tree: string): Promise<number> {
  const files = [...new Set(MUTATION_GROUPS.flatMap(({ vectors }) => vectors))];
  if (!passes(tree, files)) throw new Error('the vectors do not pass without a bug');
  const outcomes: Outcome[] = [];
  for (const { vectors, mutations } of MUTATION_GROUPS) {
    for (const mutation of mutations) {
      const outcome = await plant(tree, mutation, vectors);
      outcomes.push(outcome);
      console.log(
        `${outcome.padEnd(6)} ${mutation.file}: ${mutation.from.trim()}  ->  ${mutation.to.trim()}`,
      );
    }
  }
  const caught = outcomes.filter((outcome) => outcome === 'caught').length;
  console.log(`${caught} of ${outcomes.length} planted bugs caught by the vectors`);
  return outcomes.length - caught;
}

const tree = await copyTree();
try {
  process.exitCode = (await run(tree)) === 0 ? 0 : 1;
} finally {
  await rm(tree, { recursive: true });
}
