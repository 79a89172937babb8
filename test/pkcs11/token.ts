/**
 * A real token for tests: SoftHSM as Debian has it, with a token of its own in a folder of its own, and the binding,
 * installed here from its own lockfile.
 *
 * @module
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const MODULES = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/softhsm/libsofthsm2.so'];

/** The PIN of the crypto user, which is the password of a key store. */
export const PIN = 'kmsuser-pin';
export const LABEL = 'strongroom test';

/** What tests need of it. */
export interface SoftToken {
  readonly module: string;
  /** Where Node finds the binding. */
  readonly nodePath: string;
  /** What a process that uses the token must have in its environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The token, or why there is none. */
export function makeSoftToken(folder: string): SoftToken | string {
  const module = MODULES.find((path) => existsSync(path));
  if (module === undefined) return 'SoftHSM is not installed (Debian: softhsm2)';
  const problem = installBinding();
  if (problem !== undefined) return problem;
  const tokens = join(folder, 'tokens');
  mkdirSync(tokens);
  const configuration = join(folder, 'softhsm2.conf');
  writeFileSync(
    configuration,
    `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  );
  const environment = { SOFTHSM2_CONF: configuration, NODE_PATH: join(HERE, 'node_modules') };
  const args = ['--init-token', '--free', '--label', LABEL, '--so-pin', '12345678', '--pin', PIN];
  const made = spawnSync('softhsm2-util', args, {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
  if (made.status !== 0) return `softhsm2-util made no token: ${made.stderr || made.error?.message}`;
  return { module, nodePath: environment.NODE_PATH, environment };
}

function installBinding(): string | undefined {
  if (existsSync(join(HERE, 'node_modules', 'pkcs11js', 'build', 'Release', 'pkcs11.node'))) return undefined;
  const outer = /^npm_(package|lifecycle)_|^npm_config_local_prefix$|^INIT_CWD$/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !outer.test(name)));
  const { status, stdout, stderr } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: HERE,
    encoding: 'utf8',
    env,
  });
  if (status === 0) return undefined;
  return `pkcs11js could not be installed: ${`${stdout}${stderr}`.trim().split('\n').at(-1)}`;
}
