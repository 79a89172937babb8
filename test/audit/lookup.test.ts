import { describe, expect, it } from 'vitest';
import type { CloudTrailEvent } from '../../src/audit/cloudtrail-event.ts';
import { EventHistory, type HistoryPage, type HistoryQuery } from '../../src/audit/lookup.ts';
import { encodeTrailLine } from '../../src/audit/trail-line.ts';
import { type OpenedJournal, openJournal } from '../journal/journals.ts';
import { START_MS } from '../keystore/house.ts';
import { eventAt, SCOPE } from './deliveries.ts';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234';
const ALL: HistoryQuery = {
  startMs: undefined,
  endMs: undefined,
  attribute: undefined,
  limit: 50,
  token: undefined,
};

interface OpenedHistory extends OpenedJournal {
  readonly history: EventHistory;
  happen(parts?: Partial<CloudTrailEvent>): Promise<void>;
  find(
    query?: Partial<HistoryQuery>,
    scope?: typeof SCOPE | { account: string; region: string },
  ): Promise<HistoryPage>;
}

async function openHistory(): Promise<OpenedHistory> {
  const opened = await openJournal();
  const { journal, keystore, clock } = opened;
  const history = new EventHistory(journal, keystore);
  return {
    ...opened,
    history,
    happen: async (parts = {}) => {
      await journal.append([encodeTrailLine({ event: eventAt(clock.nowMs, parts) })]);
      clock.nowMs += 1000;
    },
    find: async (query = {}, scope = SCOPE) => {
      const page = await history.lookup(scope, { ...ALL, ...query });
      if (page === undefined) throw new Error('the token is none');
      return page;
    },
  };
}

function namesOf({ events }: HistoryPage): readonly unknown[] {
  return events.map((event) => event['EventName']);
}

describe('event history', () => {
  it('tells what happened in an account and a Region, newest first', async () => {
    const { happen, find } = await openHistory();
    await happen({ eventName: 'CreateKey' });
    await happen({ eventName: 'Other', recipientAccountId: '444455556666' });
    await happen({ eventName: 'Elsewhere', awsRegion: 'us-east-1' });
    await happen({ eventName: 'Encrypt' });
    expect(namesOf(await find())).toEqual(['Encrypt', 'CreateKey']);
    expect(namesOf(await find({}, { account: '444455556666', region: 'eu-west-1' }))).toEqual(['Other']);
  });

  it('tells of an event what CloudTrail tells', async () => {
    const { happen, find } = await openHistory();
    const userIdentity = {
      type: 'AssumedRole',
      arn: 'arn:aws:sts::111122223333:assumed-role/app/run1',
      accessKeyId: 'ASIAX',
    } as const;
    const resources = [{ accountId: SCOPE.account, type: 'AWS::KMS::Key', ARN: KEY }] as const;
    await happen({ eventID: 'id-1', userIdentity, resources });
    const { events } = await find();
    const [event] = events;
    expect({ ...event, CloudTrailEvent: undefined }).toEqual({
      EventId: 'id-1',
      EventName: 'Encrypt',
      ReadOnly: 'true',
      AccessKeyId: 'ASIAX',
      EventTime: new Date(START_MS),
      EventSource: 'kms.amazonaws.com',
      Username: 'run1',
      Resources: [{ ResourceType: 'AWS::KMS::Key', ResourceName: KEY }],
      CloudTrailEvent: undefined,
    });
    expect(JSON.parse(String(event?.['CloudTrailEvent']))).toMatchObject({ eventID: 'id-1', userIdentity });
  });

  it.each([
    ['EventId', 'id-1'],
    ['EventName', 'CreateKey'],
    ['ReadOnly', 'false'],
    ['Username', 'alice'],
    ['ResourceType', 'AWS::KMS::Key'],
    ['ResourceName', KEY],
    ['ResourceName', '1234'],
    ['EventSource', 'other.amazonaws.com'],
    ['AccessKeyId', 'AKIAX'],
  ])('is looked through by %s %s', async (key, value) => {
    const { happen, find } = await openHistory();
    await happen();
    await happen({
      eventID: 'id-1',
      eventName: 'CreateKey',
      readOnly: false,
      eventSource: 'other.amazonaws.com',
      userIdentity: { type: 'IAMUser', userName: 'alice', accessKeyId: 'AKIAX' },
      resources: [{ accountId: SCOPE.account, type: 'AWS::KMS::Key', ARN: KEY }],
    });
    await happen();
    expect(namesOf(await find({ attribute: { key, value } }))).toEqual(['CreateKey']);
    expect(namesOf(await find({ attribute: { key, value: `${value}x` } }))).toEqual([]);
  });

  it('is looked through between two times', async () => {
    const { happen, find } = await openHistory();
    for (const eventName of ['a', 'b', 'c', 'd']) await happen({ eventName });
    const query = { startMs: START_MS + 1000, endMs: START_MS + 2000 };
    expect(namesOf(await find(query))).toEqual(['c', 'b']);
  });

  it('goes on page by page until everything was told once', async () => {
    const { happen, find } = await openHistory();
    for (let i = 0; i < 25; i++) await happen({ eventName: `${i}` });
    const told: unknown[] = [];
    let token: string | undefined;
    do {
      const page = await find({ limit: 4, token });
      told.push(...namesOf(page));
      token = page.nextToken;
    } while (token !== undefined);
    expect(told).toEqual(Array.from({ length: 25 }, (_, i) => `${24 - i}`));
  });

  it('looks at so many events at most, and goes on from there', async () => {
    const { journal, find, clock } = await openHistory();
    const rare = encodeTrailLine({ event: eventAt(clock.nowMs, { eventName: 'Rare' }) });
    await journal.append([rare]);
    const line = encodeTrailLine({ event: eventAt(clock.nowMs) });
    for (let i = 0; i < 24; i++) await journal.append(Array.from({ length: 250 }, () => line));
    const attribute = { key: 'EventName', value: 'Rare' };
    const first = await find({ attribute });
    expect(namesOf(first)).toEqual([]);
    expect(first.nextToken).toBeDefined();
    const second = await find({ attribute, token: first.nextToken });
    expect(namesOf(second)).toEqual(['Rare']);
  });

  it('begins near the end of the time that is asked for', async () => {
    const { journal, find, happen, clock } = await openHistory();
    await happen({ eventName: 'Old' });
    clock.nowMs += 10 * 3_600_000;
    const line = encodeTrailLine({ event: eventAt(clock.nowMs) });
    for (let i = 0; i < 24; i++) await journal.append(Array.from({ length: 250 }, () => line));
    const page = await find({ endMs: START_MS + 5000 });
    expect(namesOf(page)).toEqual(['Old']);
    expect(page.nextToken).toBeUndefined();
  });

  it('takes back no token that was changed, made up, or given for another question', async () => {
    const { happen, find, history } = await openHistory();
    for (let i = 0; i < 3; i++) await happen();
    const { nextToken: token = '' } = await find({ limit: 1 });
    const others: readonly (readonly [
      typeof SCOPE | { account: string; region: string },
      Partial<HistoryQuery>,
    ])[] = [
      [SCOPE, { token: `${token.slice(0, -8)}AAAAAAA=` }],
      [SCOPE, { token: 'made up' }],
      [SCOPE, { token: 'A'.repeat(10_000) }],
      [SCOPE, { token, startMs: 5 }],
      [SCOPE, { token, attribute: { key: 'EventName', value: 'x' } }],
      [{ account: '444455556666', region: 'eu-west-1' }, { token }],
    ];
    for (const [scope, query] of others) {
      expect(await history.lookup(scope, { ...ALL, ...query })).toBeUndefined();
    }
    expect((await find({ token, limit: 2 })).events).toHaveLength(2);
  });
});
