/**
 * PEM (RFC 7468), in the strict form of its figure 3: one block, lines of 64 characters, canonical base64.
 *
 * No text around the block, no headers inside, no white space at line ends, one kind of line end throughout (LF or
 * CRLF). What is read writes back to the same text, but for its line ends. A PEM text is a string, which no runtime
 * can wipe: keep private keys in DER where you can.
 *
 * @module
 */
import { fromBase64, toBase64 } from '../bytes/base64.ts';
import { FormatError } from '../bytes/reader.ts';
import type { Bytes } from './primitives.ts';

/** Characters on a line (RFC 7468 §2). */
const LINE = 64;
/** RFC 7468 §3: words of printable characters but "-", joined by single hyphens or spaces. */
const LABEL = '[!-,.-~]+(?:[- ][!-,.-~]+)*';

/** A block: what it holds, and the bytes. */
export interface PemBlock {
  /** `PUBLIC KEY` for an SPKI, `PRIVATE KEY` for a PKCS#8. */
  readonly label: string;
  readonly bytes: Bytes;
}

/**
 * The bytes of a PEM text of one block; the line end behind the last line may be missing.
 *
 * @throws {TypeError} `text` is not a string.
 * @throws {FormatError} It is not one strict block.
 *
 * @example
 * decodePem('-----BEGIN PUBLIC KEY-----\nAQI=\n-----END PUBLIC KEY-----\n').label; // 'PUBLIC KEY'
 */
export function decodePem(text: string): PemBlock {
  if (typeof text !== 'string') throw new TypeError(`"text" expected string, got ${typeof text}`);
  const lines = linesOf(text);
  const last = lines.pop();
  const label = new RegExp(`^-----BEGIN (${LABEL})-----$`).exec(lines.shift() ?? '')?.[1];
  if (label === undefined || last !== `-----END ${label}-----`) throw new FormatError();
  const final = lines.length - 1;
  if (final < 0 || lines.some((line, i) => !fitsLine(line, i === final))) throw new FormatError();
  return { label, bytes: decodeBody(lines.join('')) };
}

/**
 * The PEM text of some bytes, with LF at the end of every line.
 *
 * @throws {RangeError} The label is not one (RFC 7468 §3), or there are no bytes.
 *
 * @example
 * encodePem('PUBLIC KEY', new Uint8Array([1, 2])); // '-----BEGIN PUBLIC KEY-----\nAQI=\n-----END PUBLIC KEY-----\n'
 */
export function encodePem(label: string, bytes: Uint8Array): string {
  if (!new RegExp(`^${LABEL}$`).test(label)) throw new RangeError('"label" expected a PEM label');
  if (bytes.length === 0) throw new RangeError('"bytes" expected 1 byte or more, got 0');
  const base64 = toBase64(bytes);
  const lines = [`-----BEGIN ${label}-----`];
  for (let at = 0; at < base64.length; at += LINE) lines.push(base64.slice(at, at + LINE));
  lines.push(`-----END ${label}-----`, '');
  return lines.join('\n');
}

/** Lines without their ends; a stray CR stays in its line and is refused with it. */
function linesOf(text: string): string[] {
  const lines = text.split(text.includes('\r\n') ? '\r\n' : '\n');
  if (lines.at(-1) === '') lines.pop();
  if (lines.some((line) => /[\r\n]/.test(line))) throw new FormatError();
  return lines;
}

/** All lines are full but the last, which has from 1 to 64 characters. */
function fitsLine(line: string, last: boolean): boolean {
  return last ? line.length >= 1 && line.length <= LINE : line.length === LINE;
}

function decodeBody(base64: string): Bytes {
  try {
    return fromBase64(base64);
  } catch {
    throw new FormatError();
  }
}
