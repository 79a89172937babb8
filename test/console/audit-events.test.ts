import { describe, expect, it } from 'vitest';
import { isMissing, lookupRequest, readEvents } from '../../src/console/audit-events.ts';
import { ApiError } from '../../src/console/client.ts';

const FILTER = { attribute: 'EventName', value: '', from: '', to: '' };

describe('the question for events', () => {
  it('asks for what was filled in and nothing else', () => {
    expect(lookupRequest(FILTER, undefined)).toEqual({ MaxResults: 50 });
    expect(
      lookupRequest(
        { attribute: 'Username', value: ' alice ', from: '1970-01-01T00:01', to: '1970-01-01T00:02' },
        't',
      ),
    ).toEqual({
      MaxResults: 50,
      LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'alice' }],
      StartTime: 60,
      EndTime: 120,
      NextToken: 't',
    });
  });
});

describe('the events of an answer', () => {
  it('are lines with the record whole', () => {
    const record = { eventName: 'Decrypt', errorCode: 'AccessDenied', userIdentity: { arn: 'arn:user' } };
    const [line] = readEvents({
      Events: [
        {
          EventId: '1',
          EventName: 'Decrypt',
          EventTime: 60,
          ReadOnly: 'true',
          Resources: [{ ResourceName: 'arn:key' }],
          CloudTrailEvent: JSON.stringify(record),
        },
      ],
    });
    expect(line).toMatchObject({
      id: '1',
      name: 'Decrypt',
      time: 60,
      user: 'arn:user',
      resources: ['arn:key'],
      errorCode: 'AccessDenied',
      readOnly: true,
    });
    expect(JSON.parse(line?.json ?? '')).toEqual(record);
  });

  it('may lack anything', () => {
    expect(readEvents({})).toEqual([]);
    expect(readEvents({ Events: [{ CloudTrailEvent: 'no JSON' }] })[0]).toMatchObject({ name: '', user: '' });
  });
});

describe('a service without events', () => {
  it('is told from one that refuses', () => {
    expect(isMissing(new ApiError('UnknownOperationException', '', 400))).toBe(true);
    expect(isMissing(new ApiError('HTTP 404', '', 404))).toBe(true);
    expect(isMissing(new ApiError('AccessDeniedException', '', 400))).toBe(false);
    expect(isMissing(new Error())).toBe(false);
  });
});
