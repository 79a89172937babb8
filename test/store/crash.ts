/**
 * What the crash tests share: start the writer, kill it at a random moment, and hold the file to what it acknowledged.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { sqliteStore } from '../../src/store/sqlite.ts';

const WRITER = fileURLToPath(new URL('crash-writer.ts', import.meta.url));

/** Starts the writer, in a shell when the run needs its limits. Collects what it says. */
export function startWriter(
  file: string,
  prefix: string,
  shell?: string,
): { readonly child: ChildProcess; readonly said: () => string; readonly ended: Promise<number | null> } {
  const command = [process.execPath, '--disable-warning=ExperimentalWarning', WRITER, file, prefix];
  const child =
    shell === undefined
      ? spawn(command[0] as string, command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] })
      : spawn('sh', ['-c', `${shell}; exec "$@"`, 'sh', ...command], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, said: () => said, ended };
}

/** Lets the writer write for some milliseconds after its first acknowledgement, then kills it. */
export async function writeAndKill(
  file: string,
  prefix: string,
  milliseconds: number,
): Promise<readonly number[]> {
  const { child, said, ended } = startWriter(file, prefix);
  child.stdout?.once('data', () => setTimeout(() => child.kill('SIGKILL'), milliseconds));
  await ended;
  expect(child.signalCode).toBe('SIGKILL');
  return acknowledgedIn(said());
}

/** The commits that the writer reported, in order; a line that was cut short is no acknowledgement. */
export function acknowledgedIn(said: string): readonly number[] {
  return [...said.matchAll(/^ack (\d+)\n/gm)].map(([, n]) => Number(n));
}

/** Opens the file and requires every acknowledged commit of the run whole, and no half of any other. */
export async function expectWhole(
  file: string,
  prefix: string,
  acknowledged: readonly number[],
): Promise<number> {
  const store = sqliteStore({ file });
  try {
    const parts = new Map<string, number>();
    for (const { name, version, value } of await store.list(`${prefix}/`, undefined, 1_000_000)) {
      const n = name.slice(name.lastIndexOf('/') + 1);
      expect(version).toBe(1);
      expect(value).toEqual(new Uint8Array(900).fill(Number(n) % 251));
      parts.set(n, (parts.get(n) ?? 0) + 1);
    }
    expect([...parts].filter(([, count]) => count !== 3)).toEqual([]);
    expect(acknowledged.filter((n) => !parts.has(String(n)))).toEqual([]);
    return parts.size;
  } finally {
    await store.close();
  }
}

/** Seeded uniform numbers from 0 to 1 (mulberry32): a failing run can be repeated. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
