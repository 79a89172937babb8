/**
 * What a command sees of the process it runs in: so that a test can be the process.
 *
 * @module
 */
import type { Writable } from 'node:stream';
import type { PassphraseInput } from './passphrase.ts';

export interface Machine {
  /** Secrets are taken out of it once they are read, so that no child process inherits them. */
  readonly environment: Record<string, string | undefined>;
  readonly input: PassphraseInput;
  /** Standard output, as a stream for long answers. */
  readonly output: Writable;
  /** Standard output: what was asked for. */
  readonly print: (text: string) => void;
  /** Standard error: everything that a person should see besides. */
  readonly warn: (text: string) => void;
  /** Calls back at every request to stop: SIGTERM, SIGINT. */
  readonly onStop: (listener: () => void) => void;
}
