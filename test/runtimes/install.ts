/**
 * Getting the hosts: those that npm has, installed from this folder's lockfile; the browsers as the machine has them.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { run, toolEnv } from '../../scripts/processes.ts';

/** This folder, without a slash at its end. */
export const HERE: string = fileURLToPath(new URL('.', import.meta.url)).replace(/[/\\]$/, '');

/**
 * Installs what the lockfile of a folder names, unless exactly that was installed before.
 *
 * @param folder Where the lockfile lies; this folder when absent.
 * @returns Why it failed; nothing when the hosts are there.
 */
export async function installHosts(folder: string = HERE): Promise<string | undefined> {
  const stamp = join(folder, 'node_modules', '.installed-lockfile');
  const lockfile = await readFile(join(folder, 'package-lock.json'), 'utf8');
  const installed = await readFile(stamp, 'utf8').catch(() => undefined);
  if (installed === lockfile) return undefined;
  const { code, stdout, stderr } = await run('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: folder,
    env: outerNpmAside(toolEnv()),
  });
  if (code !== 0) return `npm ci ended with ${code}: ${(stdout + stderr).trim().split('\n').at(-1)}`;
  await writeFile(stamp, lockfile);
  return undefined;
}

/** The npm that runs this script tells its children about its own folder; the inner one must look at this one. */
function outerNpmAside(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = /^npm_(package|lifecycle)_|^npm_config_local_prefix$|^INIT_CWD$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !own.test(name)));
}

/** A package that such a lockfile installed, unknown to the tree's types. */
export function importInstalled(name: string, folder: string = HERE): Promise<unknown> {
  const path = createRequire(join(folder, 'package.json')).resolve(name);
  return import(pathToFileURL(path).href);
}

/** The first program of that name on the path. */
export function findProgram(...names: readonly string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}
