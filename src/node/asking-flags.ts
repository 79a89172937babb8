/**
 * The flags of the commands that ask a running service: `explain` and `usage`.
 *
 * @module
 */
import { USAGE_GROUPS } from '../metering/usage-question.ts';
import type { Flag } from './flag.ts';

export type AskingFlagName =
  | 'endpoint-url'
  | 'principal'
  | 'action'
  | 'key'
  | 'context'
  | 'input'
  | 'from'
  | 'to'
  | 'by'
  | 'format';

export const ASKING_FLAGS: Readonly<Record<AskingFlagName, Flag>> = {
  'endpoint-url': {
    commands: ['explain', 'usage', 'audit verify'],
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
    accepts: (value) => /^(kms|strongroom):[A-Za-z]+$/.test(value),
  },
  key: {
    commands: ['explain'],
    value: 'KEY',
    text: 'with which key: id, ARN or alias; without it, with none',
  },
  context: { commands: ['explain'], value: 'JSON', text: 'the encryption context, an object' },
  input: { commands: ['explain'], value: 'JSON', text: 'other members of the request, an object' },
  from: {
    commands: ['usage'],
    value: 'DAY',
    text: 'the first day, or month, UTC (default the first of the month)',
    expected: 'a day such as 2026-11-27, or a month such as 2026-11',
    accepts: isDayOrMonth,
  },
  to: {
    commands: ['usage'],
    value: 'DAY',
    text: 'the last day, or month (default today)',
    expected: 'a day such as 2026-11-27, or a month such as 2026-11',
    accepts: isDayOrMonth,
  },
  by: {
    commands: ['usage'],
    default: 'class',
    value: 'GROUP',
    text: 'class, day, key, operation, principal, region or account',
    expected: 'class, day, key, operation, principal, region or account',
    accepts: (value) => USAGE_GROUPS.some((group) => group === value),
  },
  format: {
    commands: ['usage'],
    default: 'table',
    text: 'the form of the answer',
    choices: ['table', 'json', 'csv'],
  },
};

/** Which days there are, the service knows. */
function isDayOrMonth(value: string): boolean {
  return /^\d{4}-\d{2}(-\d{2})?$/.test(value);
}
