/**
 * Key policy documents: the grammar, read strictly (IAM User Guide, "Grammar of the IAM JSON policy language").
 *
 * A document that breaks the grammar is refused whole; one that keeps it is a list of statements with every element in
 * its long form. A statement without Action or Resource is accepted and inert, as key policies allow (KMS Developer
 * Guide, "Key policies"). Conditions keep the form they are written in: evaluating them is not this file's business.
 *
 * @module
 */

/** The document does not follow the grammar. The reason names no value. */
export class PolicySyntaxError extends Error {
  override readonly name = 'PolicySyntaxError';
}

/** Principals by type, such as `AWS` and `Service`; `*` alone stands for `{ AWS: ['*'] }`. */
export type Principals = ReadonlyMap<string, readonly string[]>;

/** A list, and whether it names what is meant or everything else. */
export interface Selection<T> {
  readonly not: boolean;
  readonly values: T;
}

export interface Statement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly principals: Selection<Principals>;
  /** Empty when the statement has none: it then applies to nothing. */
  readonly actions: Selection<readonly string[]>;
  readonly resources: Selection<readonly string[]>;
  /** Operators, then keys, then values, as written; absent also when it is empty, since it then requires nothing. */
  readonly condition: Readonly<Record<string, unknown>> | undefined;
}

export interface Policy {
  readonly version: string;
  readonly id: string | undefined;
  readonly statements: readonly Statement[];
}

type Json = Readonly<Record<string, unknown>>;

const VERSIONS: readonly string[] = ['2012-10-17', '2008-10-17'];
const DEFAULT_VERSION = '2008-10-17';
const POLICY_MEMBERS: readonly string[] = ['Version', 'Id', 'Statement'];
const STATEMENT_MEMBERS: readonly string[] = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];
const PRINCIPAL_TYPES: readonly string[] = ['AWS', 'Service', 'Federated', 'CanonicalUser'];

/**
 * Reads a resource policy.
 *
 * @throws {PolicySyntaxError} The text is not JSON, or not a policy.
 *
 * @example
 * parsePolicy('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*"}]}').statements.length; // 1
 */
export function parsePolicy(text: string): Policy {
  const document = asObject(parseJson(text), 'policy');
  requireMembers(document, POLICY_MEMBERS);
  const version = document['Version'] === undefined ? DEFAULT_VERSION : document['Version'];
  if (typeof version !== 'string' || !VERSIONS.includes(version))
    throw new PolicySyntaxError('Version is unknown');
  const statements = asList(document['Statement']).map((statement) => parseStatement(statement));
  if (statements.length === 0) throw new PolicySyntaxError('Statement is missing');
  return { version, id: asOptionalText(document['Id'], 'Id'), statements };
}

function parseStatement(value: unknown): Statement {
  const statement = asObject(value, 'statement');
  requireMembers(statement, STATEMENT_MEMBERS);
  const effect = statement['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny')
    throw new PolicySyntaxError('Effect is neither Allow nor Deny');
  return {
    sid: asOptionalText(statement['Sid'], 'Sid'),
    effect,
    principals: parsePrincipals(statement),
    actions: parseSelection(statement, 'Action', 'NotAction'),
    resources: parseSelection(statement, 'Resource', 'NotResource'),
    condition: parseCondition(statement['Condition']),
  };
}

function parsePrincipals(statement: Json): Selection<Principals> {
  const not = pickOne(statement, 'Principal', 'NotPrincipal');
  const value = statement[not ? 'NotPrincipal' : 'Principal'];
  if (value === undefined) throw new PolicySyntaxError('Principal is missing');
  if (value === '*') return { not, values: new Map([['AWS', ['*']]]) };
  const principals = new Map<string, readonly string[]>();
  for (const [type, names] of Object.entries(asObject(value, 'Principal'))) {
    if (!PRINCIPAL_TYPES.includes(type)) throw new PolicySyntaxError('Principal has an unknown type');
    principals.set(type, asTexts(names, 'Principal'));
  }
  if (principals.size === 0) throw new PolicySyntaxError('Principal is empty');
  return { not, values: principals };
}

function parseSelection(statement: Json, name: string, notName: string): Selection<readonly string[]> {
  const not = pickOne(statement, name, notName);
  const value = statement[not ? notName : name];
  return { not, values: value === undefined ? [] : asTexts(value, name) };
}

/** The grammar of a condition: operators, each with keys, each with a value or a list of values. */
function parseCondition(value: unknown): Json | undefined {
  if (value === undefined) return undefined;
  const condition = asObject(value, 'Condition');
  for (const operator of Object.values(condition)) {
    const wanted = Object.values(asObject(operator, 'Condition operator')).flat();
    if (!wanted.every(isScalar)) throw new PolicySyntaxError('Condition value is not a text');
  }
  return Object.keys(condition).length === 0 ? undefined : condition;
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** Whether the negated element is the one that is there; both at once is an error. */
function pickOne(statement: Json, name: string, notName: string): boolean {
  const negated = Object.hasOwn(statement, notName);
  if (negated && Object.hasOwn(statement, name))
    throw new PolicySyntaxError(`${name} and ${notName} are both given`);
  return negated;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PolicySyntaxError('it is not JSON');
  }
}

function requireMembers(object: Json, allowed: readonly string[]): void {
  for (const member of Object.keys(object)) {
    if (!allowed.includes(member)) throw new PolicySyntaxError('an element is unknown');
  }
}

function asObject(value: unknown, what: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new PolicySyntaxError(`${what} is not an object`);
  }
  return value as Json;
}

function asList(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function asTexts(value: unknown, what: string): readonly string[] {
  const list = asList(value);
  const texts = list.filter((entry): entry is string => typeof entry === 'string' && entry !== '');
  if (texts.length !== list.length || texts.length === 0)
    throw new PolicySyntaxError(`${what} is not a text`);
  return texts;
}

function asOptionalText(value: unknown, what: string): string | undefined {
  if (value !== undefined && typeof value !== 'string') throw new PolicySyntaxError(`${what} is not a text`);
  return value;
}
