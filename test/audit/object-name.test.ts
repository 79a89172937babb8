import { describe, expect, it } from 'vitest';
import { formatObjectName, parseObjectName, secondsOf, trailNameOf } from '../../src/audit/object-name.ts';

const SCOPE = { account: '111122223333', region: 'eu-west-1' };
const AT_MS = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const LOG =
  'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/01/02/111122223333_CloudTrail_eu-west-1_20260102T0304Z_Aa0Bb1Cc2Dd3Ee4F.json.gz';
const DIGEST =
  'AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/01/02/111122223333_CloudTrail-Digest_eu-west-1_my.trail_us-east-1_20260102T030405Z.json.gz';

describe('names of delivered files', () => {
  it('are those of CloudTrail', () => {
    expect(formatObjectName({ kind: 'log', ...SCOPE, atMs: AT_MS, unique: 'Aa0Bb1Cc2Dd3Ee4F' })).toBe(LOG);
    const digest = {
      kind: 'digest',
      ...SCOPE,
      atMs: AT_MS,
      trail: 'my.trail',
      homeRegion: 'us-east-1',
    } as const;
    expect(formatObjectName(digest)).toBe(DIGEST);
  });

  it('say what they were made of, to the minute and to the second', () => {
    expect(parseObjectName(LOG)).toEqual({
      kind: 'log',
      ...SCOPE,
      atMs: Date.UTC(2026, 0, 2, 3, 4),
      unique: 'Aa0Bb1Cc2Dd3Ee4F',
    });
    expect(parseObjectName(DIGEST)).toMatchObject({
      kind: 'digest',
      atMs: Date.UTC(2026, 0, 2, 3, 4, 5),
      trail: 'my.trail',
      homeRegion: 'us-east-1',
    });
  });

  it.each([
    ['another folder', LOG.replace('2026/01/02', '2026/01/03')],
    ['another account', LOG.replace('/111122223333_', '/444455556666_')],
    ['another Region', LOG.replace('_eu-west-1_', '_eu-west-2_')],
    ['a time that there is not', LOG.replaceAll('20260102T0304', '20260102T2504')],
    ['more behind it', `${LOG}.bak`],
    ['more before it', `x/${LOG}`],
    ['nothing of it', 'AWSLogs/notes.txt'],
    ['a digest in another folder', DIGEST.replace('2026/01/02', '2026/01/03')],
  ])('are none with %s', (_, name) => {
    expect(parseObjectName(name)).toBeUndefined();
  });

  it('name a trail by where it is delivered to', () => {
    expect(trailNameOf('bucket', '')).toBe('bucket');
    expect(trailNameOf('bucket', 'a/b c')).toBe('bucket-a-b-c');
    expect(trailNameOf('x', '')).toBe('x--');
    expect(trailNameOf('b'.repeat(200), '')).toHaveLength(128);
  });

  it('write times in whole seconds', () => {
    expect(secondsOf(AT_MS)).toBe('2026-01-02T03:04:05Z');
  });
});
