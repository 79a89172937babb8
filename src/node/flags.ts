/**
 * The command line as data: commands, flags, defaults, what each means, and what it must look like.
 *
 * From the one table come the parser, its refusals and the help text. Nothing is read from anywhere but the arguments.
 *
 * @module
 */
import { parseArgs } from 'node:util';
import { isRegion } from '../kms/scope.ts';

export type CommandName = 'serve' | 'explain' | 'selftest' | 'vectors';

export const COMMANDS: Readonly<Record<CommandName, string>> = {
  serve: 'serve the AWS KMS API over HTTP',
  explain: 'ask a running service who may do what, and which statement decides',
  selftest: 'run the known-answer tests of every primitive, and say who does what',
  vectors: 'answer test vectors: one JSON object a line in, one a line out',
};

/** One flag; a flag without a value is on or off. */
export interface Flag {
  readonly commands: readonly CommandName[];
  /** What stands for its value in the help; absent when it has none. */
  readonly value?: string;
  readonly default?: string;
  readonly text: string;
  /** Whether it may be given several times, or several values with commas between them. */
  readonly isList?: true;
  /** The only values that it takes, in place of `value`, `expected` and `accepts`. */
  readonly choices?: readonly string[];
  /** What the value must be, as the refusal says it; and the test. */
  readonly expected?: string;
  readonly accepts?: (value: string) => boolean;
}

export type FlagName =
  | 'host'
  | 'port'
  | 'data'
  | 'store'
  | 'root-key-file'
  | 'passphrase'
  | 'region'
  | 'account'
  | 'principals'
  | 'seal-principals'
  | 'seed'
  | 'keys-per-region'
  | 'settling'
  | 'test-aids'
  | 'engine'
  | 'log'
  | 'pkcs11'
  | 'nitro-root'
  | 'insecure-accept-unsigned'
  | 'allow-host'
  | 'allow-origin'
  | 'quotas'
  | 'console'
  | 'endpoint-url'
  | 'principal'
  | 'action'
  | 'key'
  | 'context'
  | 'input';

export const FLAGS: Readonly<Record<FlagName, Flag>> = {
  host: { commands: ['serve'], value: 'HOST', default: '127.0.0.1', text: 'where to listen' },
  port: {
    commands: ['serve'],
    value: 'PORT',
    default: '4599',
    text: '0 takes a free one; the first line of output says which',
    expected: 'a number from 0 to 65535',
    accepts: (value) => /^\d{1,5}$/.test(value) && Number(value) <= 65_535,
  },
  data: {
    commands: ['serve'],
    value: 'DIR',
    text: 'where store.db and root.key lie (default ./.strongroom)',
    expected: 'a folder',
    accepts: (value) => value !== '',
  },
  store: {
    commands: ['serve'],
    value: 'memory:|sqlite:FILE',
    text: 'where the keys lie, instead of --data; root.key lies beside FILE',
    expected: 'memory: or sqlite: and a file',
    accepts: (value) => value === 'memory:' || /^sqlite:./.test(value),
  },
  'root-key-file': {
    commands: ['serve'],
    value: 'FILE',
    text: 'another place for root.key: 64 hexadecimal digits, mode 0600',
    expected: 'a file',
    accepts: (value) => value !== '',
  },
  passphrase: {
    commands: ['serve'],
    text: 'derive the root key from a passphrase: asked for, or piped in',
  },
  region: {
    commands: ['serve', 'explain'],
    value: 'REGION',
    default: 'us-east-1',
    text: 'the Region of requests that name none',
    expected: 'the name of a Region',
    accepts: isRegion,
  },
  account: {
    commands: ['serve'],
    value: 'ID',
    default: '000000000000',
    text: 'the account of requests that name none',
    expected: '12 digits',
    accepts: (value) => /^\d{12}$/.test(value),
  },
  principals: {
    commands: ['serve'],
    value: 'FILE',
    text: 'who may call, in JSON: docs/PRINCIPALS.md; signatures are verified then',
    expected: 'a file',
    accepts: (value) => value !== '',
  },
  'seal-principals': {
    commands: ['serve'],
    text: 'write secrets in the principals file anew, sealed by the store',
  },
  seed: {
    commands: ['serve'],
    value: 'FILE',
    text: 'keys that are to be there, in YAML or JSON: docs/SEEDING.md',
    expected: 'a file',
    accepts: (value) => value !== '',
  },
  'keys-per-region': {
    commands: ['serve'],
    value: 'NUMBER|unlimited',
    default: '100000',
    text: 'how many keys an account can have in a Region',
    expected: 'a number from 1, or unlimited',
    accepts: (value) => value === 'unlimited' || /^[1-9]\d{0,8}$/.test(value),
  },
  settling: {
    commands: ['serve'],
    value: 'MS',
    default: '0',
    text: 'how long keys show as Creating and Updating',
    expected: 'a number of milliseconds up to 600000',
    accepts: (value) => /^\d{1,6}$/.test(value) && Number(value) <= 600_000,
  },
  'test-aids': {
    commands: ['serve'],
    text: 'let whoever calls erase everything and move the clock',
  },
  engine: {
    commands: ['serve', 'selftest', 'vectors'],
    default: 'auto',
    text: 'what computes',
    choices: ['auto', 'kernel', 'portable', 'host'],
  },
  log: { commands: ['serve'], default: 'text', text: 'the form of log lines', choices: ['text', 'json'] },
  'nitro-root': {
    commands: ['serve'],
    value: 'FILE',
    text: "the root of attestation documents, in PEM or DER, instead of AWS's",
    expected: 'a file',
    accepts: (value) => value !== '',
  },
  pkcs11: {
    commands: ['serve'],
    value: 'CLUSTER=MODULE[:LABEL]',
    text: 'an HSM for CloudHSM key stores, several with commas',
    expected: 'CLUSTER=MODULE[:LABEL]',
    accepts: (value) => value.includes('='),
  },
  'insecure-accept-unsigned': {
    commands: ['serve'],
    text: 'listen where others can reach, though signatures are not verified',
  },
  'allow-host': {
    commands: ['serve'],
    value: 'NAME',
    isList: true,
    text: 'a name that requests may call this server by; again for more',
    expected: 'a name without a port, or *',
    accepts: (value) => value === '*' || /^[a-z0-9.:-]{1,253}$/i.test(value),
  },
  'allow-origin': {
    commands: ['serve'],
    value: 'URL',
    isList: true,
    text: 'an origin whose pages may call, by CORS; again for more',
    expected: 'an origin such as https://app.example',
    accepts: (value) => URL.canParse(value) && new URL(value).origin === value,
  },
  quotas: {
    commands: ['serve'],
    value: 'aws|off|FILE',
    default: 'off',
    text: 'requests per second: docs/LIMITS.md',
    expected: 'aws, off or a file',
    accepts: (value) => value !== '',
  },
  console: {
    commands: ['serve'],
    default: 'on',
    text: 'the page at /console',
    choices: ['on', 'off'],
  },
  'endpoint-url': {
    commands: ['explain'],
    value: 'URL',
    default: 'http://127.0.0.1:4599',
    text: 'the service that is asked',
    expected: 'a URL',
    accepts: (value) => URL.canParse(value),
  },
  principal: { commands: ['explain'], value: 'ARN', text: 'who: a root, a user or a session of a role' },
  action: {
    commands: ['explain'],
    value: 'ACTION',
    text: 'does what: kms:Encrypt',
    expected: 'an action of AWS KMS, such as kms:Encrypt',
    accepts: (value) => /^kms:[A-Za-z]+$/.test(value),
  },
  key: {
    commands: ['explain'],
    value: 'KEY',
    text: 'with which key: id, ARN or alias; without it, with none',
  },
  context: { commands: ['explain'], value: 'JSON', text: 'the encryption context, an object' },
  input: { commands: ['explain'], value: 'JSON', text: 'other members of the request, an object' },
};

/** What the environment may say. */
const VARIABLES: Readonly<Record<string, string>> = {
  STRONGROOM_ROOT_KEY: 'the root key: 64 hexadecimal digits, or base64 of 32 bytes',
  STRONGROOM_PASSPHRASE: 'the passphrase that the root key is derived from',
};

/** What the exit code says. */
const EXIT_CODES: Readonly<Record<number, string>> = {
  0: 'done',
  1: 'it failed: a self-test, the store, the port, the HSM; or explain says no',
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
  const [command, ...rest] = args;
  if (command === undefined) throw new UsageError('A command is missing.');
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
