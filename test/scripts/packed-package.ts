/**
 * The package as its users get it: a copy of the tree, built and packed apart, so that nothing of the working copy's dist/
 * can stand in for what is missing; and the tarball unpacked into somebody's node_modules.
 *
 * @module
 */
import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPackage } from '../../scripts/build.ts';
import { runOrThrow } from '../../scripts/processes.ts';
import { listFiles, ROOT } from '../../scripts/sources.ts';

/** What is published besides dist/. */
export const BESIDES = ['CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'package.json'];
const COPIED = ['src', 'tsconfig.json', ...BESIDES];

/** Copies, builds and packs the tree. @returns The paths in the tarball, which lies in `tree`, in order. */
export async function packPackage(tree: string): Promise<readonly string[]> {
  for (const name of COPIED) await cp(join(ROOT, name), join(tree, name), { recursive: true, force: true });
  await symlink(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
  await buildPackage(tree);
  const answer = await runOrThrow('npm', ['pack', '--json', '--ignore-scripts'], { cwd: tree });
  const [report] = Object.values(JSON.parse(answer)) as [{ files: readonly { readonly path: string }[] }];
  return report.files.map(({ path }) => path).sort();
}

/** What `npm install` of the tarball gives, without asking a registry: the dependencies are those of the tree. */
export async function installPackage(tree: string, consumer: string): Promise<void> {
  const [tarball = ''] = (await listFiles('.', tree)).filter((path) => path.endsWith('.tgz'));
  const modules = join(consumer, 'node_modules');
  const unpacked = join(modules, 'strongroom');
  await mkdir(unpacked, { recursive: true });
  await runOrThrow('tar', ['-xzf', join(tree, tarball), '--strip-components=1', '-C', unpacked]);
  const { dependencies } = JSON.parse(await readFile(join(unpacked, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  for (const name of Object.keys(dependencies)) {
    await mkdir(join(modules, name, '..'), { recursive: true });
    await symlink(join(ROOT, 'node_modules', name), join(modules, name));
  }
}
