import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { NoPassphraseError, type PassphraseInput, readPassphrase } from '../../src/node/passphrase.ts';

/** A terminal that remembers whether its echo was off. */
function terminal(): PassphraseInput & PassThrough & { readonly modes: boolean[] } {
  const modes: boolean[] = [];
  const setRawMode = (mode: boolean): void => void modes.push(mode);
  return Object.assign(new PassThrough(), { isTTY: true, setRawMode, modes });
}

describe('a passphrase', () => {
  it('is the first line of a pipe, which may end without a line feed', async () => {
    for (const [text, expected] of [
      ['open sesame\n', 'open sesame'],
      ['open sesame\r\nsecond\n', 'open sesame'],
      ['no line feed', 'no line feed'],
    ] as const) {
      const input = new PassThrough();
      input.end(text);
      expect(await readPassphrase(input, () => expect.unreachable())).toBe(expected);
    }
  });

  it('may come in pieces that cut a character in two', async () => {
    const input = new PassThrough();
    const bytes = Buffer.from('schlüssel\n');
    for (const byte of bytes) input.write(Uint8Array.of(byte));
    expect(await readPassphrase(input, () => undefined)).toBe('schlüssel');
  });

  it('is asked for on a terminal with the echo off, which is on again afterwards', async () => {
    const input = terminal();
    const asked: string[] = [];
    const answer = readPassphrase(input, () => asked.push('?'));
    input.write('tyop\x7f\x7fpo\b\bping\r');
    expect(await answer).toBe('typing');
    expect(asked).toEqual(['?']);
    expect(input.modes).toEqual([true, false]);
  });

  it('can be asked for twice on one terminal', async () => {
    const input = terminal();
    const first = readPassphrase(input, () => undefined);
    input.write('one\r');
    expect(await first).toBe('one');
    const second = readPassphrase(input, () => undefined);
    input.write('two\r');
    expect(await second).toBe('two');
  });

  it.each(['\x03', '\x04', 'half\x03', '\r'])('is not given by %j', async (typed) => {
    const input = terminal();
    const answer = readPassphrase(input, () => undefined);
    input.write(typed);
    await expect(answer).rejects.toThrow(NoPassphraseError);
    expect(input.modes).toEqual([true, false]);
  });

  it('is not given by an input that ends', async () => {
    const input = terminal();
    const answer = readPassphrase(input, () => undefined);
    input.end('half');
    await expect(answer).rejects.toThrow(NoPassphraseError);
    const empty = new PassThrough();
    empty.end();
    await expect(readPassphrase(empty, () => undefined)).rejects.toThrow(NoPassphraseError);
  });
});
