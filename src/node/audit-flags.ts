/**
 * The flags of the audit trail: what `serve` keeps and delivers, and what `audit verify` looks at.
 *
 * @module
 */
import type { Flag } from './flag.ts';

export type AuditFlagName =
  | 'audit'
  | 'audit-keep'
  | 'audit-size'
  | 'audit-to'
  | 'audit-prefix'
  | 'audit-endpoint'
  | 'audit-every'
  | 'digest-every'
  | 'trail'
  | 'public-keys'
  | 'start'
  | 'end'
  | 'anchor';

export const AUDIT_FLAGS: Readonly<Record<AuditFlagName, Flag>> = {
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
  trail: {
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
