/**
 * The table of the command line: commands and flags, with their defaults, what each means, and what it must look like.
 *
 * @module
 */
import { isRegion } from '../kms/scope.ts';

export type CommandName = 'serve' | 'audit verify' | 'explain' | 'selftest' | 'vectors';

export const COMMANDS: Readonly<Record<CommandName, string>> = {
  serve: 'serve the AWS KMS API over HTTP',
  'audit verify': 'look whether a delivered trail is whole and unaltered',
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
  | 'audit'
  | 'audit-keep'
  | 'audit-size'
  | 'audit-to'
  | 'audit-prefix'
  | 'audit-endpoint'
  | 'audit-every'
  | 'digest-every'
  | 'from'
  | 'public-keys'
  | 'start'
  | 'end'
  | 'anchor'
  | 'pkcs11'
  | 'nitro-root'
  | 'insecure-accept-unsigned'
  | 'allow-host'
  | 'allow-origin'
  | 'quotas'
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
    commands: ['serve', 'explain', 'audit verify'],
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
  audit: {
    commands: ['serve'],
    default: 'on',
    text: 'keep each call as a CloudTrail event: docs/AUDIT.md',
    choices: ['on', 'off'],
  },
  'audit-keep': {
    commands: ['serve'],
    value: 'DAYS',
    default: '90',
    text: 'how long events are kept in the store',
    expected: 'a number of days from 1',
    accepts: (value) => /^[1-9]\d{0,4}$/.test(value),
  },
  'audit-size': {
    commands: ['serve'],
    value: 'MIB',
    default: '256',
    text: 'how much of them is kept in the store; the oldest go first',
    expected: 'a number of MiB from 1',
    accepts: (value) => /^[1-9]\d{0,6}$/.test(value),
  },
  'audit-to': {
    commands: ['serve'],
    value: 'PLACE',
    isList: true,
    text: 'deliver events to DIR, s3://BUCKET or jsonl:FILE: docs/AUDIT.md',
    expected: 'a folder, s3:// and a bucket, or jsonl: and a file',
    accepts: isAuditPlace,
  },
  'audit-prefix': {
    commands: ['serve', 'audit verify'],
    value: 'PREFIX',
    text: 'what stands before AWSLogs/ in a folder',
    expected: 'a path without / at its ends',
    accepts: (value) => /^[\w.!*'()-]+(\/[\w.!*'()-]+)*$/.test(value),
  },
  'audit-endpoint': {
    commands: ['serve', 'audit verify'],
    value: 'URL',
    text: "an S3 that is not Amazon's",
    expected: 'a URL',
    accepts: (value) => URL.canParse(value),
  },
  'audit-every': {
    commands: ['serve'],
    value: 'SECONDS',
    default: '300',
    text: 'how long events wait for their file',
    expected: 'a number of seconds from 1 to 86400',
    accepts: isSeconds,
  },
  'digest-every': {
    commands: ['serve'],
    value: 'SECONDS',
    default: '3600',
    text: 'how often a signed digest lists the files',
    expected: 'a number of seconds from 1 to 86400',
    accepts: isSeconds,
  },
  from: {
    commands: ['audit verify'],
    value: 'DIR|s3://BUCKET',
    text: 'where the trail lies',
    expected: 'a folder, or s3:// and a bucket',
    accepts: (value) => isAuditPlace(value) && !value.startsWith('jsonl:'),
  },
  'public-keys': {
    commands: ['audit verify'],
    value: 'FILE',
    text: 'what aws cloudtrail list-public-keys printed, instead of asking',
    expected: 'a file',
    accepts: (value) => value !== '',
  },
  start: {
    commands: ['audit verify'],
    value: 'TIME',
    text: 'only what was digested after it: 2026-01-31T12:00:00Z',
    expected: 'a time in ISO 8601',
    accepts: isTime,
  },
  end: {
    commands: ['audit verify'],
    value: 'TIME',
    text: 'only what was digested before it',
    expected: 'a time in ISO 8601',
    accepts: isTime,
  },
  anchor: {
    commands: ['audit verify'],
    value: 'HASH',
    isList: true,
    text: 'a hash that an earlier verification printed; again for more',
    expected: '64 hexadecimal digits',
    accepts: (value) => /^[0-9a-f]{64}$/i.test(value),
  },
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
  'endpoint-url': {
    commands: ['explain', 'audit verify'],
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

function isAuditPlace(value: string): boolean {
  if (value.startsWith('s3://')) return /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[^/]+)*\/?$/.test(value);
  return value !== '' && value !== 'jsonl:';
}

function isSeconds(value: string): boolean {
  return /^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 86_400;
}

function isTime(value: string): boolean {
  return /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z)?$/.test(value) && !Number.isNaN(Date.parse(value));
}
