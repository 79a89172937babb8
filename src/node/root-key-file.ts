/**
 * The root key file: 64 hexadecimal digits and a line feed, readable by its owner alone (docs/FORMATS.md §6).
 *
 * It is made whole or not at all: written beside, synchronised, then linked to its name, which never replaces a file.
 * The key passes through byte arrays only, wiped afterwards; it is never a string. A file that others can read is
 * refused, not repaired: what has been readable may have been read.
 *
 * @module
 */
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { wipe } from '../bytes/wipe.ts';
import type { Bytes, Random } from '../crypto/primitives.ts';

export const ROOT_KEY_LENGTH = 32;
const DIGITS = 2 * ROOT_KEY_LENGTH;
const LINE_FEED = 0x0a;

/** The root key cannot be had; the message is one sentence for the person who started the program. */
export class RootKeyUnavailableError extends Error {
  override readonly name = 'RootKeyUnavailableError';
}

/**
 * Reads a root key file.
 *
 * @returns 32 bytes, the caller's to wipe; `undefined` when there is no such file.
 * @throws {RootKeyUnavailableError} Others can read the file, or it does not hold 64 hexadecimal digits.
 *
 * @example
 * readRootKeyFile('/nowhere/root.key'); // undefined
 */
export function readRootKeyFile(file: string): Bytes | undefined {
  const descriptor = openIfPresent(file);
  if (descriptor === undefined) return undefined;
  // One more than the digits and their line feed: a longer file is another file.
  const text = new Uint8Array(DIGITS + 2);
  try {
    refuseReadable(file, fstatSync(descriptor).mode);
    const length = readSync(descriptor, text);
    return parseDigits(file, text.subarray(0, length));
  } catch (error) {
    throw asUnavailable(file, error);
  } finally {
    wipe(text);
    closeSync(descriptor);
  }
}

/**
 * Makes a root key file with a fresh key, and its folder where that is missing.
 *
 * @returns The 32 bytes, the caller's to wipe. They are on the disk.
 * @throws {RootKeyUnavailableError} The file is there already, or cannot be written.
 *
 * @example
 * createRootKeyFile('/dev/null/root.key', hostRandom()); // throws RootKeyUnavailableError
 */
export function createRootKeyFile(file: string, random: Random): Bytes {
  const key = random(ROOT_KEY_LENGTH);
  const text = formatDigits(key);
  const draft = `${file}.new`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    rmSync(draft, { force: true });
    writeDurably(draft, text);
    linkSync(draft, file);
    rmSync(draft);
    syncFolder(dirname(file));
    return key;
  } catch (error) {
    wipe(key);
    throw asUnavailable(file, error);
  } finally {
    wipe(text);
  }
}

function openIfPresent(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw asUnavailable(file, error);
  }
}

/** Windows has no such modes: there the folder's access list protects the file. */
function refuseReadable(file: string, mode: number): void {
  if (process.platform === 'win32' || (mode & 0o077) === 0) return;
  const written = (mode & 0o777).toString(8).padStart(4, '0');
  throw new RootKeyUnavailableError(
    `${file} can be read by others (mode ${written}): make it your own with \`chmod 600 ${file}\`.`,
  );
}

function writeDurably(file: string, text: Uint8Array): void {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    for (let at = 0; at < text.length; ) at += writeSync(descriptor, text, at);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The name is durable once its folder is. Windows cannot open folders, and orders this by itself. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Digits by arithmetic: no table is indexed by key material. */
function formatDigits(key: Uint8Array): Uint8Array {
  const text = new Uint8Array(DIGITS + 1);
  for (const [i, byte] of key.entries()) {
    text[2 * i] = digitOf(byte >> 4);
    text[2 * i + 1] = digitOf(byte & 15);
  }
  text[DIGITS] = LINE_FEED;
  return text;
}

/** 0-9 are 0x30 and up; a-f lie 39 higher than the next after 9. */
function digitOf(value: number): number {
  return 0x30 + value + (((9 - value) >> 8) & 39);
}

function parseDigits(file: string, text: Uint8Array): Bytes {
  const digits = text.at(-1) === LINE_FEED ? text.subarray(0, -1) : text;
  const key = new Uint8Array(ROOT_KEY_LENGTH);
  let wrong = digits.length ^ DIGITS;
  for (let i = 0; i < ROOT_KEY_LENGTH; i++) {
    const high = digitValue(digits[2 * i]);
    const low = digitValue(digits[2 * i + 1]);
    wrong |= (high | low) >> 8;
    key[i] = (high << 4) | low;
  }
  if (wrong === 0) return key;
  wipe(key);
  throw new RootKeyUnavailableError(
    `${file} does not hold a root key: 64 hexadecimal digits and nothing else.`,
  );
}

/** The value of a digit, of either case; 0x100 for anything else. No branch depends on which digit it is. */
function digitValue(code = 0): number {
  const letter = code | 0x20;
  const isDigit = ((0x2f - code) & (code - 0x3a)) >> 31;
  const isLetter = ((0x60 - letter) & (letter - 0x67)) >> 31;
  return (isDigit & (code - 0x30)) | (isLetter & (letter - 0x57)) | (~(isDigit | isLetter) & 0x100);
}

function asUnavailable(file: string, error: unknown): RootKeyUnavailableError {
  if (error instanceof RootKeyUnavailableError) return error;
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  const reason = code === 'EEXIST' && syscall === 'link' ? 'is there already' : `cannot be used: ${message}`;
  return new RootKeyUnavailableError(`${file} ${reason}.`, { cause: error });
}
