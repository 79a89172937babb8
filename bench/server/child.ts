/**
 * A server that a benchmark started: where it is, what it has used, and how to end it.
 *
 * @module
 */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../../scripts/sources.ts';
import { Client, requestBytes } from './load.ts';
import type { Consumption, Listening } from './process.ts';

export interface ServerChild extends Listening {
  consumption(): Promise<Consumption>;
  /** One request whose answer is needed. @throws {Error} It was refused. */
  ask(operation: string, input: object): Promise<Readonly<Record<string, unknown>>>;
  stop(): void;
}

/**
 * Starts a server.
 *
 * @param what `echo`, or the name of an engine.
 * @param file Where its store is; in memory when absent.
 * @param audit Whether it keeps a trail.
 * @param execArgv Flags for Node, such as `--cpu-prof`.
 */
export async function startServer(
  what: string,
  file?: string,
  audit: 'on' | 'off' = 'on',
  execArgv: readonly string[] = [],
): Promise<ServerChild> {
  const args = file === undefined ? [what] : [what, file, audit];
  const child = fork(join(ROOT, 'bench/server/process.ts'), args, {
    // As src/node/main.ts has them; `echo` gets no other Node than the service.
    execArgv: ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=8', ...execArgv],
  });
  const listening = await nextMessage<Listening>(child);
  return {
    ...listening,
    async consumption() {
      const answer = nextMessage<Consumption>(child);
      child.send('consumption');
      return await answer;
    },
    async ask(operation, input) {
      // A connection of its own: the server closes one that says nothing for ten seconds.
      const client = await Client.open(listening.port);
      const reply = client.send(requestBytes({ operation, body: JSON.stringify(input) }));
      const { status, body } = await reply.finally(() => client.close());
      if (status !== 200) throw new Error(`${operation}: ${body}`);
      return JSON.parse(body === '' ? '{}' : body);
    },
    stop() {
      child.disconnect();
    },
  };
}

async function nextMessage<T>(child: ChildProcess): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`the server ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message as T);
    });
  });
}
