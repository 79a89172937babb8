import { describe, expect, it } from 'vitest';
import { readList, writeAnswer, writeRefusal } from '../../src/aws/query-protocol.ts';

describe('the query protocol', () => {
  it('writes members in order, and what XML reserves as entities', () => {
    expect(writeAnswer('DoIt', { A: { B: '<&>"\'' }, C: '' }, 'id')).toBe(
      '<DoItResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><DoItResult><A><B>&lt;&amp;&gt;&quot;&apos;</B></A><C></C></DoItResult><ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></DoItResponse>',
    );
  });

  it('writes refusals as AWS does', () => {
    expect(writeRefusal('AccessDenied', 'no', 'id')).toContain(
      '<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error><RequestId>id</RequestId>',
    );
  });

  it('reads lists in the order of their numbers, and nothing behind the limit', () => {
    const form = new URLSearchParams(
      'T.member.2.Key=b&T.member.1.Key=a&T.member.1.Value=v&U.member.1.Key=x&T.member.0.Key=z',
    );
    expect(readList(form, 'T', 50).map((one) => Object.fromEntries(one))).toEqual([
      { Key: 'a', Value: 'v' },
      { Key: 'b' },
    ]);
    expect(readList(new URLSearchParams('T.member.9999.Key=a'), 'T', 50)).toEqual([]);
    expect(readList(new URLSearchParams('T.member.52=a&T.member.51=b'), 'T', 50)).toHaveLength(1);
    expect(readList(new URLSearchParams('T.member.1=a'), 'T', 1)[0]?.get('')).toBe('a');
  });
});
