/**
 * The same call on the AWS CLI: `aws kms …` as one would type it into a POSIX shell.
 *
 * Names are the CLI's: members in lower case with hyphens, lists with spaces between, nested values as JSON. Bytes are
 * base64, as version 2 of the CLI takes them by default. What a shape calls secret is not written: a word stands for it.
 *
 * @module
 */
import type { AnyMembers, AnyShape } from '../operations/shape.ts';
import type { Answer } from './client.ts';

/** Where the CLI is to go. */
export interface ShellTarget {
  /** Absent for a service that has no URL. */
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
}

/**
 * A name as the AWS CLI writes it.
 *
 * @example
 * cliName('GenerateDataKeyWithoutPlaintext'); // 'generate-data-key-without-plaintext'
 */
export function cliName(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}

/**
 * The line.
 *
 * @param members The shape of the request.
 * @param request As JSON has it.
 *
 * @example
 * const members = { KeyId: { shape: { kind: 'string' }, required: true } };
 * shellLine('EnableKey', members, { KeyId: 'alias/a' }, {}); // 'aws kms enable-key --key-id alias/a'
 */
export function shellLine(
  operation: string,
  members: AnyMembers,
  request: Answer,
  { endpoint, region }: ShellTarget,
): string {
  const words = ['aws'];
  if (endpoint !== undefined) words.push('--endpoint-url', quote(endpoint));
  if (region !== undefined && region !== '') words.push('--region', region);
  words.push('kms', cliName(operation));
  for (const [name, { shape }] of Object.entries(members)) {
    const value = request[name];
    if (value !== undefined) words.push(...argumentOf(name, shape, covered(shape, value)));
  }
  return words.join(' ');
}

function argumentOf(name: string, shape: AnyShape, value: unknown): readonly string[] {
  const flag = `--${cliName(name)}`;
  if (shape.kind === 'boolean') return [value === true ? flag : `--no-${cliName(name)}`];
  if (shape.kind === 'timestamp') return [flag, new Date(Number(value) * 1000).toISOString()];
  if (shape.kind === 'list' && isPlain(shape.member)) {
    const items = value as readonly unknown[];
    return [flag, ...(items.length === 0 ? ["'[]'"] : items.map((item) => quote(String(item))))];
  }
  if (typeof value === 'object') return [flag, quote(JSON.stringify(value))];
  return [flag, quote(String(value))];
}

/** What stands for a secret: lines are copied into notes and histories. */
const COVER = 'SECRET';

function covered(shape: AnyShape, value: unknown): unknown {
  if (shape.kind === 'string' && shape.isSecret === true) return COVER;
  if (shape.kind !== 'structure') return value;
  const members = Object.entries(value as object).map(([name, inner]) => {
    const member = shape.members[name];
    return [name, member === undefined ? inner : covered(member.shape, inner)];
  });
  return Object.fromEntries(members);
}

function isPlain(shape: AnyShape): boolean {
  return shape.kind === 'string' || shape.kind === 'integer';
}

/** What a shell takes as it is stays so; a quote within leaves the quotes, is escaped, and enters them again. */
function quote(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", "'\\''")}'`;
}
