import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PolicySyntaxError, parsePolicy, type Statement } from '../../src/iam/policy.ts';

const RUNS = { seed: 20_261_124, numRuns: 5000 };
const ALLOW = { Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' };

/** The first statement of a policy that holds `ALLOW` with some members changed; `undefined` takes one out. */
function parseStatement(change: Record<string, unknown>): Statement {
  return parsePolicy(JSON.stringify({ Statement: { ...ALLOW, ...change } })).statements[0] as Statement;
}

describe('parsePolicy', () => {
  it('reads every element of a statement into its long form', () => {
    const statement = {
      Sid: 'Enable IAM User Permissions',
      Effect: 'Deny',
      NotPrincipal: {
        AWS: 'arn:aws:iam::111122223333:root',
        Service: ['a.amazonaws.com', 'b.amazonaws.com'],
      },
      NotAction: ['kms:Encrypt', 'kms:Decrypt'],
      NotResource: 'arn:aws:kms:us-east-1:111122223333:key/1',
      Condition: { StringEquals: { 'kms:ViaService': 'ec2.us-east-1.amazonaws.com' } },
    };
    const text = JSON.stringify({ Version: '2012-10-17', Id: 'key default', Statement: [statement] });
    expect(parsePolicy(text)).toEqual({
      version: '2012-10-17',
      id: 'key default',
      statements: [
        {
          sid: 'Enable IAM User Permissions',
          effect: 'Deny',
          principals: {
            not: true,
            values: new Map([
              ['AWS', ['arn:aws:iam::111122223333:root']],
              ['Service', ['a.amazonaws.com', 'b.amazonaws.com']],
            ]),
          },
          actions: { not: true, values: ['kms:Encrypt', 'kms:Decrypt'] },
          resources: { not: true, values: ['arn:aws:kms:us-east-1:111122223333:key/1'] },
          conditions: [
            expect.objectContaining({
              name: 'StringEquals',
              key: 'kms:viaservice',
              values: ['ec2.us-east-1.amazonaws.com'],
            }),
          ],
        },
      ],
    });
  });

  it('takes one statement without a list, and several in their order', () => {
    expect(parsePolicy(JSON.stringify({ Statement: ALLOW })).statements.length).toBe(1);
    const effects = ['Allow', 'Deny', 'Allow'];
    const several = effects.map((Effect) => ({ ...ALLOW, Effect }));
    const parsed = parsePolicy(JSON.stringify({ Statement: several }));
    expect(parsed.statements.map(({ effect }) => effect)).toEqual(effects);
  });

  it('takes a text or a list of texts wherever there may be several', () => {
    for (const name of ['Action', 'Resource'] as const) {
      const one = parseStatement({ [name]: 'kms:a' });
      const list = parseStatement({ [name]: ['kms:a'] });
      expect(one).toEqual(list);
    }
    expect(parseStatement({ Principal: { AWS: 'x' } })).toEqual(
      parseStatement({ Principal: { AWS: ['x'] } }),
    );
  });

  it('takes a star for every AWS principal', () => {
    expect(parseStatement({ Principal: '*' })).toEqual(parseStatement({ Principal: { AWS: '*' } }));
    expect(parseStatement({ Principal: undefined, NotPrincipal: '*' }).principals).toEqual({
      not: true,
      values: new Map([['AWS', ['*']]]),
    });
  });

  it('takes a statement without Action or Resource, and gives it nothing to apply to', () => {
    expect(parseStatement({ Action: undefined }).actions).toEqual({ not: false, values: [] });
    expect(parseStatement({ Resource: undefined }).resources).toEqual({ not: false, values: [] });
  });

  it('is of the older version when it names none', () => {
    expect(parsePolicy(JSON.stringify({ Statement: ALLOW })).version).toBe('2008-10-17');
    for (const Version of ['2008-10-17', '2012-10-17']) {
      expect(parsePolicy(JSON.stringify({ Version, Statement: ALLOW })).version).toBe(Version);
    }
  });

  it('keeps a Sid with spaces, an empty Sid, and none apart', () => {
    expect(parseStatement({ Sid: 'Allow use of the key' }).sid).toBe('Allow use of the key');
    expect(parseStatement({ Sid: '' }).sid).toBe('');
    expect(parseStatement({}).sid).toBeUndefined();
  });

  it.each([
    ['a', ['a']],
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    [true, ['true']],
    [5, ['5']],
    [
      [1, false, 'x'],
      ['1', 'false', 'x'],
    ],
    [[], []],
  ])('takes texts, numbers, truth values and lists of them in conditions: %j', (wanted, values) => {
    const [condition] = parseStatement({ Condition: { StringEquals: { 'aws:Key': wanted } } }).conditions;
    expect(condition).toMatchObject({ key: 'aws:key', values });
  });

  it('takes an empty condition for none, since it requires nothing', () => {
    expect(parseStatement({ Condition: {} }).conditions).toEqual([]);
  });

  it('knows variables in documents of 2012 alone', () => {
    const values = (Version: string) => {
      const Condition = { StringLike: { 'aws:x': '${aws:username}' } };
      const text = JSON.stringify({
        Version,
        Statement: { ...ALLOW, Resource: '${aws:username}', Condition },
      });
      const [statement] = parsePolicy(text).statements;
      return [statement?.resources.values, statement?.conditions[0]?.values];
    };
    expect(values('2012-10-17')).toEqual([['${aws:username}'], ['${aws:username}']]);
    expect(values('2008-10-17')).toEqual([['${$}{aws:username}'], ['${$}{aws:username}']]);
  });
});

describe('the kinds of policies', () => {
  const read = (kind: 'identity policy' | 'trust policy', statement: object): unknown =>
    parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statement }), kind);
  const IDENTITY = { Effect: 'Allow', Action: 'kms:*', Resource: '*' };
  const TRUST = { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' };

  it('an identity policy has actions and resources, and names nobody', () => {
    read('identity policy', IDENTITY);
    read('identity policy', { ...IDENTITY, Resource: undefined, NotResource: 'arn:aws:kms:*:*:key/x' });
    for (const wrong of [
      { Action: undefined },
      { Resource: undefined },
      { Principal: '*' },
      { NotPrincipal: '*' },
    ]) {
      expect(() => read('identity policy', { ...IDENTITY, ...wrong })).toThrow(PolicySyntaxError);
    }
  });

  it('a trust policy names somebody and has no resource', () => {
    read('trust policy', TRUST);
    for (const wrong of [
      { Action: undefined },
      { Principal: undefined },
      { Resource: '*' },
      { NotResource: '*' },
    ]) {
      expect(() => read('trust policy', { ...TRUST, ...wrong })).toThrow(PolicySyntaxError);
    }
  });
});

/** Texts that are no policy, by what is wrong with them. */
const MALFORMED_TEXTS: Readonly<Record<string, string>> = {
  'an empty text': '',
  'a text that is not JSON': 'policy',
  'a cut object': '{"Statement":[',
  'two documents': '{"Statement":[]}{}',
  'a comment': '/* */{"Statement":[]}',
  'a trailing comma': '{"Statement":[],}',
  'single quotes': "{'Statement':[]}",
  'a byte order mark': `\uFEFF${JSON.stringify({ Statement: ALLOW })}`,
  null: 'null',
  'a list': JSON.stringify([ALLOW]),
  'a number': '12',
  'a string': JSON.stringify(JSON.stringify({ Statement: ALLOW })),
  'an own __proto__': `{"__proto__":{},"Statement":${JSON.stringify(ALLOW)}}`,
  'a statement behind __proto__': `{"__proto__":{"Statement":${JSON.stringify(ALLOW)}}}`,
  'a statement with an own __proto__': `{"Statement":{"__proto__":{},"Effect":"Allow","Principal":"*"}}`,
  'an effect behind __proto__': `{"Statement":{"__proto__":{"Effect":"Allow"},"Principal":"*"}}`,
  'principals behind __proto__': `{"Statement":{"Effect":"Allow","Principal":{"__proto__":"x"}}}`,
};

const MALFORMED_DOCUMENTS: Readonly<Record<string, unknown>> = {
  'an empty object': {},
  'no statement': { Version: '2012-10-17' },
  'an empty list of statements': { Statement: [] },
  'a statement that is null': { Statement: null },
  'a statement that is a text': { Statement: 'Allow' },
  'a list in a list of statements': { Statement: [[ALLOW]] },
  'a number among the statements': { Statement: [ALLOW, 5] },
  'an unknown element': { Statement: ALLOW, Comment: 'x' },
  'an element in lower case': { statement: ALLOW },
  'an element named constructor': { Statement: ALLOW, constructor: {} },
  'an unknown version': { Version: '2020-01-01', Statement: ALLOW },
  'a version that is null': { Version: null, Statement: ALLOW },
  'a version that is a number': { Version: 2012, Statement: ALLOW },
  'an empty version': { Version: '', Statement: ALLOW },
  'an id that is a number': { Id: 5, Statement: ALLOW },
  'an id that is null': { Id: null, Statement: ALLOW },
};

const MALFORMED_STATEMENTS: Readonly<Record<string, Record<string, unknown>>> = {
  'no effect': { Effect: undefined },
  'an effect in lower case': { Effect: 'allow' },
  'an effect that is a list': { Effect: ['Allow'] },
  'an effect that is null': { Effect: null },
  'no principal': { Principal: undefined },
  'a principal that is null': { Principal: null },
  'a principal that is a text': { Principal: 'arn:aws:iam::111122223333:root' },
  'a principal that is a list': { Principal: ['*'] },
  'an empty principal': { Principal: {} },
  'a principal of an unknown type': { Principal: { IAM: '*' } },
  'a principal of a type in lower case': { Principal: { aws: '*' } },
  'a principal of type constructor': { Principal: { constructor: '*' } },
  'a principal without names': { Principal: { AWS: [] } },
  'a principal with an empty name': { Principal: { AWS: '' } },
  'a principal whose name is a number': { Principal: { AWS: 111122223333 } },
  'a principal whose name is null': { Principal: { AWS: null } },
  'a principal with one bad name among good ones': { Principal: { AWS: ['a', 5] } },
  'Principal and NotPrincipal': { NotPrincipal: '*' },
  'Action and NotAction': { NotAction: 'kms:a' },
  'Resource and NotResource': { NotResource: 'x' },
  'an action that is null': { Action: null },
  'an empty action': { Action: '' },
  'no action in the list': { Action: [] },
  'an action that is an object': { Action: { Encrypt: true } },
  'an empty action in the list': { Action: ['kms:a', ''] },
  'a resource that is a number': { Resource: 1 },
  'a list in the list of resources': { Resource: [['*']] },
  'a Sid that is a number': { Sid: 1 },
  'a Sid that is null': { Sid: null },
  'an unknown element of a statement': { Conditions: {} },
  'an element of a statement in lower case': { action: 'kms:a' },
  'a condition that is a text': { Condition: 'x' },
  'a condition that is null': { Condition: null },
  'a condition that is a list': { Condition: [] },
  'a condition without a key': { Condition: { StringEquals: 'x' } },
  'a condition whose operator is null': { Condition: { StringEquals: null } },
  'a condition whose operator is a list': { Condition: { StringEquals: ['x'] } },
  'a condition whose value is an object': { Condition: { StringEquals: { 'aws:key': { x: 1 } } } },
  'a condition whose value is null': { Condition: { StringEquals: { 'aws:key': null } } },
  'a condition with an unknown operator': { Condition: { StringEqual: { 'aws:key': 'x' } } },
  'a condition with an operator in another case': { Condition: { stringEquals: { 'aws:key': 'x' } } },
  'a condition with an unknown qualifier': {
    Condition: { 'ForSomeValues:StringEquals': { 'aws:key': 'x' } },
  },
  'a condition of Null with IfExists': { Condition: { NullIfExists: { 'aws:key': 'true' } } },
  'a condition of Null with a qualifier': { Condition: { 'ForAnyValue:Null': { 'aws:key': 'true' } } },
  'a number that is none': { Condition: { NumericLessThan: { 'aws:key': 'many' } } },
  'a time that is none': { Condition: { DateLessThan: { 'aws:key': 'tomorrow' } } },
  'an address that is none': { Condition: { NotIpAddress: { 'aws:key': '10.0.0.0/33' } } },
  'a truth value that is none': { Condition: { Bool: { 'aws:key': 'yes' } } },
  'a truth value of Null that is none': { Condition: { Null: { 'aws:key': 'no' } } },
  'base64 that is none': { Condition: { BinaryEquals: { 'aws:key': '***' } } },
  'a condition with a list in the list': { Condition: { StringEquals: { 'aws:key': [['x']] } } },
};

describe('what breaks the grammar is refused whole', () => {
  const documents = { ...MALFORMED_DOCUMENTS, ...MALFORMED_TEXTS };
  it.each(Object.keys(documents))('%s', (name) => {
    const document = documents[name];
    const text = name in MALFORMED_TEXTS ? (document as string) : JSON.stringify(document);
    expect(() => parsePolicy(text)).toThrow(PolicySyntaxError);
  });

  it.each(Object.keys(MALFORMED_STATEMENTS))('a statement with %s', (name) => {
    expect(() => parseStatement(MALFORMED_STATEMENTS[name] ?? {})).toThrow(PolicySyntaxError);
  });

  it('even when another statement is well-formed', () => {
    const statements = [ALLOW, { ...ALLOW, Effect: 'Perhaps' }];
    expect(() => parsePolicy(JSON.stringify({ Statement: statements }))).toThrow(PolicySyntaxError);
  });

  it('with a reason that names no value', () => {
    for (const change of [{ Effect: 'hunter2' }, { Principal: { hunter2: 'x' } }, { hunter2: 1 }]) {
      expect(() => parseStatement(change)).toThrow(/^(?!.*hunter2)/);
    }
  });

  it('and nothing but PolicySyntaxError ever comes of any JSON', () => {
    const names = ['Version', 'Statement', 'Effect', 'Principal', 'Action', 'Condition', 'AWS', '__proto__'];
    const keys = fc.constantFrom(...names, 'constructor', 'toString');
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom('Allow', 'Deny', '*', '2012-10-17', '', null, true, 0),
        fc.array(tie('json'), { maxLength: 2 }),
        fc.array(fc.tuple(keys, tie('json')), { maxLength: 5 }).map((pairs) => new Map(pairs)),
      ),
    }));
    fc.assert(
      fc.property(json, (value) => {
        try {
          parsePolicy(jsonOf(value));
        } catch (error) {
          expect(error).toBeInstanceOf(PolicySyntaxError);
        }
      }),
      RUNS,
    );
  });
});

/** JSON in which a Map is an object, so that `__proto__` is a member like any other. */
function jsonOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonOf).join()}]`;
  if (!(value instanceof Map)) return JSON.stringify(value);
  return `{${[...value].map(([key, member]) => `${JSON.stringify(key)}:${jsonOf(member)}`).join()}}`;
}
