import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Arn, formatArn, parseArn, partitionOf } from '../../src/iam/arn.ts';

const RUNS = { seed: 20_261_124, numRuns: 5000 };

const word = fc.string({ unit: fc.constantFrom(...'abzAZ019-_/*?.'), minLength: 1, maxLength: 8 });
const wordOrNone = fc.oneof(fc.constant(''), word);
const resource = fc.string({ unit: fc.constantFrom(...'abZ09-_/:*?'), minLength: 1, maxLength: 12 });
const arns: fc.Arbitrary<Arn> = fc.record({
  partition: word,
  service: word,
  region: wordOrNone,
  account: wordOrNone,
  resource: resource.filter((text) => !text.startsWith(':')),
});

describe('arn', () => {
  it('reads back every ARN that it writes', () => {
    fc.assert(
      fc.property(arns, (arn) => {
        expect(parseArn(formatArn(arn))).toEqual(arn);
      }),
      RUNS,
    );
  });

  it('writes again as it was every text that it reads', () => {
    const texts = fc.array(fc.constantFrom('arn', 'aws', 'kms', '', 'us-east-1', '111122223333', 'key/1'), {
      minLength: 4,
      maxLength: 9,
    });
    let readable = 0;
    fc.assert(
      fc.property(texts, (words) => {
        const text = ['arn', ...words].join(':');
        const arn = parseArn(text);
        if (arn === undefined) return;
        readable++;
        expect(formatArn(arn)).toBe(text);
      }),
      RUNS,
    );
    expect(readable).toBeGreaterThan(1000);
  });

  it('reads the parts of a key, an alias, a root, and a session', () => {
    expect(parseArn('arn:aws:kms:us-east-1:111122223333:key/1234')).toEqual({
      partition: 'aws',
      service: 'kms',
      region: 'us-east-1',
      account: '111122223333',
      resource: 'key/1234',
    });
    expect(parseArn('arn:aws-cn:kms:cn-north-1:111122223333:alias/a/b')?.resource).toBe('alias/a/b');
    expect(parseArn('arn:aws:iam::111122223333:root')?.region).toBe('');
    expect(parseArn('arn:aws:sts::111122223333:assumed-role/r/s')?.service).toBe('sts');
  });

  it('leaves colons in the resource where they are', () => {
    expect(parseArn('arn:aws:logs:us-east-1:111122223333:log-group:g:*')?.resource).toBe('log-group:g:*');
  });

  it.each([
    '',
    'arn',
    'arn:aws:kms:us-east-1:111122223333',
    'arn:aws:kms:us-east-1:111122223333:',
    'arn::kms:us-east-1:111122223333:key/1',
    'arn:aws::us-east-1:111122223333:key/1',
    'ARN:aws:kms:us-east-1:111122223333:key/1',
    ' arn:aws:kms:us-east-1:111122223333:key/1',
    'urn:aws:kms:us-east-1:111122223333:key/1',
    '1234abcd-12ab-34cd-56ef-1234567890ab',
    'alias/my-key',
    'constructor',
  ])('says of what is no ARN that it is none: %j', (text) => {
    expect(parseArn(text)).toBeUndefined();
  });
});

describe('partitionOf', () => {
  // Regions and partitions as botocore lists them (data/partitions.json), one or more of each partition.
  it.each([
    ['us-east-1', 'aws'],
    ['eu-central-1', 'aws'],
    ['il-central-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['cn-northwest-1', 'aws-cn'],
    ['us-gov-east-1', 'aws-us-gov'],
    ['us-iso-east-1', 'aws-iso'],
    ['us-isob-east-1', 'aws-iso-b'],
    ['eu-isoe-west-1', 'aws-iso-e'],
    ['us-isof-south-1', 'aws-iso-f'],
    ['eusc-de-east-1', 'aws-eusc'],
  ])('puts %s into %s', (region, partition) => {
    expect(partitionOf(region)).toBe(partition);
  });

  it('puts a Region that nobody knows yet into aws', () => {
    expect(partitionOf('moon-north-1')).toBe('aws');
  });
});
