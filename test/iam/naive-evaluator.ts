/**
 * A second opinion: whether policies allow a request, worked out slowly from the rules as the IAM User Guide words them.
 *
 * It shares nothing with src/iam: it reads the JSON of the documents, matches with regular expressions and counts
 * nothing. Sources: IAM User Guide, "Policy evaluation logic", "IAM JSON policy elements" (Principal, NotPrincipal,
 * Condition operators, multivalued context keys, variables); KMS Developer Guide, "Key policies".
 *
 * @module
 */

/** A policy as it is written. */
export interface Document {
  readonly Version?: string;
  readonly Statement: readonly Clause[];
}

/** A statement as it is written; documents of the generator have lists everywhere. */
export interface Clause {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: Names | '*';
  readonly NotPrincipal?: Names | '*';
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

type Names = Readonly<Record<string, readonly string[]>>;

/** Who asks, what for, and what is known of it. */
export interface Question {
  readonly who: {
    readonly kind: string;
    readonly arn: string;
    readonly account: string;
    readonly roleArn?: string | undefined;
  };
  readonly action: string;
  readonly resource: string;
  /** Names in lower case. */
  readonly facts: ReadonlyMap<string, readonly string[]>;
  readonly identity: readonly Document[];
  readonly boundary?: Document | undefined;
  readonly session?: readonly Document[] | undefined;
  /** Absent for what has no policy of its own. */
  readonly owner?:
    | {
        readonly account: string;
        readonly document: Document;
        readonly isRole: boolean;
        readonly grantedAs?: 'self' | 'role' | undefined;
      }
    | undefined;
}

export type Verdict = 'allow' | 'explicit deny' | 'implicit deny';

/** The verdict, by the order of the User Guide's flow chart. */
export function judge(question: Question): Verdict {
  const { who, identity, boundary, session, owner } = question;
  // The root user has no policies of its own, no boundary and no session policy.
  const isRoot = who.kind === 'root';
  const own = isRoot ? [] : [...identity, ...(boundary ? [boundary] : []), ...(session ?? [])];
  if (own.some((document) => says('Deny', document, question))) return 'explicit deny';
  if (owner !== undefined && saysToSomebody('Deny', owner.document, question).length > 0)
    return 'explicit deny';

  const within = (document: Document | undefined): boolean =>
    isRoot || document === undefined || says('Allow', document, question);
  const inBoundary = within(boundary);
  const inSession =
    isRoot || session === undefined || session.some((document) => says('Allow', document, question));
  const byIdentity =
    isRoot || (identity.some((document) => says('Allow', document, question)) && inBoundary && inSession);
  if (owner === undefined) return byIdentity ? 'allow' : 'implicit deny';

  const ways = saysToSomebody('Allow', owner.document, question);
  if (owner.grantedAs !== undefined) ways.push(owner.grantedAs);
  if (who.kind === 'service') return ways.length > 0 ? 'allow' : 'implicit deny';
  if (who.account !== owner.account) {
    // A grant alone is enough for its grantee; a policy needs the other account's consent.
    if (owner.grantedAs === 'self') return 'allow';
    if (owner.grantedAs === 'role' && inBoundary && inSession) return 'allow';
    return ways.length > 0 && byIdentity ? 'allow' : 'implicit deny';
  }
  // A user or a session that is named, or everybody: beyond the reach of what the boundary and the session leave out.
  if (ways.includes('self') || ways.includes('everybody')) return 'allow';
  if (ways.includes('role') && inBoundary && inSession) return 'allow';
  return ways.includes('account') && byIdentity ? 'allow' : 'implicit deny';
}

/** Whether a policy of the caller says so. */
function says(effect: string, document: Document, question: Question): boolean {
  return document.Statement.some(
    (clause) => clause.Effect === effect && speaksOf(clause, document, question, true),
  );
}

/** The ways in which statements of the resource say so to whoever asks. */
function saysToSomebody(effect: string, document: Document, question: Question): string[] {
  const needsResource = question.owner?.isRole !== true;
  return document.Statement.filter((clause) => clause.Effect === effect)
    .filter((clause) => speaksOf(clause, document, question, needsResource))
    .flatMap((clause) => addressed(clause, question));
}

function addressed(clause: Clause, { who, boundary }: Question): string[] {
  if (clause.Principal !== undefined) return named(clause.Principal, who);
  const names = clause.NotPrincipal ?? '*';
  if (clause.Effect === 'Allow') return named(names, who).length > 0 ? [] : ['everybody'];
  // "NotPrincipal with Deny will always deny any principal that has a permissions boundary".
  if (boundary !== undefined) return ['everybody'];
  // A Deny spares only whom it names in every guise: the account, the role or the user, and the session.
  const guises = [who.arn];
  if (who.account !== '') guises.push(`arn:aws:iam::${who.account}:root`);
  if (who.roleArn !== undefined) guises.push(who.roleArn);
  const list = (names === '*' ? [] : (names[who.kind === 'service' ? 'Service' : 'AWS'] ?? [])).map((name) =>
    /^\d{12}$/.test(name) ? `arn:aws:iam::${name}:root` : name,
  );
  const isEverybody = names === '*' || names['AWS']?.includes('*') === true;
  const isSpared = isEverybody || guises.every((guise) => list.includes(guise));
  return isSpared ? [] : ['everybody'];
}

function named(names: Names | '*', who: Question['who']): string[] {
  if (names === '*') return ['everybody'];
  const ways: string[] = [];
  for (const name of names['AWS'] ?? []) {
    if (name === '*') ways.push('everybody');
    if (who.kind === 'service') continue;
    const isAccount = name === who.account || name === `arn:aws:iam::${who.account}:root`;
    if (isAccount) ways.push(who.kind === 'root' ? 'self' : 'account');
    else if (name === who.arn) ways.push('self');
    else if (name === who.roleArn) ways.push('role');
  }
  if (who.kind === 'service' && (names['Service'] ?? []).some((name) => name === who.arn || name === '*'))
    ways.push('self');
  return ways;
}

function speaksOf(clause: Clause, document: Document, question: Question, needsResource: boolean): boolean {
  const hasVariables = document.Version === '2012-10-17';
  const text = (value: string): RegExp | undefined => glob(value, question.facts, hasVariables, 'i');
  if (clause.Action === undefined && clause.NotAction === undefined) return false;
  const isNamed = (list: readonly string[]): boolean =>
    list.some((action) => text(action)?.test(question.action));
  if (clause.Action !== undefined && !isNamed(clause.Action)) return false;
  if (clause.NotAction !== undefined && isNamed(clause.NotAction)) return false;
  const isMeant = (list: readonly string[]): boolean =>
    list.some((arn) => meansResource(arn, question, hasVariables));
  if (needsResource) {
    if (clause.Resource === undefined && clause.NotResource === undefined) return false;
    if (clause.Resource !== undefined && !isMeant(clause.Resource)) return false;
    if (clause.NotResource !== undefined && isMeant(clause.NotResource)) return false;
  }
  return Object.entries(clause.Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => holds(operator, key, values, question, hasVariables)),
  );
}

function meansResource(pattern: string, { resource, facts }: Question, hasVariables: boolean): boolean {
  return pattern === '*' || globArn(pattern, facts, hasVariables)?.test(resource) === true;
}

/** A wildcard stays in its part of the ARN, unless it is the `*` that ends the part. */
function globArn(pattern: string, facts: Question['facts'], hasVariables: boolean): RegExp | undefined {
  const whole = glob(pattern, facts, hasVariables, '');
  if (whole === undefined) return undefined;
  let part = 0;
  const source = whole.source.replace(/\\.|:|\.\*(?=:|\$)|\.\*|\./g, (token, at: number, all: string) => {
    if (token === ':') part++;
    if (part >= 5 || !token.startsWith('.')) return token;
    const endsPart = /^(:|\$$)/.test(all.slice(at + token.length));
    if (token === '.*') return endsPart ? '.*' : '[^:]*';
    return '[^:]';
  });
  return new RegExp(source, 's');
}

/** The operators without their Not: whether one value of the request agrees with one of the policy. */
const AGREE: Readonly<
  Record<string, (actual: string, wanted: string, facts: Question['facts'], variables: boolean) => boolean>
> = {
  StringEquals: (actual, wanted, facts, variables) => literal(wanted, facts, variables) === actual,
  StringEqualsIgnoreCase: (actual, wanted, facts, variables) =>
    literal(wanted, facts, variables)?.toLowerCase() === actual.toLowerCase(),
  StringLike: (actual, wanted, facts, variables) => glob(wanted, facts, variables, '')?.test(actual) === true,
  NumericEquals: (actual, wanted) => Number(actual) === Number(wanted),
  NumericLessThan: (actual, wanted) => Number(actual) < Number(wanted),
  NumericLessThanEquals: (actual, wanted) => Number(actual) <= Number(wanted),
  NumericGreaterThan: (actual, wanted) => Number(actual) > Number(wanted),
  NumericGreaterThanEquals: (actual, wanted) => Number(actual) >= Number(wanted),
  DateEquals: (actual, wanted) => instant(actual) === instant(wanted),
  DateLessThan: (actual, wanted) => instant(actual) < instant(wanted),
  DateLessThanEquals: (actual, wanted) => instant(actual) <= instant(wanted),
  DateGreaterThan: (actual, wanted) => instant(actual) > instant(wanted),
  DateGreaterThanEquals: (actual, wanted) => instant(actual) >= instant(wanted),
  Bool: (actual, wanted) => actual === wanted,
  BinaryEquals: (actual, wanted) => actual === wanted,
  IpAddress: (actual, wanted) => isInside(actual, wanted),
  ArnEquals: agreeAsArns,
  ArnLike: agreeAsArns,
};

function holds(
  operator: string,
  key: string,
  wanted: readonly string[],
  { facts }: Question,
  variables: boolean,
): boolean {
  const actual = facts.get(key.toLowerCase());
  const isMissing = actual === undefined || actual.length === 0;
  if (operator === 'Null') return wanted.some((value) => (value === 'true') === isMissing);
  const [, qualifier, name = '', ifExists] = /^(ForAnyValue:|ForAllValues:)?(\w+?)(IfExists)?$/.exec(
    operator,
  ) as unknown as string[];
  if (ifExists !== undefined && isMissing) return true;
  const isNegated = name.includes('Not');
  const agree = AGREE[name.replace('Not', '')];
  if (agree === undefined) throw new Error(`the naive evaluator knows no ${operator}`);
  if (isMissing) return qualifier === undefined ? isNegated : qualifier === 'ForAllValues:';
  // Values that are all empty are a null data set.
  if (qualifier !== undefined && actual.every((value) => value === '')) return qualifier === 'ForAllValues:';
  const passes = (value: string): boolean =>
    wanted.some((one) => agree(value, one, facts, variables)) !== isNegated;
  return qualifier === 'ForAnyValue:' ? actual.some(passes) : actual.every(passes);
}

/** Six parts, each with its own wildcards; the sixth holds whatever colons are left. */
function agreeAsArns(actual: string, wanted: string, facts: Question['facts'], variables: boolean): boolean {
  const split = (text: string): string[] => {
    const parts = text.split(':');
    return parts.length < 6 ? [] : [...parts.slice(0, 5), parts.slice(5).join(':')];
  };
  const whole = variables ? text(wanted, facts) : wanted;
  if (whole === undefined) return false;
  const [patterns, parts] = [split(whole), split(actual)];
  return (
    parts.length === 6 &&
    patterns.length === 6 &&
    patterns.every((pattern, index) => glob(pattern, facts, false, '')?.test(parts[index] ?? '') === true)
  );
}

function instant(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

/** IPv4 alone, as numbers. */
function isInside(address: string, range: string): boolean {
  const [base = '', bits = '32'] = range.split('/');
  const number = (text: string): number => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(address) / size) === Math.floor(number(base) / size);
}

const VARIABLE = /\$\{([^}]*)\}/g;

/** The text with its variables replaced; `undefined` when one has no value. Wildcards stay as they are. */
function text(pattern: string, facts: Question['facts']): string | undefined {
  let isWhole = true;
  const replaced = pattern.replace(VARIABLE, (_, inside: string) => {
    const value = meaningOf(inside, facts);
    isWhole &&= value !== undefined;
    return value ?? '';
  });
  return isWhole ? replaced : undefined;
}

function literal(wanted: string, facts: Question['facts'], variables: boolean): string | undefined {
  return variables ? text(wanted, facts) : wanted;
}

/** `${*}`, `${?}` and `${$}` are the characters; a default stands behind a comma, in quotes. */
function meaningOf(inside: string, facts: Question['facts']): string | undefined {
  if (['*', '?', '$'].includes(inside)) return inside;
  const [, key = '', standIn] = /^([^,]*)(?:,\s*'([^']*)')?$/.exec(inside) ?? [];
  const values = facts.get(key.trim().toLowerCase());
  return values?.length === 1 ? values[0] : standIn;
}

/** The pattern as a regular expression: `*` any text, `?` one character, values of variables taken literally. */
function glob(
  pattern: string,
  facts: Question['facts'],
  variables: boolean,
  flags: string,
): RegExp | undefined {
  const quote = (plain: string): string => plain.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const wild = (plain: string): string => quote(plain).replaceAll('\\*', '.*').replaceAll('\\?', '.');
  if (!variables) return new RegExp(`^${wild(pattern)}$`, `s${flags}`);
  let source = '';
  let from = 0;
  for (const match of pattern.matchAll(VARIABLE)) {
    const value = meaningOf(match[1] ?? '', facts);
    if (value === undefined) return undefined;
    source += wild(pattern.slice(from, match.index)) + quote(value);
    from = match.index + match[0].length;
  }
  return new RegExp(`^${source}${wild(pattern.slice(from))}$`, `s${flags}`);
}
