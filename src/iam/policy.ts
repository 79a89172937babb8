/**
 * Policy documents: the grammar, read strictly (IAM User Guide, "Grammar of the IAM JSON policy language").
 *
 * A document that breaks the grammar is refused whole; one that keeps it is a list of statements with every element in
 * its long form. A statement of a key policy without Action or Resource is accepted and inert, as key policies allow
 * (KMS Developer Guide, "Key policies"). Policy variables belong to the version 2012-10-17: in an older document they
 * are text.
 *
 * @module
 */
import { type Condition, canRead, readConditions } from './condition.ts';

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
  /** `undefined` in an identity policy, which speaks of whom it is attached to. */
  readonly principals: Selection<Principals> | undefined;
  /** Empty when the statement has none: it then applies to nothing. */
  readonly actions: Selection<readonly string[]>;
  readonly resources: Selection<readonly string[]>;
  /** All of them must be met. */
  readonly conditions: readonly Condition[];
}

export interface Policy {
  readonly version: string;
  readonly id: string | undefined;
  readonly statements: readonly Statement[];
}

type Json = Readonly<Record<string, unknown>>;

const VERSIONS: readonly string[] = ['2012-10-17', '2008-10-17'];
const DEFAULT_VERSION = '2008-10-17';
/** What a policy may have; `STATEMENT_MEMBERS`: what a statement may. */
export const POLICY_MEMBERS: readonly string[] = ['Version', 'Id', 'Statement'];
export const STATEMENT_MEMBERS: readonly string[] = [
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

/** What a policy is attached to, and so which elements its statements have. */
export type PolicyKind =
  /** A key: Principal is needed, Action and Resource may be missing. */
  | 'key policy'
  /** A user, a role or a session: no Principal; Action and Resource are needed. */
  | 'identity policy'
  /** A role, saying who may take it: Principal and Action are needed; no Resource. */
  | 'trust policy';

interface Grammar {
  readonly principal: 'needed' | 'none';
  readonly action: 'needed' | 'optional';
  readonly resource: 'needed' | 'optional' | 'none';
}

const GRAMMARS: { readonly [K in PolicyKind]: Grammar } = {
  'key policy': { principal: 'needed', action: 'optional', resource: 'optional' },
  'identity policy': { principal: 'none', action: 'needed', resource: 'needed' },
  'trust policy': { principal: 'needed', action: 'needed', resource: 'none' },
};

/**
 * Reads a policy.
 *
 * @throws {PolicySyntaxError} The text is not JSON, or not a policy of that kind.
 *
 * @example
 * parsePolicy('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*"}]}').statements.length; // 1
 */
export function parsePolicy(text: string, kind: PolicyKind = 'key policy'): Policy {
  const document = asObject(parseJson(text), 'policy');
  requireMembers(document, POLICY_MEMBERS);
  const version = document['Version'] === undefined ? DEFAULT_VERSION : document['Version'];
  if (typeof version !== 'string' || !VERSIONS.includes(version))
    throw new PolicySyntaxError('Version is unknown');
  const dialect = { grammar: GRAMMARS[kind], variables: version !== DEFAULT_VERSION };
  const statements = asList(document['Statement']).map((statement) => parseStatement(statement, dialect));
  if (statements.length === 0) throw new PolicySyntaxError('Statement is missing');
  return { version, id: asOptionalText(document['Id'], 'Id'), statements };
}

/** How a document of its kind and version is read. */
interface Dialect {
  readonly grammar: Grammar;
  readonly variables: boolean;
}

function parseStatement(value: unknown, dialect: Dialect): Statement {
  const statement = asObject(value, 'statement');
  requireMembers(statement, STATEMENT_MEMBERS);
  const effect = statement['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny')
    throw new PolicySyntaxError('Effect is neither Allow nor Deny');
  const resources = parseSelection(statement, 'Resource', 'NotResource');
  const parsed = {
    sid: asOptionalText(statement['Sid'], 'Sid'),
    effect,
    principals: parsePrincipals(statement, dialect.grammar),
    actions: parseSelection(statement, 'Action', 'NotAction'),
    resources: { ...resources, values: resources.values.map((one) => inDialect(one, dialect)) },
    conditions: parseConditions(statement['Condition'], dialect),
  } satisfies Statement;
  requireElement('Action', parsed.actions, dialect.grammar.action);
  requireElement('Resource', parsed.resources, dialect.grammar.resource);
  return parsed;
}

function requireElement(
  name: string,
  { values }: Selection<readonly string[]>,
  rule: Grammar['resource'],
): void {
  if (rule === 'needed' && values.length === 0) throw new PolicySyntaxError(`${name} is missing`);
  if (rule === 'none' && values.length > 0) throw new PolicySyntaxError(`${name} does not belong here`);
}

/** A text in which what an older document does not mean as a variable is none. */
function inDialect(text: string, { variables }: Dialect): string {
  return variables ? text : text.replaceAll('${', '${$}{');
}

function parsePrincipals(statement: Json, { principal }: Grammar): Selection<Principals> | undefined {
  const not = pickOne(statement, 'Principal', 'NotPrincipal');
  const value = statement[not ? 'NotPrincipal' : 'Principal'];
  if (principal === 'none') {
    if (value !== undefined) throw new PolicySyntaxError('Principal does not belong here');
    return undefined;
  }
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

/** Operators, each with keys, each with a value or a list of values. An empty condition requires nothing. */
function parseConditions(value: unknown, dialect: Dialect): readonly Condition[] {
  if (value === undefined) return [];
  return Object.entries(asObject(value, 'Condition')).flatMap(([name, keys]) => {
    const wanted = Object.entries(asObject(keys, 'Condition operator')).map(
      ([key, values]) => [key, asList(values).map((one) => inDialect(asScalar(one), dialect))] as const,
    );
    const conditions = readConditions(name, wanted);
    if (conditions === undefined) throw new PolicySyntaxError('Condition has an unknown operator');
    if (!conditions.every(canRead)) throw new PolicySyntaxError('Condition value is none of its operator');
    return conditions;
  });
}

function asScalar(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  throw new PolicySyntaxError('Condition value is not a text');
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
