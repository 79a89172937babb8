/**
 * Conditions of policies: operators, keys and values, read once and evaluated against a request.
 *
 *   "ForAnyValue:StringLikeIfExists": { "kms:EncryptionContextKeys": ["AppName", "Dep*"] }
 *
 * All keys of all operators must hold; of a key's values one is enough, and for a negated operator none may match. A
 * key that the request does not have fails, unless the operator is negated or ends in IfExists. Source: IAM User Guide,
 * "Condition operators" and "Multivalued context keys". Values that an operator cannot read are refused when the policy
 * is, so that none is silently never met.
 *
 * @module
 */

import { fromBase64 } from '../bytes/base64.ts';
import { isInRange, parseIpRange } from './ip-range.ts';
import { matchesArn, matchesPattern, patternOf, type RequestContext, resolvePattern } from './pattern.ts';

/** Whether a request's value and a policy's value agree; the policy's may hold variables. */
type Comparison = (actual: string, wanted: string, context: RequestContext) => boolean;

interface Operator {
  readonly compare: Comparison;
  readonly negated: boolean;
  /** Whether the operator can read a value of a policy. */
  readonly reads: (wanted: string) => boolean;
}

export type SetQualifier = 'ForAnyValue' | 'ForAllValues';

/** One key of one operator. */
export interface Condition {
  /** As it was written, such as `ForAnyValue:StringLike`. */
  readonly name: string;
  readonly operator: Operator | 'Null';
  readonly qualifier: SetQualifier | undefined;
  readonly ifExists: boolean;
  /** In lower case: names of keys have no case. */
  readonly key: string;
  readonly values: readonly string[];
}

const anything = (): boolean => true;
const positive = (compare: Comparison, reads: Operator['reads'] = anything): Operator => ({
  compare,
  negated: false,
  reads,
});
const negative = ({ compare, reads }: Operator): Operator => ({ compare, negated: true, reads });

const EQUALS = positive((actual, wanted, context) => matchesText(actual, wanted, context));
const EQUALS_IGNORE_CASE = positive((actual, wanted, context) =>
  matchesText(actual.toLowerCase(), wanted, context, (text) => text.toLowerCase()),
);
const LIKE = positive((actual, wanted, context) => {
  const pattern = resolvePattern(wanted, context);
  return pattern !== undefined && matchesPattern(pattern, actual);
});
const ARN = positive((actual, wanted, context) => {
  const pattern = resolvePattern(wanted, context);
  return pattern !== undefined && matchesArn(pattern, actual);
});
const IP = positive(
  (actual, wanted) => {
    const range = parseIpRange(wanted);
    return range !== undefined && isInRange(actual, range);
  },
  (wanted) => parseIpRange(wanted) !== undefined,
);
const BOOL = positive(
  (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  (wanted) => /^(true|false)$/i.test(wanted),
);
const BINARY = positive((actual, wanted) => actual === wanted, isBase64);

/** Order of two numbers, or of two times: only where both can be read. */
function ordered(
  read: (text: string) => number,
  holds: (actual: number, wanted: number) => boolean,
): Operator {
  return positive(
    (actual, wanted) => holds(read(actual), read(wanted)),
    (wanted) => !Number.isNaN(read(wanted)),
  );
}

/** A family of six operators over numbers or times. */
function ordering(prefix: string, read: (text: string) => number): readonly [string, Operator][] {
  const equals = ordered(read, (actual, wanted) => actual === wanted);
  return [
    [`${prefix}Equals`, equals],
    [`${prefix}NotEquals`, negative(equals)],
    [`${prefix}LessThan`, ordered(read, (actual, wanted) => actual < wanted)],
    [`${prefix}LessThanEquals`, ordered(read, (actual, wanted) => actual <= wanted)],
    [`${prefix}GreaterThan`, ordered(read, (actual, wanted) => actual > wanted)],
    [`${prefix}GreaterThanEquals`, ordered(read, (actual, wanted) => actual >= wanted)],
  ];
}

const OPERATORS: ReadonlyMap<string, Operator> = /* @__PURE__ */ new Map([
  ['StringEquals', EQUALS],
  ['StringNotEquals', negative(EQUALS)],
  ['StringEqualsIgnoreCase', EQUALS_IGNORE_CASE],
  ['StringNotEqualsIgnoreCase', negative(EQUALS_IGNORE_CASE)],
  ['StringLike', LIKE],
  ['StringNotLike', negative(LIKE)],
  ['ArnEquals', ARN],
  ['ArnLike', ARN],
  ['ArnNotEquals', negative(ARN)],
  ['ArnNotLike', negative(ARN)],
  ['IpAddress', IP],
  ['NotIpAddress', negative(IP)],
  ['Bool', BOOL],
  ['BinaryEquals', BINARY],
  ...ordering('Numeric', readNumber),
  ...ordering('Date', readTime),
]);

const QUALIFIER = /^(ForAnyValue|ForAllValues):/;
const IF_EXISTS = 'IfExists';

/**
 * The conditions that an operator of a policy writes; `undefined` when there is no such operator.
 *
 * @param keys Names of keys, each with its values.
 *
 * @example
 * readConditions('Bool', [['aws:SecureTransport', ['true']]])?.[0].key; // 'aws:securetransport'
 */
export function readConditions(
  name: string,
  keys: readonly (readonly [key: string, values: readonly string[]])[],
): readonly Condition[] | undefined {
  const qualifier = QUALIFIER.exec(name)?.[1] as SetQualifier | undefined;
  const bare = qualifier === undefined ? name : name.slice(qualifier.length + 1);
  const ifExists = bare.endsWith(IF_EXISTS);
  const operator = operatorOf(ifExists ? bare.slice(0, -IF_EXISTS.length) : bare);
  if (operator === undefined || (operator === 'Null' && (ifExists || qualifier !== undefined)))
    return undefined;
  return keys.map(([key, values]) => ({
    name,
    operator,
    qualifier,
    ifExists,
    key: key.toLowerCase(),
    values,
  }));
}

function operatorOf(name: string): Condition['operator'] | undefined {
  return name === 'Null' ? 'Null' : OPERATORS.get(name);
}

/**
 * Whether the operator of a condition can read all of its values.
 *
 * @example
 * const [condition] = readConditions('NumericLessThan', [['kms:RotationPeriodInDays', ['soon']]]) ?? [];
 * condition === undefined || canRead(condition); // false
 */
export function canRead({ operator, values }: Condition): boolean {
  return values.every((value) => (operator === 'Null' ? BOOL : operator).reads(value));
}

/**
 * Whether a request meets a condition.
 *
 * @example
 * const [condition] = readConditions('StringEquals', [['kms:ViaService', ['s3.us-east-1.amazonaws.com']]]) ?? [];
 * condition !== undefined && meets(condition, () => undefined); // false: the request has no such key
 */
export function meets(condition: Condition, context: RequestContext): boolean {
  const { operator, qualifier, ifExists, key, values } = condition;
  const actual = context(key);
  if (operator === 'Null') {
    const missing = actual === undefined || actual.length === 0;
    return values.some((value) => (value.toLowerCase() === 'true') === missing);
  }
  const accepts = (one: string): boolean =>
    values.some((wanted) => operator.compare(one, wanted, context)) !== operator.negated;
  if (qualifier === 'ForAllValues') return isNothing(actual) || (actual as readonly string[]).every(accepts);
  if (actual === undefined || actual.length === 0)
    return ifExists || (qualifier === undefined && operator.negated);
  if (qualifier === 'ForAnyValue') return !isNothing(actual) && actual.some(accepts);
  // A key with several values and no qualifier: one that matches is enough, and enough to fail a negated operator.
  return operator.negated ? actual.every(accepts) : actual.some(accepts);
}

/** No values, or nothing but empty ones: all of nothing holds, and none of it (IAM User Guide, "Multivalued context keys"). */
function isNothing(actual: readonly string[] | undefined): boolean {
  return actual === undefined || actual.every((value) => value === '');
}

function matchesText(
  actual: string,
  wanted: string,
  context: RequestContext,
  fold: (text: string) => string = (text) => text,
): boolean {
  if (!wanted.includes('${')) return actual === fold(wanted);
  const pattern = resolvePattern(wanted, context);
  if (pattern === undefined) return false;
  return fold(pattern.map((part) => (typeof part === 'string' ? part : WILDCARDS[part])).join('')) === actual;
}

/** Equals knows no wildcards: they stand for themselves. */
const WILDCARDS: Readonly<Record<number, string>> = { 1: '*', 2: '?' };

function readNumber(text: string): number {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

/** ISO 8601 in the forms of the W3C note, or seconds since 1970. */
function readTime(text: string): number {
  if (/^-?\d+$/.test(text) && text.length > 4) return Number(text) * 1000;
  return /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?)?)?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
}

function isBase64(text: string): boolean {
  try {
    fromBase64(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether a text names an action, a principal or a resource by a pattern without variables. */
export function matchesAny(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => matchesPattern(patternOf(pattern), text));
}
