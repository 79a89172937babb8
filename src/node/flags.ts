/**
 * The command line as data: commands, flags, defaults, what each means, and what it must look like.
 *
 * From the one table come the parser, its refusals and the help text. Nothing is read from anywhere but the arguments.
 *
 * @module
 */
import { parseArgs } from 'node:util';
import type { CommandName, Flag } from './flag.ts';
import { COMMANDS, FLAGS, type FlagName } from './flag-table.ts';

export type { CommandName, Flag } from './flag.ts';
export { COMMANDS, FLAGS, type FlagName } from './flag-table.ts';

/** What the environment may say. */
const VARIABLES: Readonly<Record<string, string>> = {
  STRONGROOM_ROOT_KEY: 'the root key: 64 hexadecimal digits, or base64 of 32 bytes',
  STRONGROOM_PASSPHRASE: 'the passphrase that the root key is derived from',
  STRONGROOM_METRICS_TOKEN: 'what readers of /metrics show as a bearer token, with --metrics token',
  AWS_ACCESS_KEY_ID: 'who asks; with AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN',
};

/** What the exit code says. */
const EXIT_CODES: Readonly<Record<number, string>> = {
  0: 'done',
  1: 'it failed: a self-test, the store, the port, the HSM; explain says no; audit verify finds something',
  2: 'the root key is wrong, missing or not to be used as it is; the store is untouched',
  3: 'the seed or the principals cannot be read; nothing of them was',
  64: 'the command line is not one',
};

/** The arguments are not a command of this program; the message is one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What the arguments ask for. */
export interface ParsedCommand {
  readonly command: CommandName | 'help' | 'version';
  /** Values by flag, defaults filled in; `true` for a flag that is on. */
  readonly flags: Readonly<Partial<Record<FlagName, string | true>>>;
}

/**
 * Reads the arguments after the program's name.
 *
 * @throws {UsageError} No command, another one, a flag that it does not have, or a value that is not one.
 *
 * @example
 * parseCommand(['serve', '--port', '0']).flags.port; // '0'
 */
export function parseCommand(args: readonly string[]): ParsedCommand {
  if (args.includes('--help') || args.includes('-h')) return { command: 'help', flags: {} };
  if (args.includes('--version')) return { command: 'version', flags: {} };
  const [first, ...others] = args;
  if (first === undefined) throw new UsageError('A command is missing.');
  // A command may be of two words.
  const isLong = Object.hasOwn(COMMANDS, `${first} ${others[0]}`);
  const [command, rest] = isLong ? [`${first} ${others[0]}`, others.slice(1)] : [first, others];
  if (!Object.hasOwn(COMMANDS, command)) throw new UsageError(`There is no command ${quote(command)}.`);
  return { command: command as CommandName, flags: parseFlags(command as CommandName, rest) };
}

/**
 * The help text.
 *
 * @example
 * helpText('0.1.0').startsWith('strongroom 0.1.0'); // true
 */
export function helpText(version: string): string {
  const commands = Object.entries(COMMANDS).map(([name, text]) => [`strongroom ${name}`, text] as const);
  const flags = Object.entries(FLAGS).map(([name, flag]) => [signatureOf(name, flag), textOf(flag)] as const);
  return [
    `strongroom ${version}: a key management service that speaks AWS KMS`,
    section('Commands', [
      ...commands,
      ['strongroom --help', 'this text'],
      ['strongroom --version', 'the version'],
    ]),
    section('Flags', flags),
    section('Environment', Object.entries(VARIABLES)),
    section('Exit codes', Object.entries(EXIT_CODES)),
    '',
  ].join('\n');
}

function parseFlags(command: CommandName, args: readonly string[]): ParsedCommand['flags'] {
  const rows = Object.entries(FLAGS).filter(([, { commands }]) => commands.includes(command));
  const options = Object.fromEntries(
    rows.map(([name, flag]) => {
      const type = placeholderOf(flag) === '' ? ('boolean' as const) : ('string' as const);
      return [name, { type, multiple: flag.isList === true }];
    }),
  );
  const given = parseStrictly(args, options);
  const flags: Record<string, string | true> = {};
  for (const [name, flag] of rows) {
    const value = joined(given[name]) ?? flag.default;
    if (typeof value === 'string') requireValue(name, flag, value);
    if (value !== undefined) flags[name] = value as string | true;
  }
  return flags;
}

/** The values of a list with commas between them. */
function joined(given: unknown): unknown {
  return Array.isArray(given) ? given.join(',') : given;
}

/**
 * The values of a flag that is a list.
 *
 * @example
 * valuesOf('a.example,b.example'); // ['a.example', 'b.example']
 */
export function valuesOf(flag: string | true | undefined): readonly string[] {
  return typeof flag === 'string' ? flag.split(',').map((value) => value.trim()) : [];
}

function requireValue(name: string, flag: Flag, value: string): void {
  const { choices, accepts, expected } = flag;
  const values = flag.isList === true ? valuesOf(value) : [value];
  if (values.every((one) => choices?.includes(one) ?? accepts?.(one) ?? true)) return;
  throw new UsageError(`--${name} expects ${choices?.join(' or ') ?? expected}, got ${quote(value)}.`);
}

function parseStrictly(
  args: readonly string[],
  options: Record<string, { type: 'boolean' | 'string'; multiple: boolean }>,
): Record<string, unknown> {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    // Node's text goes on to explain `--` after its first sentence.
    throw new UsageError(`${(error as Error).message.split(/\.\s/)[0]?.replace(/\.$/, '')}.`, {
      cause: error,
    });
  }
}

function section(title: string, rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return [`\n${title}:`, ...rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`)].join('\n');
}

function signatureOf(name: string, flag: Flag): string {
  return `--${name} ${placeholderOf(flag)}`.trimEnd();
}

function placeholderOf({ value, choices }: Flag): string {
  return choices?.join('|') ?? value ?? '';
}

function textOf(flag: Flag): string {
  return flag.default === undefined ? flag.text : `${flag.text} (default ${flag.default})`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
