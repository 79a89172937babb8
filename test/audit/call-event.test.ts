import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventsOfCall } from '../../src/audit/call-event.ts';
import type { CloudTrailEvent } from '../../src/audit/cloudtrail-event.ts';
import { principalOf } from '../../src/iam/principal.ts';
import { KmsError } from '../../src/kms/errors.ts';
import type { Caller } from '../../src/operations/operation.ts';
import type { OperationName } from '../../src/operations/table.ts';
import { build, DRAFTS } from '../operations/fuzz.ts';
import { makeWorld, OPERATION_NAMES, VALID_REQUESTS, type World } from '../operations/requests.ts';
import { callerIn, invoke, makeKey, NEIGHBOUR, refusalOf, SCOPE, SEED } from '../operations/service.ts';
import { type Audited, openAudited } from './audited.ts';
import { breachesOf } from './event-shape.ts';
import { EXPECTED } from './expected-events.ts';
import { outcomeOf } from './outcomes.ts';

/** Somebody of the account whom nothing allows anything. */
const STRANGER: Caller = {
  ...SCOPE,
  principalArn: 'arn:aws:iam::111122223333:user/stranger',
  identity: {
    principal: principalOf('arn:aws:iam::111122223333:user/stranger'),
    policies: { identity: [] },
    userId: 'AIDASTRANGER',
    userName: 'stranger',
    tags: new Map(),
  },
};

/** What must be so before the valid request succeeds. */
const PREPARATION: { readonly [N in OperationName]?: (service: Audited, world: World) => Promise<unknown> } =
  {
    CancelKeyDeletion: ({ kms }, { keyId }) => kms.scheduleKeyDeletion({ KeyId: keyId }),
  };

function only(events: readonly CloudTrailEvent[]): CloudTrailEvent {
  const [event, ...others] = events.filter(({ userIdentity }) => userIdentity.invokedBy !== 'AWS Internal');
  expect(others).toEqual([]);
  if (event === undefined) throw new Error('there is no event');
  return event;
}

describe('a call that succeeds is one event', () => {
  let service: Audited;
  beforeAll(async () => {
    service = await openAudited();
  });

  it.each(OPERATION_NAMES)('of %s: with these parameters, elements and resources', async (operation) => {
    const world = await makeWorld(service);
    await PREPARATION[operation]?.(service, world);
    let answer = {};
    const request = VALID_REQUESTS[operation](world);
    const event = only(
      await service.eventsBy(async () => {
        answer = await invoke(service, operation, request);
      }),
    );
    const { request: parameters, response, resources, extra } = EXPECTED[operation](world, answer);
    expect(breachesOf(event)).toEqual([]);
    expect(event).toMatchObject({
      eventName: operation,
      eventType: 'AwsApiCall',
      readOnly: service.calls.at(-1)?.readOnly,
      requestID: service.calls.at(-1)?.requestId,
      eventID: service.calls.at(-1)?.eventId,
      recipientAccountId: SCOPE.account,
      awsRegion: SCOPE.region,
      eventTime: '2026-11-24T12:00:00Z',
      userIdentity: { type: 'Root', principalId: SCOPE.account, accountId: SCOPE.account },
    });
    expect(event.requestParameters).toEqual(parameters);
    expect(event.responseElements).toEqual(response ?? null);
    expect(event.resources?.map(({ ARN }) => ARN)).toEqual(resources);
    expect(event.additionalEventData).toEqual(extra);
    expect(event).not.toHaveProperty('errorCode');
    expect(event).not.toHaveProperty('sharedEventID');
  });
});

describe('a call that fails is one event', () => {
  let service: Audited;
  let world: World;
  beforeAll(async () => {
    service = await openAudited();
    world = await makeWorld(service);
  });

  it.each(OPERATION_NAMES)('of %s: denied', async (operation) => {
    const request = VALID_REQUESTS[operation](world);
    const event = only(
      await service.eventsBy(() => refusalOf(invoke(service, operation, request, { caller: STRANGER }))),
    );
    expect(breachesOf(event)).toEqual([]);
    expect(event).toMatchObject({
      errorCode: 'AccessDenied',
      responseElements: null,
      userIdentity: { type: 'IAMUser', userName: 'stranger', principalId: 'AIDASTRANGER' },
    });
    expect(event.errorMessage).toBe(service.calls.at(-1)?.error?.message);
    const expected = EXPECTED[operation](world, {}).request;
    expect(event.requestParameters).toEqual(expected);
    expect(event).not.toHaveProperty('additionalEventData');
  });

  it.each(OPERATION_NAMES)('of %s: refused for its shape', async (operation) => {
    const event = only(
      await service.eventsBy(() => refusalOf(invoke(service, operation, 'no object', { source: 'json' }))),
    );
    expect(breachesOf(event)).toEqual([]);
    expect(event).toMatchObject({
      eventName: operation,
      errorCode: 'SerializationException',
      requestParameters: null,
      responseElements: null,
    });
  });

  it('with the name of what was asked for, as far as it is no novel', async () => {
    const event = only(await service.eventsBy(() => refusalOf(invoke(service, 'x'.repeat(999), {}))));
    expect(event.eventName).toBe('x'.repeat(64));
    expect(event.errorCode).toBe('UnknownOperationException');
    expect(event.requestParameters).toBeNull();
  });

  it('with its parameters when it would have succeeded but for DryRun', async () => {
    const request = { KeyId: world.keyId, Plaintext: new Uint8Array([1]), DryRun: true };
    const event = only(await service.eventsBy(() => refusalOf(invoke(service, 'Encrypt', request))));
    expect(event.errorCode).toBe('DryRunOperationException');
    expect(event.requestParameters).toEqual({
      keyId: world.keyId,
      dryRun: true,
      encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    });
  });
});

describe('a call that uses the key of another account', () => {
  const POLICY = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:*', Resource: '*' }],
  });
  let service: Audited;
  let open: string;
  let closed: string;
  beforeAll(async () => {
    service = await openAudited();
    open = (await makeKey(service, { Policy: POLICY })).Arn;
    closed = (await makeKey(service)).Arn;
    await service.kms.createAlias({ AliasName: 'alias/closed', TargetKeyId: closed });
  });
  const encrypt = (KeyId: string) => async (): Promise<unknown> =>
    await invoke(service, 'Encrypt', { KeyId, Plaintext: new Uint8Array([1]) }, { caller: NEIGHBOUR }).catch(
      (error: unknown) => error,
    );

  it('is told to both accounts, under one shared id and two of their own', async () => {
    const events = await service.eventsBy(encrypt(open));
    expect(events.map(({ recipientAccountId }) => recipientAccountId)).toEqual([
      NEIGHBOUR.account,
      SCOPE.account,
    ]);
    for (const event of events) expect(breachesOf(event)).toEqual([]);
    const [own, copy] = events as readonly [CloudTrailEvent, CloudTrailEvent];
    expect(own.sharedEventID).toBeTypeOf('string');
    expect(copy.sharedEventID).toBe(own.sharedEventID);
    expect(copy.eventID).not.toBe(own.eventID);
    expect(copy.requestID).toBe(own.requestID);
    expect(copy.resources).toEqual(own.resources);
  });

  it('tells its owner the account of the caller, and no name', async () => {
    const [own, copy] = await service.eventsBy(encrypt(open));
    expect(own?.userIdentity).toMatchObject({ type: 'Root', arn: NEIGHBOUR.principalArn });
    expect(copy?.userIdentity).toEqual({
      type: 'AWSAccount',
      principalId: NEIGHBOUR.account,
      accountId: NEIGHBOUR.account,
    });
  });

  it('is told to the caller alone when it was denied', async () => {
    const event = only(await service.eventsBy(encrypt(closed)));
    expect(event).toMatchObject({ errorCode: 'AccessDenied', recipientAccountId: NEIGHBOUR.account });
    expect(event.resources?.map(({ ARN }) => ARN)).toEqual([closed]);
    expect(event).not.toHaveProperty('sharedEventID');
  });

  it('does not tell which key is behind an alias, or a ciphertext, that the caller may not use', async () => {
    const alias = 'arn:aws:kms:us-east-1:111122223333:alias/closed';
    const byAlias = only(await service.eventsBy(encrypt(alias)));
    expect(JSON.stringify(byAlias)).not.toContain(closed);
    const { CiphertextBlob } = await service.kms.encrypt({ KeyId: closed, Plaintext: new Uint8Array([1]) });
    const decrypted = only(
      await service.eventsBy(() =>
        refusalOf(invoke(service, 'Decrypt', { CiphertextBlob }, { caller: NEIGHBOUR })),
      ),
    );
    expect(decrypted.errorCode).toBe('AccessDenied');
    expect(decrypted.requestParameters).toEqual({ encryptionAlgorithm: 'SYMMETRIC_DEFAULT' });
    expect(JSON.stringify(decrypted)).not.toContain(closed);
  });

  it('is told to its owner too when it failed after it was allowed', async () => {
    const { KeyId } = await makeKey(service, { Policy: POLICY });
    await service.kms.disableKey({ KeyId });
    const events = await service.eventsBy(encrypt(`arn:aws:kms:us-east-1:111122223333:key/${KeyId}`));
    expect(events.map(({ errorCode }) => errorCode)).toEqual(['DisabledException', 'DisabledException']);
  });

  it('is told to each of three accounts whose keys one ReEncrypt uses', async () => {
    const third = callerIn({ account: '777788889999', region: SCOPE.region });
    const made = await invoke(service, 'CreateKey', { Policy: POLICY }, { caller: third });
    const { CiphertextBlob } = await service.kms.encrypt({ KeyId: open, Plaintext: new Uint8Array([1]) });
    const DestinationKeyId = (made['KeyMetadata'] as { Arn: string }).Arn;
    const events = await service.eventsBy(() =>
      invoke(service, 'ReEncrypt', { CiphertextBlob, DestinationKeyId }, { caller: NEIGHBOUR }),
    );
    expect(events.map(({ recipientAccountId }) => recipientAccountId)).toEqual([
      NEIGHBOUR.account,
      SCOPE.account,
      third.account,
    ]);
    expect(new Set(events.map(({ sharedEventID }) => sharedEventID)).size).toBe(1);
    expect(events[0]?.resources?.map(({ ARN }) => ARN)).toEqual([open, DestinationKeyId]);
  });
});

describe('400 requests that nobody would send', () => {
  it('are one valid event each, and none holds bytes that were sent or answered', async () => {
    const service = await openAudited();
    const world = await makeWorld(service);
    const start = service.calls.length;
    const bytes: Uint8Array[] = [];
    const keep = (members: unknown): void => {
      for (const value of Object.values(members ?? {})) if (value instanceof Uint8Array) bytes.push(value);
    };
    const events = await service.eventsBy(async () => {
      for (const draft of fc.sample(DRAFTS, { seed: SEED, numRuns: 400 })) {
        const request = build(world, draft);
        keep(request);
        await invoke(service, draft.operation, request, draft).then(keep, () => {});
      }
    });
    const called = events.filter(({ userIdentity }) => userIdentity.invokedBy !== 'AWS Internal');
    expect(called.map(({ requestID }) => requestID)).toEqual(
      service.calls.slice(start).map(({ requestId }) => requestId),
    );
    expect(events.flatMap((event) => breachesOf(event))).toEqual([]);
    const text = JSON.stringify(events);
    const long = bytes.filter(({ length }) => length > 11);
    expect(long.length).toBeGreaterThan(30);
    for (const secret of long) {
      expect(text).not.toContain(Buffer.from(secret).toString('base64').slice(0, -4));
      expect(text).not.toContain(Buffer.from(secret).toString('hex'));
    }
    expect(called.filter(({ errorCode }) => errorCode === undefined).length).toBeGreaterThan(50);
  });
});

describe('how a call arrived', () => {
  const eventWith = (connection: Caller['connection']): CloudTrailEvent | undefined =>
    eventsOfCall(outcomeOf({ caller: { ...callerIn(SCOPE), connection } }))[0];

  it('is AWS Internal of one that never left the process', () => {
    expect(eventWith(undefined)).toMatchObject({
      sourceIPAddress: 'AWS Internal',
      userAgent: 'AWS Internal',
      tlsDetails: undefined,
    });
  });

  it('is the address, the agent, the host and what the handshake agreed on', () => {
    const tls = { version: 'TLSv1.3', cipherSuite: 'TLS_AES_256_GCM_SHA384' };
    const event = eventWith({
      secureTransport: true,
      sourceIp: '192.0.2.1',
      userAgent: 'aws-cli/2',
      host: 'kms.example.com',
      tls,
    });
    expect(event).toMatchObject({
      sourceIPAddress: '192.0.2.1',
      userAgent: 'aws-cli/2',
      tlsDetails: {
        tlsVersion: 'TLSv1.3',
        cipherSuite: 'TLS_AES_256_GCM_SHA384',
        clientProvidedHostHeader: 'kms.example.com',
      },
    });
  });

  it('is the name of the service that passes the call on, and nothing of its connection', () => {
    const event = eventWith({
      secureTransport: true,
      sourceIp: '192.0.2.1',
      userAgent: 'sdk',
      host: 'h',
      viaService: 's3.us-east-1.amazonaws.com',
    });
    expect(event).toMatchObject({
      sourceIPAddress: 's3.amazonaws.com',
      userAgent: 's3.amazonaws.com',
      tlsDetails: undefined,
      userIdentity: { type: 'Root', invokedBy: 's3.amazonaws.com' },
    });
  });
});

describe('the text of an event', () => {
  it('is JSON whatever a description, a context, an agent or a name holds', () => {
    const odd = '\ud800\u0000\u2028"\\\n\u202e' + '🔑';
    const outcome = outcomeOf({
      caller: { ...callerIn(SCOPE), connection: { secureTransport: false, userAgent: odd, host: odd } },
      input: { KeyId: odd, EncryptionContext: { [odd]: odd, ['__proto__']: odd } },
      error: new KmsError('NotFoundException', odd),
    });
    const text = JSON.stringify(eventsOfCall(outcome)[0]);
    expect([...text].every((character) => character >= ' ')).toBe(true);
    const read = JSON.parse(text);
    expect(read.userAgent).toBe(odd);
    expect(Object.keys(read.requestParameters.encryptionContext)).toContain(odd);
    expect(read.errorMessage).toBe(odd);
  });

  it('stays below 256 KB when everything is as long as it can be', () => {
    const long = 'é'.repeat(1_000_000);
    const outcome = outcomeOf({
      operation: 'ReplicateKey',
      caller: { ...callerIn(SCOPE), connection: { secureTransport: true, userAgent: long, host: long } },
      input: { KeyId: 'k', ReplicaRegion: 'eu-west-1', Policy: 'é'.repeat(50_000), Description: '' },
      answer: { ReplicaPolicy: 'é'.repeat(50_000), ReplicaKeyMetadata: { Arn: 'a'.repeat(2048) } },
      error: new KmsError('ValidationException', long),
    });
    const text = JSON.stringify(eventsOfCall(outcome)[0]);
    expect(new TextEncoder().encode(text).length).toBeLessThan(256 * 1024);
  });
});
