import { expect, it } from 'vitest';
import { eventOfService } from '../../src/audit/service-event.ts';
import type { Key } from '../../src/kms/key.ts';
import type { ServiceEventFacts } from '../../src/kms/service-events.ts';
import { SCOPE } from '../operations/service.ts';
import { breachesOf } from './event-shape.ts';
import { KEY_ARN } from './outcomes.ts';

const KEY = { ...SCOPE, keyId: '1234abcd-12ab-34cd-56ef-1234567890ab' } as Key;
const EVENT_ID = '00000000-0000-4000-8000-000000000002';

/** As JSON has it. */
const told = (facts: ServiceEventFacts) =>
  JSON.parse(
    JSON.stringify(
      eventOfService({ key: KEY, atMs: Date.UTC(2026, 10, 24, 12, 0, 0, 500), ...facts }, EVENT_ID),
    ),
  );

const rotation = {
  name: 'RotateKey',
  rotationType: 'AUTOMATIC',
  origin: 'AWS_KMS',
  previousMaterialId: 'a',
  currentMaterialId: 'b',
} as const;

it.each([
  [
    rotation,
    {
      rotationType: 'AUTOMATIC',
      keyOrigin: 'AWS_KMS',
      previousKeyMaterialId: 'a',
      currentKeyMaterialId: 'b',
      keyId: KEY.keyId,
    },
    { keyId: KEY_ARN },
  ],
  [{ name: 'DeleteKey' }, { keyId: KEY.keyId }, { keyId: KEY_ARN }],
  [{ name: 'DeleteExpiredKeyMaterial', materialId: 'a' }, { keyId: KEY.keyId, keyMaterialId: 'a' }, null],
  [{ name: 'SynchronizeMultiRegionKey' }, undefined, { keyId: KEY_ARN }],
] as const)('$name is an event of the account itself', (facts, details, elements) => {
  const event = told(facts);
  expect(breachesOf(event)).toEqual([]);
  expect(event).toMatchObject({
    eventName: facts.name,
    eventID: EVENT_ID,
    eventTime: '2026-11-24T12:00:00Z',
    userIdentity: { accountId: SCOPE.account, invokedBy: 'AWS Internal' },
    sourceIPAddress: 'AWS Internal',
    userAgent: 'AWS Internal',
    requestParameters: null,
    readOnly: false,
    recipientAccountId: SCOPE.account,
    awsRegion: SCOPE.region,
  });
  expect(event.resources).toEqual([{ accountId: SCOPE.account, type: 'AWS::KMS::Key', ARN: KEY_ARN }]);
  expect(event.serviceEventDetails).toEqual(details);
  expect(event.responseElements).toEqual(elements);
});

it('nobody asked for them, but that AWS KMS calls itself to synchronize', () => {
  expect(told({ name: 'DeleteKey' })).toMatchObject({ eventType: 'AwsServiceEvent' });
  expect(told({ name: 'DeleteKey' })).not.toHaveProperty('requestID');
  const call = told({ name: 'SynchronizeMultiRegionKey' });
  expect(call.eventType).toBe('AwsApiCall');
  expect(call.requestID).toBeTypeOf('string');
});

it('a rotation from nothing names no material before it', () => {
  const event = told({ ...rotation, previousMaterialId: undefined });
  expect(event.serviceEventDetails).not.toHaveProperty('previousKeyMaterialId');
});
