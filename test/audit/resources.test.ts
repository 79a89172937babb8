import { describe, expect, it } from 'vitest';
import { accountOf, keyResource, knownKeys, resourcesOf } from '../../src/audit/resources.ts';
import { KEY_ARN, outcomeOf } from './outcomes.ts';

const OTHER_ARN = KEY_ARN.replace('111122223333', '444455556666');
const touching = (...arns: readonly string[]) =>
  arns.map((arn, i) => ({ role: `key ${i}`, arn, key: undefined, store: undefined }));

it('a key is told with its account, which its ARN says', () => {
  expect(keyResource(OTHER_ARN)).toEqual({
    accountId: '444455556666',
    type: 'AWS::KMS::Key',
    ARN: OTHER_ARN,
  });
  expect(accountOf('none')).toBe('');
});

describe('resources', () => {
  it('are each key once, in the order of the row', () => {
    const touched = touching(OTHER_ARN, KEY_ARN, OTHER_ARN);
    expect(resourcesOf(outcomeOf({ touched }))?.map(({ ARN }) => ARN)).toEqual([OTHER_ARN, KEY_ARN]);
  });

  it('are an empty list of a call that came to no key, and absent of one about a custom key store', () => {
    expect(resourcesOf(outcomeOf())).toEqual([]);
    expect(resourcesOf(outcomeOf({ operation: 'ConnectCustomKeyStore' }))).toBeUndefined();
  });

  it('begin with the alias, unless its name is none', () => {
    const alias = (AliasName: string) =>
      resourcesOf(outcomeOf({ operation: 'DeleteAlias', input: { AliasName }, touched: touching(KEY_ARN) }));
    expect(alias('alias/app')).toEqual([
      {
        accountId: '111122223333',
        type: 'AWS::KMS::Alias',
        ARN: 'arn:aws:kms:us-east-1:111122223333:alias/app',
      },
      keyResource(KEY_ARN),
    ]);
    expect(alias('app')).toEqual([keyResource(KEY_ARN)]);
  });

  it('end with the key that was made', () => {
    const answer = { KeyMetadata: { Arn: OTHER_ARN } };
    expect(resourcesOf(outcomeOf({ operation: 'CreateKey', answer }))).toEqual([keyResource(OTHER_ARN)]);
    expect(resourcesOf(outcomeOf({ operation: 'CreateKey', answer: undefined }))).toEqual([]);
  });
});

describe('of a call that nobody allowed, its caller knows', () => {
  const known = (input: Readonly<Record<string, unknown>> | undefined) =>
    knownKeys(outcomeOf({ isAllowed: false, input, touched: touching(KEY_ARN, OTHER_ARN) })).map(
      ({ arn }) => arn,
    );

  it('the keys of their own account', () => {
    expect(known({ KeyId: 'alias/x' })).toEqual([KEY_ARN]);
    expect(known(undefined)).toEqual([KEY_ARN]);
  });

  it('and those of others that they named themselves', () => {
    expect(known({ KeyId: OTHER_ARN })).toEqual([KEY_ARN, OTHER_ARN]);
  });
});
