import { describe, expect, it } from 'vitest';
import { awsKeys, type RequestFacts, tagValues } from '../../src/iam/aws-keys.ts';
import { type Identity, rootIdentity } from '../../src/iam/identity.ts';
import { principalOf } from '../../src/iam/principal.ts';

const NOW = Date.UTC(2026, 10, 27, 10, 15, 30, 500);
const FACTS: RequestFacts = { nowMs: NOW, region: 'eu-west-1', secureTransport: false };
const ROOT = rootIdentity('arn:aws:iam::111122223333:root');
const SESSION: Identity = {
  ...ROOT,
  principal: principalOf('arn:aws:sts::111122223333:assumed-role/app/run1'),
  userId: 'AROAX:run1',
  tags: new Map([['Team', 'blue']]),
  session: { name: 'run1', issuedAtMs: NOW - 60_000, expiresAtMs: NOW, mfaAuthenticated: true },
};
const USER: Identity = {
  ...ROOT,
  principal: principalOf('arn:aws:iam::111122223333:user/al'),
  userName: 'al',
  userId: 'AIDAX',
};
const SERVICE: Identity = { ...ROOT, principal: principalOf('s3.amazonaws.com') };

/** The values of keys by who asks and what is known of the request. */
const CASES: readonly (readonly [
  key: string,
  identity: Identity,
  facts: Partial<RequestFacts>,
  expected: string | undefined,
])[] = [
  ['aws:principalarn', SESSION, {}, 'arn:aws:iam::111122223333:role/app'],
  ['aws:principalarn', USER, {}, 'arn:aws:iam::111122223333:user/al'],
  ['aws:principalaccount', USER, {}, '111122223333'],
  ['aws:principalaccount', SERVICE, {}, undefined],
  ['aws:principaltype', ROOT, {}, 'Account'],
  ['aws:principaltype', SESSION, {}, 'AssumedRole'],
  ['aws:principalisawsservice', SERVICE, {}, 'true'],
  ['aws:principalisawsservice', USER, {}, 'false'],
  ['aws:principalservicename', SERVICE, {}, 's3.amazonaws.com'],
  ['aws:principalservicename', USER, {}, undefined],
  ['aws:userid', SESSION, {}, 'AROAX:run1'],
  ['aws:username', USER, {}, 'al'],
  ['aws:username', SESSION, {}, undefined],
  ['aws:tokenissuetime', SESSION, {}, '2026-11-27T10:14:30Z'],
  ['aws:tokenissuetime', USER, {}, undefined],
  ['aws:multifactorauthpresent', SESSION, {}, 'true'],
  ['aws:multifactorauthpresent', USER, {}, undefined],
  ['aws:multifactorauthage', SESSION, {}, '60'],
  ['aws:currenttime', USER, {}, '2026-11-27T10:15:30Z'],
  ['aws:epochtime', USER, {}, String(Math.floor(NOW / 1000))],
  ['aws:requestedregion', USER, {}, 'eu-west-1'],
  ['aws:securetransport', USER, {}, 'false'],
  ['aws:sourceip', USER, { sourceIp: '203.0.113.7' }, '203.0.113.7'],
  ['aws:sourceip', USER, { sourceIp: '203.0.113.7', viaService: 's3.us-east-1.amazonaws.com' }, undefined],
  ['aws:useragent', USER, { userAgent: 'curl' }, 'curl'],
  ['aws:referer', USER, {}, undefined],
  ['aws:viaawsservice', USER, {}, 'false'],
  ['aws:viaawsservice', USER, { viaService: 's3.us-east-1.amazonaws.com' }, 'true'],
  ['aws:calledvia', USER, { viaService: 's3.us-east-1.amazonaws.com' }, 's3.amazonaws.com'],
  ['aws:calledvialast', USER, {}, undefined],
  ['aws:sourcearn', SERVICE, { sourceArn: 'arn:aws:s3:::b' }, 'arn:aws:s3:::b'],
  ['aws:sourceaccount', SERVICE, { sourceArn: 'arn:aws:sns:us-east-1:111122223333:t' }, '111122223333'],
  ['aws:sourceaccount', SERVICE, { sourceArn: 'arn:aws:s3:::b' }, undefined],
  ['aws:principaltag/team', SESSION, {}, 'blue'],
  ['aws:principaltag/other', SESSION, {}, undefined],
  ['aws:principalorgid', USER, {}, undefined],
  ['constructor', USER, {}, undefined],
];

describe('the global keys', () => {
  it.each(CASES)('%s of %o with %o', (key, identity, facts, expected) => {
    const values = awsKeys(identity, { ...FACTS, ...facts })(key);
    expect(values).toEqual(expected === undefined ? undefined : [expected]);
  });

  it('tags that differ in case alone are one key with several values', () => {
    expect(
      tagValues(
        [
          ['A', '1'],
          ['a', '2'],
          ['b', '3'],
        ],
        'a',
      ),
    ).toEqual(['1', '2']);
  });
});
