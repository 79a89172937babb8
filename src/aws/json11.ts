/**
 * AWS JSON 1.1: which operation a request asks for, its body, and the body of the answer.
 *
 * Limits stand before the parser: size by bytes, nesting and number of members by one pass over the text. Bytes are
 * base64 and times are seconds since 1970, which AWS writes as Java writes its doubles; members stand in the order of
 * their names. Source: Smithy, "AWS JSON 1.1 protocol"; answers of AWS KMS as hashicorp/terraform-provider-aws#16875
 * logged them.
 *
 * @module
 */
import { toBase64 } from '../bytes/base64.ts';
import { fromUtf8 } from '../bytes/utf8.ts';
import { KmsError } from '../kms/errors.ts';

const TARGET_PREFIX = 'TrentService.';
/** No shape of the API nests deeper than six. */
const MAX_DEPTH = 32;
const MAX_MEMBERS = 10_000;

/**
 * The operation that the header `X-Amz-Target` names.
 *
 * @throws {KmsError} UnknownOperationException: the header is absent or another service's.
 *
 * @example
 * operationOf('TrentService.Encrypt'); // 'Encrypt'
 */
export function operationOf(target: string | null): string {
  if (target?.startsWith(TARGET_PREFIX) === true) return target.slice(TARGET_PREFIX.length);
  throw new KmsError('UnknownOperationException');
}

/**
 * The request in a body; an empty body is a request without members.
 *
 * @throws {KmsError} SerializationException: not UTF-8, not JSON, not an object, too deep or with too many members.
 *
 * @example
 * parseBody(new Uint8Array([123, 125])); // {}
 */
export function parseBody(body: Uint8Array): Readonly<Record<string, unknown>> {
  if (body.length === 0) return {};
  const request = parse(body);
  if (typeof request === 'object' && request !== null && !Array.isArray(request)) {
    return request as Readonly<Record<string, unknown>>;
  }
  throw new KmsError('SerializationException');
}

/**
 * The body of an answer.
 *
 * @example
 * writeBody({ CreationDate: new Date(1_499_288_695_918) }); // '{"CreationDate":1.499288695918E9}'
 */
export function writeBody(answer: Readonly<Record<string, unknown>>): string {
  return write(answer);
}

function parse(body: Uint8Array): unknown {
  try {
    const text = fromUtf8(body);
    if (exceedsLimits(text)) throw new KmsError('SerializationException');
    return JSON.parse(text);
  } catch {
    throw new KmsError('SerializationException');
  }
}

/** Counts brackets and commas outside of strings: an upper bound that needs no parser. */
function exceedsLimits(text: string): boolean {
  let depth = 0;
  let members = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) i = endOfString(text, i);
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) depth++;
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--;
    else if (code === COMMA) members++;
    if (depth > MAX_DEPTH || members > MAX_MEMBERS) return true;
  }
  return false;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** The index of the quote that closes the string, or of the end of the text. */
function endOfString(text: string, start: number): number {
  let i = text.indexOf('"', start + 1);
  while (i >= 0 && isEscaped(text, i)) i = text.indexOf('"', i + 1);
  return i < 0 ? text.length : i;
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}

function write(value: unknown): string {
  if (value instanceof Uint8Array) return `"${toBase64(value)}"`;
  if (value instanceof Date) return writeTime(value.getTime() / 1000);
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const members = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const name of Object.keys(members).sort()) {
    if (members[name] === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${write(members[name])}`;
  }
  return `{${text}}`;
}

/** From where on Java writes a double with an exponent (Java SE API, Double.toString). */
const SCIENTIFIC_FROM = 1e7;

function writeTime(seconds: number): string {
  const isScientific = Math.abs(seconds) >= SCIENTIFIC_FROM;
  const [digits = '', exponent] = (isScientific ? seconds.toExponential() : String(seconds)).split('e+');
  const decimal = digits.includes('.') ? digits : `${digits}.0`;
  return exponent === undefined ? decimal : `${decimal}E${exponent}`;
}
