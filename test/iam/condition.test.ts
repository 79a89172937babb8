/** Conditions: every operator, its negation, IfExists, sets, and keys that a request does not have. */
import { describe, expect, it } from 'vitest';
import { canRead, meets, readConditions } from '../../src/iam/condition.ts';

type Values = Readonly<Record<string, readonly string[]>>;

/** Whether a request with these keys meets one condition of a policy. */
function holds(name: string, wanted: string | readonly string[], has: Values = {}): boolean {
  const values = typeof wanted === 'string' ? [wanted] : wanted;
  const [condition] = readConditions(name, [['Aws:Key', values]]) ?? [];
  if (condition === undefined) throw new Error(`${name} is no operator`);
  return meets(condition, (key) => has[key]);
}

const one = (value: string): Values => ({ 'aws:key': [value] });

/** An operator, a value of a policy, a value of a request that matches and one that does not; its negation. */
const OPERATORS: readonly {
  readonly name: string;
  readonly wanted: string;
  readonly yes: string;
  readonly no: string;
  readonly negation?: string;
}[] = [
  { name: 'StringEquals', wanted: 'abc', yes: 'abc', no: 'Abc', negation: 'StringNotEquals' },
  { name: 'StringEquals', wanted: 'a*', yes: 'a*', no: 'ab', negation: 'StringNotEquals' },
  {
    name: 'StringEqualsIgnoreCase',
    wanted: 'AbC',
    yes: 'aBc',
    no: 'abd',
    negation: 'StringNotEqualsIgnoreCase',
  },
  { name: 'StringLike', wanted: 'a*c?', yes: 'abbcd', no: 'abbc', negation: 'StringNotLike' },
  { name: 'StringLike', wanted: 'A*', yes: 'Ab', no: 'ab', negation: 'StringNotLike' },
  { name: 'NumericEquals', wanted: '10', yes: '10.0', no: '11', negation: 'NumericNotEquals' },
  { name: 'NumericLessThan', wanted: '10', yes: '9.5', no: '10' },
  { name: 'NumericLessThanEquals', wanted: '10', yes: '10', no: '10.01' },
  { name: 'NumericGreaterThan', wanted: '10', yes: '11', no: '10' },
  { name: 'NumericGreaterThanEquals', wanted: '-1', yes: '-1', no: '-2' },
  { name: 'NumericEquals', wanted: '10', yes: '10', no: 'ten', negation: 'NumericNotEquals' },
  {
    name: 'DateEquals',
    wanted: '2026-11-27T10:00:00Z',
    yes: '2026-11-27T11:00:00+01:00',
    no: '2026-11-27T10:00:01Z',
    negation: 'DateNotEquals',
  },
  { name: 'DateLessThan', wanted: '2026-11-27', yes: '2026-11-26T23:59:59Z', no: '2026-11-27T00:00:00Z' },
  { name: 'DateGreaterThan', wanted: '1700000000', yes: '2026-01-01T00:00:00Z', no: '2020-01-01T00:00:00Z' },
  { name: 'DateLessThanEquals', wanted: '2026', yes: '2026-01-01T00:00:00Z', no: '2026-01-01T00:00:01Z' },
  { name: 'DateGreaterThanEquals', wanted: '2026-11-27T00:00:00Z', yes: '1795737600', no: '1764201599' },
  { name: 'Bool', wanted: 'true', yes: 'TRUE', no: 'false' },
  { name: 'BinaryEquals', wanted: 'QUI=', yes: 'QUI=', no: 'QUM=' },
  {
    name: 'IpAddress',
    wanted: '203.0.113.0/24',
    yes: '203.0.113.9',
    no: '203.0.114.9',
    negation: 'NotIpAddress',
  },
  {
    name: 'ArnEquals',
    wanted: 'arn:aws:iam::111122223333:role/*',
    yes: 'arn:aws:iam::111122223333:role/a/b',
    no: 'arn:aws:iam::1:role/a',
    negation: 'ArnNotEquals',
  },
  {
    name: 'ArnLike',
    wanted: 'arn:aws:*::111122223333:user/a?',
    yes: 'arn:aws:iam::111122223333:user/ab',
    no: 'user/ab',
    negation: 'ArnNotLike',
  },
];
const NEGATED = OPERATORS.flatMap(({ negation, ...row }) =>
  negation === undefined ? [] : { ...row, negation },
);

describe('operators', () => {
  it.each(OPERATORS)('$name $wanted holds for $yes and not for $no', ({ name, wanted, yes, no }) => {
    expect(holds(name, wanted, one(yes))).toBe(true);
    expect(holds(name, wanted, one(no))).toBe(false);
    expect(holds(`${name}IfExists`, wanted, one(no))).toBe(false);
  });

  it.each(NEGATED)(
    '$negation $wanted does not hold for $yes and does for $no',
    ({ wanted, yes, no, negation }) => {
      expect(holds(negation, wanted, one(yes))).toBe(false);
      expect(holds(negation, wanted, one(no))).toBe(true);
    },
  );

  it.each(OPERATORS)('$name does not hold without the key, and does with IfExists', ({ name, wanted }) => {
    expect(holds(name, wanted)).toBe(false);
    expect(holds(`${name}IfExists`, wanted)).toBe(true);
  });

  it.each(NEGATED)('$negation holds without the key', ({ wanted, negation }) => {
    expect(holds(negation, wanted)).toBe(true);
    expect(holds(`${negation}IfExists`, wanted)).toBe(true);
  });

  it('one of several values is enough, and fails a negated operator', () => {
    expect(holds('StringEquals', ['a', 'b'], one('b'))).toBe(true);
    expect(holds('StringNotEquals', ['a', 'b'], one('b'))).toBe(false);
    expect(holds('StringNotEquals', ['a', 'b'], one('c'))).toBe(true);
  });

  it('no value is matched by nothing', () => {
    expect(holds('StringEquals', [], one('a'))).toBe(false);
    expect(holds('StringNotEquals', [], one('a'))).toBe(true);
  });

  it('Null true holds without the key, Null false with it', () => {
    expect(holds('Null', 'true')).toBe(true);
    expect(holds('Null', 'true', { 'aws:key': [] })).toBe(true);
    expect(holds('Null', 'true', one('a'))).toBe(false);
    expect(holds('Null', 'false')).toBe(false);
    expect(holds('Null', 'False', one(''))).toBe(true);
  });

  it('there are no others', () => {
    for (const name of [
      'StringEqual',
      'stringequals',
      'StringEqualsIfExistsIfExists',
      'NullIfExists',
      'ForAnyValue:Null',
      'constructor',
      '',
      'ForAnyValue:',
      'ForAllvalues:StringEquals',
    ]) {
      expect(readConditions(name, [['k', ['v']]])).toBeUndefined();
    }
  });
});

describe('sets', () => {
  const ab = { 'aws:key': ['a', 'b'] };

  it('ForAnyValue: one value that is accepted is enough', () => {
    expect(holds('ForAnyValue:StringEquals', ['b', 'c'], ab)).toBe(true);
    expect(holds('ForAnyValue:StringEquals', ['c'], ab)).toBe(false);
    expect(holds('ForAnyValue:StringNotEquals', ['a'], ab)).toBe(true);
    expect(holds('ForAnyValue:StringNotEquals', ['a', 'b'], ab)).toBe(false);
  });

  it('ForAnyValue: without a value there is none', () => {
    expect(holds('ForAnyValue:StringEquals', 'a')).toBe(false);
    expect(holds('ForAnyValue:StringNotEquals', 'a')).toBe(false);
    expect(holds('ForAnyValue:StringEqualsIfExists', 'a')).toBe(true);
    for (const empty of [{ 'aws:key': [''] }, { 'aws:key': ['', ''] }]) {
      expect(holds('ForAnyValue:StringEquals', '', empty)).toBe(false);
      expect(holds('ForAnyValue:StringNotEquals', 'a', empty)).toBe(false);
    }
  });

  it('a key with no values is a key that is missing', () => {
    const none = { 'aws:key': [] };
    expect(holds('StringEqualsIfExists', 'a', none)).toBe(true);
    expect(holds('ForAnyValue:StringEqualsIfExists', 'a', none)).toBe(true);
    expect(holds('StringEquals', 'a', none)).toBe(false);
    expect(holds('StringNotEquals', 'a', none)).toBe(true);
  });

  it('ForAllValues: every value must be accepted', () => {
    expect(holds('ForAllValues:StringEquals', ['a', 'b', 'c'], ab)).toBe(true);
    expect(holds('ForAllValues:StringEquals', ['a', 'c'], ab)).toBe(false);
    expect(holds('ForAllValues:StringNotEquals', ['c'], ab)).toBe(true);
    expect(holds('ForAllValues:StringNotEquals', ['a'], ab)).toBe(false);
  });

  it('ForAllValues: holds for no value, and for an empty one alone', () => {
    for (const has of [{}, { 'aws:key': [] }, one('')]) {
      expect(holds('ForAllValues:StringEquals', 'a', has)).toBe(true);
      expect(holds('ForAllValues:StringNotEquals', '', has)).toBe(true);
    }
  });

  it('without a qualifier, one of several values matches for all of them', () => {
    expect(holds('StringEquals', 'b', ab)).toBe(true);
    expect(holds('StringNotEquals', 'b', ab)).toBe(false);
    expect(holds('StringNotEquals', 'c', ab)).toBe(true);
  });
});

describe('variables', () => {
  const has = { 'aws:key': ['dept-a*'], 'aws:username': ['a*'] };

  it('stand for text in equals, in like and in ARNs', () => {
    expect(holds('StringEquals', 'dept-${aws:username}', has)).toBe(true);
    expect(holds('StringEqualsIgnoreCase', 'DEPT-${aws:username}', has)).toBe(true);
    expect(holds('StringLike', 'd*-${aws:username}', has)).toBe(true);
    expect(holds('StringLike', 'd*-${aws:username}', { ...has, 'aws:key': ['dept-ab'] })).toBe(false);
    const arn = { 'aws:key': ['arn:aws:iam::1:user/a*'], 'aws:username': ['a*'] };
    expect(holds('ArnLike', 'arn:aws:iam::1:user/${aws:username}', arn)).toBe(true);
  });

  it('without a value match nothing', () => {
    expect(holds('StringEquals', '${aws:userid}', has)).toBe(false);
    expect(holds('StringLike', '*${aws:userid}*', has)).toBe(false);
    expect(holds('StringNotLike', '*${aws:userid}*', has)).toBe(true);
  });
});

describe('canRead', () => {
  const reads = (name: string, value: string): boolean => {
    const [condition] = readConditions(name, [['k', [value]]]) ?? [];
    return condition !== undefined && canRead(condition);
  };

  it.each([
    ['NumericEquals', '1e3'],
    ['NumericEquals', ''],
    ['NumericEquals', '0x10'],
    ['DateEquals', '27.11.2026'],
    ['DateEquals', '2026-13-01'],
    ['DateEquals', '2026-11-27T10:00'],
    ['Bool', '1'],
    ['Null', ''],
    ['IpAddress', '300.0.0.1'],
    ['BinaryEquals', 'a'],
  ])('%s does not read %j', (name, value) => {
    expect(reads(name, value)).toBe(false);
  });
});
