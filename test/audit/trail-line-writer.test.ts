import { describe, expect, it } from 'vitest';
import type { CloudTrailEvent, JsonObject } from '../../src/audit/cloudtrail-event.ts';
import { encodeTrailLine, type TrailLine } from '../../src/audit/trail-line.ts';
import { TrailLineWriter } from '../../src/audit/trail-line-writer.ts';
import { type EventInParts, readEvents, textOf, writeEvents } from '../../src/journal/event-text.ts';

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/0d990263-018e-4e65-a703-eff731de951e';

/** An event as the recorder makes them, every member that may be absent among them. */
function eventWith(parts: Partial<CloudTrailEvent> = {}): CloudTrailEvent {
  return {
    eventVersion: '1.11',
    userIdentity: { type: 'Root', arn: 'arn:aws:iam::111122223333:root', userName: undefined },
    eventTime: '2026-01-01T00:00:00Z',
    eventSource: 'kms.amazonaws.com',
    eventName: 'Encrypt',
    awsRegion: 'us-east-1',
    sourceIPAddress: '127.0.0.1',
    userAgent: 'a "quoted" \\ agent\n',
    errorCode: undefined,
    errorMessage: undefined,
    requestParameters: { keyId: KEY, encryptionContext: { a: '1', b: '2' } },
    responseElements: null,
    additionalEventData: undefined,
    requestID: crypto.randomUUID(),
    eventID: crypto.randomUUID(),
    readOnly: true,
    resources: [{ accountId: '111122223333', type: 'AWS::KMS::Key', ARN: KEY }],
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '111122223333',
    sharedEventID: undefined,
    serviceEventDetails: undefined,
    eventCategory: 'Management',
    tlsDetails: undefined,
    ...parts,
  };
}

const NOTE: JsonObject = { class: 'symmetric', atMs: 5, account: '111122223333', key: KEY };

/** What may be another in the next line: each alone, and back again. */
const EVENTS: readonly Partial<CloudTrailEvent>[] = [
  {},
  { eventTime: '2026-01-01T00:00:01Z' },
  { eventName: 'Decrypt' },
  { userAgent: '","eventID":"' },
  { userIdentity: { type: 'Root', arn: 'arn:aws:iam::111122223333:root', userName: 'x' } },
  { requestParameters: { keyId: KEY, encryptionContext: { b: '2', a: '1' } } },
  { requestParameters: { keyId: KEY, encryptionContext: { eventTime: '2026-01-01T00:00:00Z' } } },
  { requestParameters: null },
  { responseElements: { validTo: 7, list: [1, [2], { a: null }] } },
  { responseElements: { validTo: 8, list: [1, [2], { a: null }] } },
  { errorCode: 'AccessDenied', errorMessage: 'no\u2028\ud800' },
  { additionalEventData: { keyMaterialId: 'f'.repeat(64) } },
  { requestID: undefined },
  { sharedEventID: crypto.randomUUID() },
  { resources: undefined },
  { resources: [] },
  { serviceEventDetails: { keyId: 'x' }, eventType: 'AwsServiceEvent' },
  { tlsDetails: { clientProvidedHostHeader: 'é'.repeat(40) } },
  { requestParameters: { policy: 'p'.repeat(20_000) } },
];

const NOTES: readonly (JsonObject | undefined)[] = [
  NOTE,
  undefined,
  { ...NOTE, atMs: 6 },
  { ...NOTE, key: 'x', isError: true },
  { atMs: 7, ...NOTE },
  { class: 'a', atMs: 5.5, other: 6, scheduled: { createdAtMs: 1, rotatedAtMs: [2] } },
  { class: 'a', atMs: 5.5, other: 6, scheduled: { createdAtMs: 1, rotatedAtMs: [3] } },
  {},
];

const LINES: readonly TrailLine[] = EVENTS.flatMap((event) =>
  NOTES.map((note) => ({ event: eventWith(event), note })),
);

describe('a line in parts', () => {
  it('is the line, character by character, whatever came before it', () => {
    const writer = new TrailLineWriter();
    for (let step = 1; step < LINES.length; step += 6) {
      for (let i = 0; i < LINES.length; i++) {
        const line = LINES[(i * step) % LINES.length] as TrailLine;
        expect(textOf(writer.write(line))).toBe(encodeTrailLine(line));
        // And what differs in ids and times alone.
        const event = { ...line.event, eventID: crypto.randomUUID(), eventTime: '2026-02-01T00:00:00Z' };
        const next = { event, note: line.note && { ...line.note, atMs: i } };
        expect(textOf(writer.write(next))).toBe(encodeTrailLine(next));
      }
    }
  });

  it('is read from an entry as it was', () => {
    const writer = new TrailLineWriter();
    const text = writeEvents(LINES.map((line) => writer.write(line)));
    expect(readEvents(text.split('\n').slice(0, -1))).toEqual(LINES.map(encodeTrailLine));
  });

  it('takes little more of an entry than its ids, when the call before was alike', () => {
    const writer = new TrailLineWriter();
    const lines = Array.from({ length: 16 }, () => writer.write({ event: eventWith(), note: NOTE }));
    const [first, ...others] = writeEvents(lines).split('\n').slice(0, -1) as [string, ...string[]];
    expect(first.length).toBeGreaterThan(800);
    for (const other of others) expect(other.length).toBeLessThan(130);
  });

  it('shares what two keys have in common', () => {
    const writer = new TrailLineWriter();
    const keys = Array.from({ length: 8 }, () => KEY.replace('0d990263', crypto.randomUUID().slice(0, 8)));
    const lines = keys.map((ARN) =>
      writer.write({
        event: eventWith({ resources: [{ accountId: '111122223333', type: 'AWS::KMS::Key', ARN }] }),
        note: { ...NOTE, key: ARN },
      }),
    );
    const [, ...others] = writeEvents(lines).split('\n').slice(0, -1);
    for (const other of others) expect(other.length).toBeLessThan(250);
  });

  it('shares what calls have in common whose encryption contexts are of many kinds of text', () => {
    const writer = new TrailLineWriter();
    const values = [
      '',
      'a',
      '"\\\n',
      'é\u2028\ud800',
      'x'.repeat(23),
      'x'.repeat(24),
      'x'.repeat(300),
      '{"a":1}',
    ];
    for (const tenant of values) {
      for (const keyId of [KEY, 'alias/a']) {
        const requestParameters = { keyId, encryptionContext: { tenant, list: [tenant, keyId, null, 7] } };
        const line = { event: eventWith({ requestParameters }), note: { ...NOTE, key: tenant } };
        expect(textOf(writer.write(line))).toBe(encodeTrailLine(line));
      }
    }
    const lines = values.map((tenant) => {
      const requestParameters = { keyId: KEY, encryptionContext: { tenant } };
      return writer.write({ event: eventWith({ requestParameters }), note: NOTE });
    });
    const after = Array.from({ length: 8 }, (_, i) =>
      writer.write({
        event: eventWith({ requestParameters: { keyId: KEY, encryptionContext: { tenant: `${i}` } } }),
        note: NOTE,
      }),
    );
    const [, ...others] = writeEvents([...lines, ...after])
      .split('\n')
      .slice(-9, -1);
    for (const other of others) expect(other.length).toBeLessThan(150);
  });

  it('brings its note along for whoever counts', () => {
    const written: EventInParts = new TrailLineWriter().write({ event: eventWith(), note: NOTE });
    expect(written.aside).toBe(NOTE);
  });

  it('keeps no more than so many templates', () => {
    const writer = new TrailLineWriter();
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 600; i++) {
        const line = { event: eventWith({ eventName: `Encrypt${i}` }) };
        expect(textOf(writer.write(line))).toBe(encodeTrailLine(line));
      }
    }
  });
});
