/**
 * Reading the response files of NIST's validation programmes: `name = value` lines in records, under sections.
 *
 * The same few rules read `.rsp`, `.txt` and `.fax`: a record is a run of lines without a blank one; `[name = value]`
 * sets something for all records after it; `#` opens a comment; a bare word (`FAIL`) is a flag. Nothing is
 * interpreted here: values stay text.
 *
 * @module
 */

/** One run of lines, with the sections that stand over it. */
export interface RspRecord {
  /** `[name = value]` by name; a section without `=` is its own name, with its position as value. */
  readonly sections: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;
}

const SECTION = /^\[(.*)\]$/;
const FIELD = /^([^=]+?)\s*=\s*(.*)$/;

/**
 * The records of a file, in order.
 *
 * @param firstField A field that opens a new record even without a blank line before it.
 *
 * @example
 * parseRsp('[L = 20]\n\nLen = 8\nMsg = 36\n'); // [{ sections: { L: '20' }, fields: { Len: '8', Msg: '36' } }]
 */
export function parseRsp(text: string, firstField?: string): RspRecord[] {
  const records: RspRecord[] = [];
  let sections: Record<string, string> = {};
  let fields: Record<string, string> = {};
  const close = (): void => {
    if (Object.keys(fields).length > 0) records.push({ sections, fields });
    fields = {};
  };
  for (const line of text.split('\n').map((raw) => raw.trim())) {
    const section = SECTION.exec(line)?.[1];
    if (line === '' || section !== undefined) close();
    if (section !== undefined) sections = { ...sections, ...sectionOf(section) };
    if (line === '' || line.startsWith('#') || section !== undefined) continue;
    const [, name = line, value = ''] = FIELD.exec(line) ?? [];
    if (name === firstField) close();
    fields[name] = value;
  }
  close();
  return records;
}

/** A bare section is kept under one name, so that a later one takes its place. */
function sectionOf(section: string): Record<string, string> {
  const [, name, value = ''] = FIELD.exec(section) ?? [];
  return name === undefined ? { title: section } : { [name]: value };
}

/** The field, required. @throws {Error} The record has none. */
export function field(record: RspRecord, name: string): string {
  const value = record.fields[name];
  if (value === undefined)
    throw new Error(`a record lacks ${name}: ${Object.keys(record.fields).join(', ')}`);
  return value;
}

/** The section, required. @throws {Error} None stands over the record. */
export function section(record: RspRecord, name: string): string {
  const value = record.sections[name];
  if (value === undefined) throw new Error(`a record lacks the section ${name}`);
  return value;
}

/** NIST's short name of a hash, `SHA1` or `SHA-256` or `SHA512_224`, as the seam spells it. */
export function hashName(text: string): string {
  const digits = /^(?:HMAC_)?SHA-?(\d+)(?:[_/](\d+))?$/i.exec(text.trim());
  if (digits === null) throw new Error(`not a hash: ${text}`);
  return digits[2] === undefined ? `SHA-${digits[1]}` : `SHA-${digits[1]}/${digits[2]}`;
}

/** Hexadecimal of an unsigned number without leading zero bytes, in lower case. */
export function numberHex(text: string): string {
  const digits = text.toLowerCase().replace(/^0+/, '');
  return digits.length % 2 === 0 ? digits : `0${digits}`;
}

/** Hexadecimal of an unsigned number, so many bytes wide; a wider number stays as wide as it is. */
export function fixedHex(text: string, width: number): string {
  return numberHex(text).padStart(2 * width, '0');
}
