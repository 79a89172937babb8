/**
 * Random policies and requests over a world so small that they often meet: two accounts, a handful of principals, keys,
 * actions and values. The same seed makes the same questions.
 *
 * @module
 */
import type { Clause, Document, Question } from './naive-evaluator.ts';

/** Numbers from 0 to 1, the same for the same seed (Mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const HOME = '111122223333';
const ABROAD = '444455556666';
const KEYS = [`arn:aws:kms:us-east-1:${HOME}:key/aaaa`, `arn:aws:kms:eu-west-1:${HOME}:key/bbbb`];
const ROLE = `arn:aws:iam::${HOME}:role/team/app`;

const PRINCIPALS: readonly Question['who'][] = [
  { kind: 'root', arn: `arn:aws:iam::${HOME}:root`, account: HOME },
  { kind: 'user', arn: `arn:aws:iam::${HOME}:user/alice`, account: HOME },
  { kind: 'user', arn: `arn:aws:iam::${HOME}:user/bob`, account: HOME },
  { kind: 'session', arn: `arn:aws:sts::${HOME}:assumed-role/app/one`, account: HOME, roleArn: ROLE },
  { kind: 'session', arn: `arn:aws:sts::${HOME}:assumed-role/app/two`, account: HOME, roleArn: ROLE },
  { kind: 'federated', arn: `arn:aws:sts::${HOME}:federated-user/fred`, account: HOME },
  { kind: 'root', arn: `arn:aws:iam::${ABROAD}:root`, account: ABROAD },
  { kind: 'user', arn: `arn:aws:iam::${ABROAD}:user/carol`, account: ABROAD },
  {
    kind: 'session',
    arn: `arn:aws:sts::${ABROAD}:assumed-role/guest/one`,
    account: ABROAD,
    roleArn: `arn:aws:iam::${ABROAD}:role/guest`,
  },
  { kind: 'service', arn: 's3.amazonaws.com', account: '' },
];
const NAMES = [
  '*',
  HOME,
  ABROAD,
  ...PRINCIPALS.map(({ arn }) => arn).filter((arn) => arn.startsWith('arn:')),
  ROLE,
  ROLE,
  `arn:aws:iam::${ABROAD}:role/guest`,
  `arn:aws:iam::${HOME}:root`,
];
const ACTIONS = [
  'kms:Encrypt',
  'kms:Decrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:PutKeyPolicy',
];
const ACTION_PATTERNS = [
  ...ACTIONS,
  '*',
  'kms:*',
  'kms:?ncrypt',
  'KMS:encrypt',
  'kms:*crypt*',
  'kms:Generate*',
  's3:*',
  'k*:*t',
];
const RESOURCE_PATTERNS = [
  '*',
  '*',
  ...KEYS,
  `arn:aws:kms:*:${HOME}:key/*`,
  `arn:aws:kms:us-east-1:${HOME}:key/????`,
  `arn:aws:kms:*:*:key/aaa?`,
  'arn:aws:kms:*',
  'arn:*',
  'arn:aws:kms:u*1:*:key/*',
  'arn:aws:kms:u*key/aaaa',
  `arn:aws:*:key/?a*a`,
  `arn:aws:kms:us-east-1:${HOME}:key/\${aws:PrincipalTag/key}`,
  `arn:aws:kms:*:` + "${aws:PrincipalAccount, '111122223333'}:key/*",
  'arn:aws:s3:::bucket',
];

/** Keys with values of a request, and the values of policies that may meet them. */
interface Fact {
  readonly key: string;
  readonly actual: readonly string[];
  readonly wanted: readonly string[];
  readonly operators: readonly string[];
  readonly isSet?: boolean;
}

const TEXT_OPERATORS = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
];
const ORDERS = ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'];
const TEXTS = {
  actual: ['app', 'App', 'web', 'a*', '', 'alice'],
  wanted: ['app', 'APP', 'web', 'a*', '?pp', '*', '', 'a${*}', '${aws:username}', "${aws:username, 'app'}"],
  operators: TEXT_OPERATORS,
};
const FACTS: readonly Fact[] = [
  { key: 'kms:EncryptionContext:app', ...TEXTS },
  {
    key: 'aws:PrincipalTag/key',
    actual: ['aaaa', 'bbbb'],
    wanted: ['aaaa', '*b*'],
    operators: TEXT_OPERATORS,
  },
  {
    key: 'aws:username',
    actual: ['alice', 'bob', 'app'],
    wanted: ['alice', 'b?b'],
    operators: TEXT_OPERATORS,
  },
  {
    key: 'kms:ViaService',
    actual: ['s3.us-east-1.amazonaws.com'],
    wanted: ['s3.*', 'ec2.*'],
    operators: TEXT_OPERATORS,
  },
  { key: 'kms:EncryptionContextKeys', ...TEXTS, isSet: true },
  { key: 'aws:TagKeys', ...TEXTS, isSet: true },
  {
    key: 'kms:RotationPeriodInDays',
    actual: ['90', '365', '365.0'],
    wanted: ['90', '365', '100'],
    operators: ORDERS.map((order) => `Numeric${order}`),
  },
  {
    key: 'aws:CurrentTime',
    actual: ['2026-01-01T00:00:00Z', '2026-06-01T12:00:00.000Z'],
    wanted: ['2026-01-01T00:00:00Z', '2026-03-01T00:00:00Z', '1767225600'],
    operators: ORDERS.map((order) => `Date${order}`),
  },
  {
    key: 'kms:GrantIsForAWSResource',
    actual: ['true', 'false'],
    wanted: ['true', 'false'],
    operators: ['Bool'],
  },
  {
    key: 'aws:SourceIp',
    actual: ['10.0.0.7', '192.168.3.4'],
    wanted: ['10.0.0.0/8', '10.0.0.7', '192.168.2.0/23', '0.0.0.0/0'],
    operators: ['IpAddress', 'NotIpAddress'],
  },
  {
    key: 'aws:SourceArn',
    actual: [`arn:aws:s3:::bucket`, `arn:aws:sns:us-east-1:${HOME}:topic:sub`],
    wanted: [
      'arn:aws:s3:::*',
      `arn:aws:s?s:*:${HOME}:topic:*`,
      `arn:*:*:*:*:*`,
      'arn:aws:*',
      `arn:aws:s3:::bucket`,
    ],
    operators: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
  },
  { key: 'kms:Blob', actual: ['AAEC', 'AAED'], wanted: ['AAEC'], operators: ['BinaryEquals'] },
];

/** Makes one question after the other. */
export function questions(seed: number): () => Question {
  const random = seededRandom(seed);
  const often = (share: number): boolean => random() < share;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const some = <T>(list: readonly T[], most: number): T[] =>
    Array.from({ length: 1 + Math.floor(random() * most) }, () => pick(list));

  const keyName = (key: string): string => (often(0.2) ? key.toUpperCase() : key);

  function conditionOf(): NonNullable<Clause['Condition']> {
    const conditions: Record<string, Record<string, string[]>> = {};
    for (const fact of some(FACTS, 2)) {
      if (often(0.1)) {
        conditions['Null'] = { [keyName(fact.key)]: some(['true', 'false'], often(0.1) ? 2 : 1) };
        continue;
      }
      const isSet = fact.isSet === true || often(0.1);
      const qualifier = isSet ? pick(['ForAnyValue:', 'ForAllValues:']) : '';
      const operator = `${qualifier}${pick(fact.operators)}${often(0.25) ? 'IfExists' : ''}`;
      conditions[operator] = { ...conditions[operator], [keyName(fact.key)]: some(fact.wanted, 3) };
    }
    return conditions;
  }

  function clauseOf(isOwner: boolean, isRole: boolean, allows: number): Clause {
    const services = often(0.2) ? { Service: some(['s3.amazonaws.com', 'ec2.amazonaws.com'], 2) } : {};
    const names = often(0.1) ? ('*' as const) : { AWS: some(NAMES, 3), ...services };
    const isOpposite = often(0.08);
    const actions = isRole ? ['sts:AssumeRole', 'sts:*'] : ACTION_PATTERNS;
    return {
      Effect: often(allows) ? 'Allow' : 'Deny',
      ...(isOwner ? { [isOpposite ? 'NotPrincipal' : 'Principal']: names } : {}),
      ...(isOwner && !isRole && often(0.03)
        ? {}
        : { [often(0.1) ? 'NotAction' : 'Action']: some(actions, 3) }),
      ...(isRole || (isOwner && often(0.03))
        ? {}
        : { [often(0.1) ? 'NotResource' : 'Resource']: some(RESOURCE_PATTERNS, 2) }),
      ...(often(0.45) ? { Condition: conditionOf() } : {}),
    };
  }

  function documentOf(isOwner: boolean, isRole: boolean, allows = 0.85): Document {
    const statements = Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
      clauseOf(isOwner, isRole, allows),
    );
    const version = pick(['2012-10-17', '2012-10-17', '2012-10-17', '2008-10-17', undefined]);
    return { ...(version === undefined ? {} : { Version: version }), Statement: statements };
  }

  function factsOf(): Map<string, readonly string[]> {
    const facts = new Map<string, readonly string[]>();
    for (const { key, actual, isSet } of FACTS) {
      if (often(0.35)) continue;
      facts.set(
        key.toLowerCase(),
        isSet === true ? some(actual, 3).slice(often(0.1) ? 3 : 0) : [pick(actual)],
      );
    }
    return facts;
  }

  return () => {
    const who = pick(PRINCIPALS);
    const isRole = often(0.1);
    const hasOwner = who.kind === 'service' || often(0.9);
    const hasOwn = who.kind !== 'root' && who.kind !== 'service';
    const own = !hasOwn ? 0 : Math.floor(random() * 3);
    const isLimited = hasOwn && often(0.25);
    const isSession = (who.kind === 'session' || who.kind === 'federated') && often(0.4);
    return {
      who,
      action: isRole ? 'sts:AssumeRole' : pick(ACTIONS),
      resource: isRole ? ROLE : hasOwner ? pick(KEYS) : '*',
      facts: factsOf(),
      identity: Array.from({ length: own }, () => documentOf(false, false)),
      boundary: isLimited ? documentOf(false, false) : undefined,
      session: isSession ? [documentOf(false, false)] : undefined,
      owner: hasOwner
        ? {
            account: HOME,
            document: documentOf(true, isRole),
            isRole,
            grantedAs:
              !isRole && often(0.1)
                ? pick(who.roleArn ? (['self', 'role'] as const) : (['self'] as const))
                : undefined,
          }
        : undefined,
    };
  };
}
