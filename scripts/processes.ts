/**
 * Running other programs: the toolchain's own Node and binaries first on the path, output kept or shown.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { ROOT } from './sources.ts';

/** How a program ended. */
export interface Ended {
  /** Its exit code; 1 when a signal ended it or it could not be started. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** The repository's root when absent. */
  readonly cwd?: string | undefined;
  /** Shown as it comes, besides being kept. */
  readonly show?: boolean | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Ends the program after so long, with code 1. */
  readonly timeoutMs?: number | undefined;
}

/** The environment in which `node` and the binaries of node_modules are the pinned ones. */
export function toolEnv(): NodeJS.ProcessEnv {
  const path = [join(ROOT, 'node_modules', '.bin'), dirname(process.execPath), process.env['PATH'] ?? ''];
  return { ...process.env, PATH: path.join(delimiter) };
}

/** Runs a program to its end. It never throws: what cannot be started ended with code 1 and says so. */
export function run(
  command: string,
  args: readonly string[],
  { cwd = ROOT, show = false, env = toolEnv(), timeoutMs }: RunOptions = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, timeout: timeoutMs, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (show) process.stdout.write(text);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      if (show) process.stderr.write(text);
    });
    child.on('error', (error) => resolve({ code: 1, stdout, stderr: `${command}: ${error.message}` }));
    child.on('close', (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}

/** As `run`. @throws {Error} It failed; the message holds what it printed. */
export async function runOrThrow(
  command: string,
  args: readonly string[],
  options?: RunOptions,
): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${stdout}${stderr}`);
  return stdout;
}
