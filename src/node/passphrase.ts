/**
 * Asking for a passphrase: from a terminal without showing it, from a pipe as its first line.
 *
 * A passphrase is a string and cannot be wiped; it is kept by nobody but the caller. Nothing of it is ever printed.
 *
 * @module
 */
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** Standard input: a terminal where it has a raw mode. */
export type PassphraseInput = Readable & {
  readonly isTTY?: boolean;
  setRawMode?(mode: boolean): unknown;
};

/** The person at the terminal gave up, or nothing could be read. */
export class NoPassphraseError extends Error {
  override readonly name = 'NoPassphraseError';
}

const CONTROL_C = '\x03';
const CONTROL_D = '\x04';
const BACKSPACES: readonly string[] = ['\x7f', '\b'];

/**
 * Reads one line.
 *
 * @param input Standard input. On a terminal its echo is off while this reads.
 * @param ask Prints the question; called for a terminal only.
 * @throws {NoPassphraseError} The line is empty, or the input ended or was interrupted before it was complete.
 *
 * @example
 * import { Readable } from 'node:stream';
 * const piped = Readable.from(['open sesame\n']);
 * await readPassphrase(piped, () => {}); // 'open sesame'
 */
export async function readPassphrase(input: PassphraseInput, ask: () => void): Promise<string> {
  const isTerminal = input.isTTY === true;
  if (isTerminal) ask();
  if (isTerminal) input.setRawMode?.(true);
  try {
    const line = await readLine(input, isTerminal);
    if (line === '') throw new NoPassphraseError('No passphrase was given.');
    return line;
  } finally {
    if (isTerminal) input.setRawMode?.(false);
    input.pause();
  }
}

/** By events: leaving a loop over the stream would destroy it, and the next question would find no input. */
async function readLine(input: Readable, isTerminal: boolean): Promise<string> {
  const decoder = new StringDecoder('utf8');
  const typed: string[] = [];
  return await new Promise<string>((resolve, reject) => {
    const settle = (line: string | undefined): void => {
      input.off('data', onData).off('end', onEnd).off('error', reject);
      if (line === undefined) reject(new NoPassphraseError('No passphrase was given.'));
      else resolve(line);
    };
    const onData = (chunk: Uint8Array | string): void => {
      const outcome = type(
        typed,
        typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk)),
        isTerminal,
      );
      if (outcome === 'complete') settle(typed.join(''));
      if (outcome === 'abandoned') settle(undefined);
    };
    // A pipe may end without a line feed; a terminal that went away did not finish.
    const onEnd = (): void => settle(isTerminal ? undefined : typed.join(''));
    // Paused by an earlier question, it would not begin to flow by itself.
    input.on('data', onData).on('end', onEnd).on('error', reject).resume();
  });
}

/** Adds what was typed to what stands there, and says whether the line has ended. */
function type(typed: string[], text: string, isTerminal: boolean): 'open' | 'complete' | 'abandoned' {
  for (const character of text) {
    if (character === '\n' || character === '\r') return 'complete';
    if (isTerminal && isEnd(character)) return 'abandoned';
    if (isTerminal && BACKSPACES.includes(character)) typed.pop();
    else typed.push(character);
  }
  return 'open';
}

function isEnd(character: string): boolean {
  return character === CONTROL_C || character === CONTROL_D;
}
