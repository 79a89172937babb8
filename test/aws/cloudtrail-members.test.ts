import { describe, expect, it } from 'vitest';
import { readLookup, readTime } from '../../src/aws/cloudtrail-members.ts';

describe("CloudTrail's members", () => {
  it('are read, with fifty results when nothing is said', () => {
    expect(readLookup({})).toEqual({
      startMs: undefined,
      endMs: undefined,
      attribute: undefined,
      limit: 50,
      token: undefined,
    });
    const LookupAttributes = [{ AttributeKey: 'EventName', AttributeValue: 'Encrypt' }];
    expect(
      readLookup({ StartTime: 1, EndTime: 2.5, MaxResults: 1, NextToken: 't', LookupAttributes }),
    ).toEqual({
      startMs: 1000,
      endMs: 2500,
      attribute: { key: 'EventName', value: 'Encrypt' },
      limit: 1,
      token: 't',
    });
    expect(readTime({ StartTime: null }, 'StartTime')).toBeUndefined();
  });

  it.each([
    ['InvalidMaxResultsException', { MaxResults: 0 }],
    ['InvalidMaxResultsException', { MaxResults: 51 }],
    ['InvalidMaxResultsException', { MaxResults: '5' }],
    ['InvalidTimeRangeException', { StartTime: 2, EndTime: 1 }],
    ['InvalidTimeRangeException', { StartTime: -1 }],
    ['InvalidTimeRangeException', { EndTime: 'now' }],
    ['InvalidTimeRangeException', { EndTime: 1e300 }],
    ['InvalidNextTokenException', { NextToken: 5 }],
    ['InvalidEventCategoryException', { EventCategory: 'data' }],
    ['InvalidLookupAttributesException', { LookupAttributes: 'x' }],
    ['InvalidLookupAttributesException', { LookupAttributes: [null] }],
    [
      'InvalidLookupAttributesException',
      { LookupAttributes: [{ AttributeKey: 'Colour', AttributeValue: 'x' }] },
    ],
    [
      'InvalidLookupAttributesException',
      { LookupAttributes: [{ AttributeKey: 'EventId', AttributeValue: '' }] },
    ],
    [
      'InvalidLookupAttributesException',
      {
        LookupAttributes: [
          { AttributeKey: 'EventId', AttributeValue: 'x' },
          { AttributeKey: 'EventName', AttributeValue: 'x' },
        ],
      },
    ],
  ])('are refused as %s: %j', (code, input) => {
    expect(() => readLookup(input)).toThrow(expect.objectContaining({ code }));
  });
});
