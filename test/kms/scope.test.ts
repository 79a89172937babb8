import { describe, expect, it } from 'vitest';
import { aliasArn, isRegion, keyArn, rootArn } from '../../src/kms/scope.ts';

describe('the ARNs of a scope', () => {
  it.each([
    ['us-east-1', 'aws'],
    ['ap-southeast-1', 'aws'],
    ['cn-northwest-1', 'aws-cn'],
    ['us-gov-east-1', 'aws-us-gov'],
    ['us-iso-east-1', 'aws-iso'],
    ['us-isob-east-1', 'aws-iso-b'],
    ['eu-isoe-west-1', 'aws-iso-e'],
    ['us-isof-south-1', 'aws-iso-f'],
    ['eusc-de-east-1', 'aws-eusc'],
  ])('in %s are of the partition %s', (region, partition) => {
    expect(isRegion(region)).toBe(true);
    const scope = { account: '111122223333', region };
    expect(keyArn(scope, 'x')).toBe(`arn:${partition}:kms:${region}:111122223333:key/x`);
    expect(aliasArn(scope, 'alias/x')).toBe(`arn:${partition}:kms:${region}:111122223333:alias/x`);
    expect(rootArn(scope)).toBe(`arn:${partition}:iam::111122223333:root`);
  });
});

describe('the name of a Region', () => {
  it.each(['', 'us', 'us-east', 'US-EAST-1', 'us-east-1 ', 'us--1', 'us-east-123', '*', 'us-east-1\n'])(
    'is not %j',
    (text) => {
      expect(isRegion(text)).toBe(false);
    },
  );
});
