#!/usr/bin/env -S node --disable-warning=ExperimentalWarning --max-semi-space-size=8
/**
 * The program as a process: arguments, standard streams and signals handed to the command line.
 *
 * Short-lived objects get 16 MiB: on a machine with much memory V8 would let them have 128, more than its caches hold, and
 * a call would take a tenth longer (docs/BENCHMARKS.md, "The service over HTTP").
 *
 * @module
 */
import { ROOT_KEY_REFUSED, runCli } from './cli.ts';

// Whoever read the output and went away does not take the server along.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const code = await runCli(process.argv.slice(2), {
  environment: process.env,
  input: process.stdin,
  output: process.stdout,
  print: (text) => void process.stdout.write(text),
  warn: (text) => void process.stderr.write(text),
  onStop: (listener) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, listener);
  },
});
if (code === ROOT_KEY_REFUSED) process.exit(code);
process.exitCode = code;
