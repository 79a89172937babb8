/**
 * A process for tests: what was printed, and a way to say stop.
 *
 * @module
 */
import { PassThrough, Readable } from 'node:stream';
import type { Machine } from '../../src/node/machine.ts';

export interface TestMachine extends Machine {
  readonly printed: () => string;
  readonly warned: () => string;
  /** What a signal would do. */
  readonly stop: () => void;
  /** Resolves once something was printed. */
  readonly hasPrinted: Promise<void>;
}

/** A machine with an environment and something on standard input. */
export function testMachine(environment: Record<string, string | undefined> = {}, input = ''): TestMachine {
  const output = new PassThrough().setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  const said = { out: '', err: '' };
  const listeners: (() => void)[] = [];
  let resolvePrinted: () => void = () => undefined;
  const hasPrinted = new Promise<void>((resolve) => {
    resolvePrinted = resolve;
  });
  return {
    environment,
    input: Readable.from([Buffer.from(input)]),
    output,
    print: (text) => {
      said.out += text;
      resolvePrinted();
    },
    warn: (text) => {
      said.err += text;
    },
    onStop: (listener) => void listeners.push(listener),
    printed: () => said.out,
    warned: () => said.err,
    stop: () => {
      for (const listener of listeners) listener();
    },
    hasPrinted,
  };
}
