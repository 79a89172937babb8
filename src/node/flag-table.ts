/**
 * The table of the command line: commands and flags, with their defaults, what each means, and what it must look like.
 *
 * @module
 */
import { isRegion } from '../kms/scope.ts';
import { ASKING_FLAGS, type AskingFlagName } from './asking-flags.ts';
import { AUDIT_FLAGS, type AuditFlagName } from './audit-flags.ts';
import type { CommandName, Flag } from './flag.ts';

export const COMMANDS: Readonly<Record<CommandName, string>> = {
  serve: 'serve the AWS KMS API over HTTP',
  'audit verify': 'look whether a delivered trail is whole and unaltered',
  explain: 'ask a running service who may do what, and which statement decides',
  usage: 'ask a running service how much was used, and what AWS would charge for it',
  selftest: 'run the known-answer tests of every primitive, and say who does what',
  vectors: 'answer test vectors: one JSON object a line in, one a line out',
};

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
  | 'metrics'
  | 'console'
  | AuditFlagName
  | AskingFlagName;

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
    commands: ['serve', 'explain', 'usage', 'audit verify'],
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
  metrics: {
    commands: ['serve'],
    value: 'READERS',
    default: 'loopback',
    text: 'who may read /metrics: off, loopback, token or open',
    expected: 'off, loopback, token or open',
    accepts: (value) => ['off', 'loopback', 'token', 'open'].includes(value),
  },
  console: {
    commands: ['serve'],
    default: 'on',
    text: 'the page at /console',
    choices: ['on', 'off'],
  },
  ...AUDIT_FLAGS,
  ...ASKING_FLAGS,
};
