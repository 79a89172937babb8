import { beforeEach, describe, expect, it } from 'vitest';
import { viewOf } from '../../src/audit/trail-reader.ts';
import { withCloudTrail } from '../../src/aws/cloudtrail.ts';
import type { FetchHandler } from '../../src/aws/fetch-handler.ts';
import { memoryDestination } from '../audit/deliveries.ts';
import {
  ACCOUNT,
  ALICE,
  ALICE_KEY,
  type Credentials,
  type Guarded,
  MALLORY_KEY,
  openGuarded,
  PRINCIPALS,
  ROOT_KEY,
  signedRequest,
} from './door.ts';

const TARGET = 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101';
const AUDITOR: Credentials = { accessKeyId: 'AKIAAUDITOR', secretAccessKey: 'auditor secret' };
const allow = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 'cloudtrail:*', Resource: '*' },
};
const WITH_AUDITOR = {
  accounts: {
    ...PRINCIPALS.accounts,
    [ACCOUNT]: {
      ...PRINCIPALS.accounts[ACCOUNT],
      users: {
        ...PRINCIPALS.accounts[ACCOUNT].users,
        auditor: {
          accessKeys: [{ id: AUDITOR.accessKeyId, secretAccessKey: AUDITOR.secretAccessKey }],
          policies: { own: allow },
        },
      },
    },
  },
};

let guarded: Guarded;
let handler: FetchHandler;

beforeEach(async () => {
  guarded = await openGuarded(WITH_AUDITOR);
  const { trail, scope } = guarded.kms;
  if (trail === undefined) throw new Error('no trail');
  // The service's own clock is the host's; the door's stands still.
  const options = { trail: viewOf(trail), scope, clock: Date.now };
  handler = withCloudTrail(guarded.handler, { ...options, authenticate: guarded.door.authenticate });
});

async function ask(
  operation: string,
  input: object,
  credentials: Credentials = AUDITOR,
  service = 'cloudtrail',
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${TARGET}.${operation}` };
  const draft = { service, headers, body: JSON.stringify(input) };
  const response = await handler(await signedRequest(credentials, draft, guarded.nowMs()));
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('AWS CloudTrail on the endpoint', () => {
  it('tells what happened in the account of who asks, in the Region of the signature', async () => {
    await guarded.kms.createKey({});
    const { status, body } = await ask('LookupEvents', { MaxResults: 5 });
    expect(status).toBe(200);
    expect(body).toMatchObject({ Events: [{ EventName: 'CreateKey', ReadOnly: 'false' }] });
    const [event] = body['Events'] as Record<string, unknown>[];
    expect(Math.abs(Number(event?.['EventTime']) - Date.now() / 1000)).toBeLessThan(60);
    expect((await ask('LookupEvents', {}, ROOT_KEY)).body).toMatchObject({ Events: [{}] });
    expect((await ask('LookupEvents', { EventCategory: 'insight' })).body).toEqual({ Events: [] });
  });

  it('goes on with a token, and takes no other', async () => {
    for (let i = 0; i < 3; i++) await guarded.kms.listKeys({});
    const first = await ask('LookupEvents', { MaxResults: 2 });
    const NextToken = first.body['NextToken'];
    const second = await ask('LookupEvents', { MaxResults: 2, NextToken });
    expect(second.body['Events']).toHaveLength(1);
    expect(second.body['NextToken']).toBeUndefined();
    for (const input of [{ NextToken: 'x' }, { NextToken, StartTime: 1 }]) {
      expect(await ask('LookupEvents', input)).toMatchObject({
        status: 400,
        body: { __type: 'InvalidNextTokenException' },
      });
    }
  });

  it('is open to those whose policies allow it, under the names of its actions', async () => {
    for (const [credentials, reason] of [
      [
        ALICE_KEY,
        `User: ${ALICE} is not authorized to perform: cloudtrail:LookupEvents because no identity-based policy allows the cloudtrail:LookupEvents action`,
      ],
      [MALLORY_KEY, /cloudtrail:LookupEvents/],
    ] as const) {
      expect(await ask('LookupEvents', {}, credentials)).toMatchObject({
        status: 400,
        body: { __type: 'AccessDeniedException', message: expect.stringMatching(reason) },
      });
    }
  });

  it('takes signatures for cloudtrail alone, and none that is not there', async () => {
    expect((await ask('LookupEvents', {}, AUDITOR, 'kms')).body['__type']).toBe('InvalidSignatureException');
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${TARGET}.LookupEvents`,
    };
    const request = new Request('http://localhost/', { method: 'POST', headers, body: '{}' });
    expect(await (await handler(request)).json()).toMatchObject({
      __type: 'MissingAuthenticationTokenException',
    });
  });

  it('lists the keys that were valid between two times, and those of now when nothing is said', async () => {
    expect((await ask('ListPublicKeys', {})).body).toEqual({ PublicKeyList: [] });
    const { trail, scope } = guarded.kms;
    const delivery = await trail?.deliver({ destination: memoryDestination(), scope });
    await guarded.kms.createKey({});
    await delivery?.pump(true);
    const { body } = await ask('ListPublicKeys', {});
    expect(body).toMatchObject({
      PublicKeyList: [{ Value: expect.any(String), Fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/) }],
    });
    expect((await ask('ListPublicKeys', { StartTime: 1, EndTime: 2 })).body).toEqual({ PublicKeyList: [] });
    expect((await ask('ListPublicKeys', { StartTime: 2, EndTime: 1 })).body['__type']).toBe(
      'InvalidTimeRangeException',
    );
  });

  it('describes where the trail goes, and whether it arrives, by name and by ARN', async () => {
    expect((await ask('DescribeTrails', {})).body).toEqual({ trailList: [] });
    const { trail, scope } = guarded.kms;
    const destination = memoryDestination('bucket', 'prefix');
    const delivery = await trail?.deliver({ destination, scope });
    const TrailARN = `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/bucket-prefix`;
    for (const trailNameList of [[], ['bucket-prefix'], [TrailARN]]) {
      expect((await ask('DescribeTrails', { trailNameList })).body).toMatchObject({
        trailList: [{ Name: 'bucket-prefix', S3BucketName: 'bucket', S3KeyPrefix: 'prefix', TrailARN }],
      });
    }
    expect((await ask('DescribeTrails', { trailNameList: ['other'] })).body).toEqual({ trailList: [] });
    destination.failure = new Error('away');
    await guarded.kms.createKey({});
    await delivery?.pump(true);
    expect((await ask('GetTrailStatus', { Name: TrailARN })).body).toMatchObject({
      IsLogging: true,
      LatestDeliveryError: 'Error: away',
    });
    destination.failure = undefined;
    await delivery?.pump(true);
    const { body } = await ask('GetTrailStatus', { Name: 'bucket-prefix' });
    expect(body['LatestDeliveryError']).toBeUndefined();
    expect(body).toMatchObject({
      LatestDeliveryTime: expect.any(Number),
      StartLoggingTime: expect.any(Number),
    });
    expect((await ask('GetTrailStatus', { Name: 'other' })).body['__type']).toBe('TrailNotFoundException');
  });

  it('knows no other operation, and leaves everything else to the service behind it', async () => {
    expect((await ask('DeleteTrail', {})).body['__type']).toBe('UnknownOperationException');
    const form = new Request('http://localhost/', {
      method: 'POST',
      headers: { 'content-type': 'text/plain', 'x-amz-target': `${TARGET}.LookupEvents` },
      body: '{}',
    });
    expect(await (await handler(form)).json()).toMatchObject({ __type: 'UnknownOperationException' });
    const client = guarded.clientOf(ROOT_KEY);
    expect(client).toBeDefined();
    const other = new Request('http://localhost/', { method: 'GET' });
    expect((await handler(other)).status).toBe((await guarded.handler(other.clone())).status);
  });
});
