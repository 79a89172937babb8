/**
 * The real program as a real process, for tests: started, spoken to, killed.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const MAIN = fileURLToPath(new URL('../../src/node/main.ts', import.meta.url));

/** A program that has ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs. */
export interface Program {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<Ended>;
}

/** A server that is ready. */
export interface ServerProcess extends Program {
  readonly url: string;
  /** Sends a signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** What stands on standard input. */
  readonly input?: string;
  /** What a shell does before it becomes the program: limits, for example. */
  readonly shell?: string;
}

/** A folder that is gone when the test file has run. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts the program. */
export function start(args: readonly string[], options: RunOptions = {}): Program {
  const { environment = {}, input = '', shell } = options;
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', MAIN, ...args];
  const [program = '', ...rest] =
    shell === undefined ? command : ['sh', '-c', `${shell}; exec "$@"`, 'sh', ...command];
  const child = spawn(program, rest, {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: 'pipe',
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.stderr += text;
  });
  child.stdin.on('error', () => undefined).end(input);
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, ...said })));
  return { child, stdout: () => said.stdout, stderr: () => said.stderr, ended };
}

/** Runs the program to its end. */
export function run(args: readonly string[], options?: RunOptions): Promise<Ended> {
  return start(args, options).ended;
}

/** Starts a server on a free port and waits for its first line. */
export async function startServer(args: readonly string[], options?: RunOptions): Promise<ServerProcess> {
  const program = start(['serve', '--port', '0', ...args], options);
  const { child, stdout, stderr, ended } = program;
  const ready = new Promise<void>((resolve) => {
    child.stdout?.on('data', () => stdout().includes('\n') && resolve());
  });
  await Promise.race([ready, ended]);
  if (!stdout().includes('\n')) throw new Error(`the server did not start: ${stderr()}`);
  return {
    ...program,
    url: stdout().split('\n')[0] as string,
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}

/** Calls an operation as an AWS SDK would. */
export async function call(
  url: string,
  operation: string,
  input: unknown,
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': `TrentService.${operation}`,
    },
    body: typeof input === 'string' ? input : JSON.stringify(input),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
