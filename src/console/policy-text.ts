/**
 * Checking a policy while it is typed: the place of a mistake in the JSON, and what a policy must have besides.
 *
 * It says early what the service would refuse; the service decides.
 *
 * @module
 */
import { POLICY_MEMBERS, STATEMENT_MEMBERS } from '../iam/policy.ts';
import { findJsonMistake } from './json-place.ts';

/** Something that is wrong, where it is known to be. */
export interface PolicyProblem {
  readonly message: string;
  /** Counted from 1. */
  readonly line?: number;
  readonly column?: number;
}

/** Characters that a key policy has at most (AWS KMS quotas, "Key policy document size"). */
export const MAX_POLICY_LENGTH = 32_768;

/**
 * What is wrong with the text of a key policy; nothing when it may be one.
 *
 * @example
 * policyProblems('{"Statement":[]}').length; // 1
 */
export function policyProblems(text: string): readonly PolicyProblem[] {
  if (text.trim() === '') return [{ message: 'A policy is a JSON object; this is empty.' }];
  const mistake = findJsonMistake(text);
  if (mistake !== undefined) return [mistake];
  const policy: unknown = JSON.parse(text);
  const problems = isObject(policy) ? objectProblems(policy) : ['A policy is a JSON object.'];
  if (text.length > MAX_POLICY_LENGTH)
    problems.push(`A policy has ${MAX_POLICY_LENGTH} characters at most; this has ${text.length}.`);
  return problems.map((message) => ({ message }));
}

function objectProblems(policy: Readonly<Record<string, unknown>>): string[] {
  const problems = unknownMembers(policy, POLICY_MEMBERS, 'A policy');
  const { Statement } = policy;
  const statements = Array.isArray(Statement) ? Statement : [Statement];
  if (Statement === undefined || statements.length === 0)
    return [...problems, 'A policy needs a Statement: without one nobody can use or manage the key.'];
  return [...problems, ...statements.flatMap((statement, i) => statementProblems(statement, i + 1))];
}

function statementProblems(statement: unknown, number: number): string[] {
  const name = `Statement ${number}`;
  if (!isObject(statement)) return [`${name} is not an object.`];
  const problems = unknownMembers(statement, STATEMENT_MEMBERS, name);
  const { Effect } = statement;
  if (Effect !== 'Allow' && Effect !== 'Deny') problems.push(`${name} needs an Effect: "Allow" or "Deny".`);
  for (const member of ['Principal', 'Action', 'Resource']) {
    if (statement[member] === undefined && statement[`Not${member}`] === undefined)
      problems.push(`${name} has no ${member}.`);
  }
  return problems;
}

function unknownMembers(object: object, known: readonly string[], name: string): string[] {
  return Object.keys(object)
    .filter((member) => !known.includes(member))
    .map((member) => `${name} has a member ${JSON.stringify(member)}, which policies do not have.`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A policy to start from. */
export interface PolicyTemplate {
  readonly title: string;
  readonly text: string;
}

/**
 * Policies to start from, for an account.
 *
 * @example
 * policyTemplates('111122223333')[0].title; // 'The account decides (default)'
 */
export function policyTemplates(account: string): readonly PolicyTemplate[] {
  const root = `arn:aws:iam::${account}:root`;
  const all = { Sid: 'Enable IAM policies', Effect: 'Allow', Principal: { AWS: root } };
  const user = `arn:aws:iam::${account}:user/alice`;
  const use = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];
  const statement = (Sid: string, Action: unknown, more: object = {}) => ({
    Sid,
    Effect: 'Allow',
    Principal: { AWS: user },
    Action,
    Resource: '*',
    ...more,
  });
  const write = (...Statement: readonly object[]) =>
    JSON.stringify({ Version: '2012-10-17', Statement }, undefined, 2);
  const base = { ...all, Action: 'kms:*', Resource: '*' };
  return [
    { title: 'The account decides (default)', text: write(base) },
    { title: 'A user may use the key', text: write(base, statement('Use of the key', use)) },
    {
      title: 'A user may decrypt in one context',
      text: write(
        base,
        statement('Decrypt for one tenant', ['kms:Decrypt'], {
          Condition: { StringEquals: { 'kms:EncryptionContext:tenant': '42' } },
        }),
      ),
    },
  ];
}
