import { beforeEach, describe, expect, it } from 'vitest';
import { type FetchHandler, kmsFetchHandler } from '../../src/aws/fetch-handler.ts';
import { withTestAids } from '../../src/aws/test-aids.ts';
import { createKms, type Kms, type MovableClock, movableClock } from '../../src/index.ts';

const START = Date.UTC(2026, 10, 27, 12);
const DAY_SECONDS = 86_400;

describe('the test aids', () => {
  let kms: Kms;
  let clock: MovableClock;
  let handler: FetchHandler;
  beforeEach(async () => {
    clock = movableClock(() => START);
    kms = await createKms({ clock, testAids: true });
    handler = withTestAids(kmsFetchHandler(kms), { kms, clock });
  });

  const send = async (
    path: string,
    body?: unknown,
    init: RequestInit = {},
  ): Promise<{ readonly status: number; readonly body: unknown }> => {
    const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
    const request = new Request(`http://localhost${path}`, { method: 'POST', body: text ?? null, ...init });
    const response = await handler(request);
    return { status: response.status, body: await response.json() };
  };

  it('hand on how a request arrived, and how it is to be answered', async () => {
    const seen: unknown[] = [];
    const inner: FetchHandler = async (...input) => {
      seen.push(...input.slice(1));
      return new Response();
    };
    const connection = { sourceIp: '192.0.2.1', secureTransport: true };
    const respond = (): Response => new Response();
    await withTestAids(inner, { kms, clock })(new Request('http://localhost/'), connection, respond);
    expect(seen).toEqual([connection, respond]);
  });

  it('let time pass, and everything that falls due in it happens before the answer', async () => {
    const { KeyMetadata } = await kms.createKey({});
    await kms.scheduleKeyDeletion({ KeyId: KeyMetadata.KeyId, PendingWindowInDays: 7 });
    expect(await send('/_strongroom/clock', { advanceSeconds: 7 * DAY_SECONDS - 1 })).toEqual({
      status: 200,
      body: { now: '2026-12-04T11:59:59.000Z' },
    });
    await kms.describeKey({ KeyId: KeyMetadata.KeyId });
    await send('/_strongroom/clock', { now: '2026-12-04T12:00:00Z' });
    await expect(kms.describeKey({ KeyId: KeyMetadata.KeyId })).rejects.toThrow('does not exist');
  });

  it('tell the time', async () => {
    const answer = await send('/_strongroom/clock', undefined, { method: 'GET', body: null });
    expect(answer).toEqual({ status: 200, body: { now: '2026-11-27T12:00:00.000Z' } });
  });

  it.each([
    ['2027-01-01', '2027-01-01T00:00:00.000Z'],
    ['2027-01-01T01:30Z', '2027-01-01T01:30:00.000Z'],
    ['2027-01-01T01:30:15.250+01:30', '2027-01-01T00:00:15.250Z'],
  ])('take the time %s', async (now, told) => {
    expect(await send('/_strongroom/clock', { now })).toEqual({ status: 200, body: { now: told } });
  });

  it('erase everything and put the clock back', async () => {
    await kms.createKey({});
    await send('/_strongroom/clock', { advanceSeconds: 5 });
    expect(await send('/_strongroom/reset')).toEqual({
      status: 200,
      body: { now: '2026-11-27T12:00:00.000Z' },
    });
    expect((await kms.listKeys({})).Keys).toEqual([]);
  });

  it.each([
    [{}, 'one of advanceSeconds and now is expected'],
    [{ advanceSeconds: 1, now: '2027-01-01' }, 'one of advanceSeconds and now is expected'],
    [{ advanceSeconds: 1, more: 1 }, 'one of advanceSeconds and now is expected'],
    [{ advanceSeconds: '1' }, 'advanceSeconds is expected to be a number'],
    [{ advanceSeconds: -1 }, 'the clock does not go back: it is 2026-11-27T12:00:00.000Z'],
    [{ advanceSeconds: 1e300 }, 'expected a time'],
    [{ now: 5 }, 'now is expected to be a time such as 2027-01-01T00:00:00Z'],
    [{ now: 'tomorrow' }, 'now is expected to be a time such as 2027-01-01T00:00:00Z'],
    [{ now: '2027-01-01T00:00:00' }, 'now is expected to be a time such as 2027-01-01T00:00:00Z'],
    [{ now: '2027-13-01' }, 'expected a time'],
    [{ now: '2020-01-01' }, 'the clock does not go back: it is 2026-11-27T12:00:00.000Z'],
    ['[]', 'a JSON object is expected'],
    ['{', 'a JSON object is expected'],
    ['', 'a JSON object is expected'],
  ])('refuse to move the clock by %j', async (body, error) => {
    expect(await send('/_strongroom/clock', body)).toEqual({ status: 400, body: { error } });
    expect(clock()).toBe(START);
  });

  it('refuse a web page, whatever it asks for', async () => {
    await kms.createKey({});
    const headers = { Origin: 'https://example.com' };
    for (const path of ['/_strongroom/reset', '/_strongroom/clock']) {
      expect(await send(path, '{"advanceSeconds":1}', { headers })).toMatchObject({ status: 403 });
    }
    expect((await kms.listKeys({})).Keys).toHaveLength(1);
  });

  it('say what there is, and how it is called', async () => {
    expect(await send('/_strongroom/x')).toMatchObject({ status: 404 });
    const get = { method: 'GET', body: null };
    expect(await send('/_strongroom/reset', undefined, get)).toMatchObject({ status: 405 });
    expect(await send('/_strongroom/clock', undefined, { method: 'PUT' })).toMatchObject({ status: 405 });
    const long = { 'content-length': '5000' };
    expect(await send('/_strongroom/clock', '{}', { headers: long })).toMatchObject({ status: 413 });
  });

  it('hand on every other request', async () => {
    const headers = {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': 'TrentService.ListKeys',
    };
    expect(await send('/', '{}', { headers })).toEqual({ status: 200, body: { Keys: [], Truncated: false } });
    expect(await send('/strongroom/reset')).toMatchObject({ status: 400 });
  });

  it('fail as the service fails', async () => {
    const broken = await createKms();
    handler = withTestAids(kmsFetchHandler(broken), { kms: broken, clock });
    expect(await send('/_strongroom/reset')).toMatchObject({ status: 500 });
  });
});
