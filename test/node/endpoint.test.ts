import { describe, expect, it } from 'vitest';
import { createKms, movableClock } from '../../src/index.ts';
import { type EndpointOptions, endpointOf } from '../../src/node/endpoint.ts';

const OPTIONS: EndpointOptions = {
  clock: movableClock(),
  metricsReaders: 'open',
  hasTestAids: false,
  hasConsole: false,
};
const KMS = { 'x-amz-target': 'TrentService.CreateKey', 'content-type': 'application/x-amz-json-1.1' };
const JSON_TYPE = { 'content-type': 'application/json' };

async function open(options: Partial<EndpointOptions> = {}, kms = createKms()) {
  const handler = await endpointOf(await kms, { ...OPTIONS, ...options });
  return async (path: string, headers?: Record<string, string>, body = '{}') =>
    await handler(
      new Request(`http://localhost${path}`, headers === undefined ? {} : { method: 'POST', headers, body }),
    );
}

describe('the endpoint', () => {
  it('answers AWS KMS, and tells what that would cost', async () => {
    const ask = await open();
    expect((await ask('/', KMS)).status).toBe(200);
    const usage = await ask('/_strongroom/usage', JSON_TYPE, '{"by":"operation"}');
    expect(await usage.json()).toMatchObject({ rows: [{ operation: 'CreateKey', calls: 1 }] });
  });

  it('tells callers who prove nothing for whom they are taken', async () => {
    const ask = await open();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await ask('/', form, 'Action=GetCallerIdentity&Version=2011-06-15');
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('<Arn>arn:aws:iam::000000000000:root</Arn>');
  });

  it('counts what it answers, for those who may read that', async () => {
    const exchanges: string[] = [];
    const ask = await open({ onExchange: ({ operation = '' }) => void exchanges.push(operation) });
    await ask('/', KMS);
    const text = await (await ask('/metrics')).text();
    expect(text).toContain('strongroom_calls_total{operation="CreateKey",code="OK"} 1');
    expect(exchanges).toEqual(['CreateKey']);
    expect((await (await open({ metricsReaders: 'off' }))('/metrics')).status).not.toBe(200);
  });

  it('answers what happened by CloudTrail', async () => {
    const ask = await open();
    await ask('/', KMS);
    const target = 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents';
    const found = await ask('/', { ...KMS, 'x-amz-target': target });
    expect(await found.json()).toMatchObject({ Events: [{ EventName: 'CreateKey' }] });
  });

  it('explains who may do what', async () => {
    const ask = await open();
    const question = { principal: 'arn:aws:iam::000000000000:root', action: 'kms:CreateKey' };
    const answer = await ask('/_strongroom/explain', JSON_TYPE, JSON.stringify(question));
    expect(await answer.json()).toMatchObject({ allowed: true });
  });

  it('has nothing to tell of use and events where no trail is kept', async () => {
    const ask = await open({}, createKms({ audit: false }));
    expect((await ask('/_strongroom/usage', JSON_TYPE)).status).not.toBe(200);
  });

  it('lets itself be reset where aids for tests are on', async () => {
    const off = await open();
    const on = await open({ hasTestAids: true }, createKms({ testAids: true }));
    expect((await on('/_strongroom/reset', JSON_TYPE)).status).toBe(200);
    expect((await off('/_strongroom/reset', JSON_TYPE)).status).not.toBe(200);
  });
});
