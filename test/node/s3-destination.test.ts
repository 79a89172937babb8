import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { s3Destination } from '../../src/node/s3-destination.ts';

/** What was asked, and what is answered: the SDK's side is under test here; the slow suite has a whole server. */
const asked: { method: string; url: string; headers: IncomingMessage['headers'] }[] = [];
let answer: { status: number; body: string; headers?: Record<string, string> } = { status: 200, body: '' };
const server = createServer((request, response) => {
  const { method = '', url = '', headers } = request;
  asked.push({ method, url, headers });
  request.resume().on('end', () => {
    // A bucket that hangs: the answer never comes.
    if (answer.status !== 0) response.writeHead(answer.status, answer.headers).end(answer.body);
  });
});
const credentials = { AWS_ACCESS_KEY_ID: 'AK', AWS_SECRET_ACCESS_KEY: 's' };
const before = { ...process.env };

beforeAll(async () => {
  Object.assign(process.env, credentials);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  process.env = before;
  server.closeAllConnections();
  server.close();
});

function open(timeoutMs?: number): ReturnType<typeof s3Destination> {
  const { port } = server.address() as AddressInfo;
  return s3Destination({
    bucket: 'b',
    prefix: 'p',
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    timeoutMs,
  });
}

describe('a bucket that a trail is delivered to', () => {
  it('gets objects as CloudTrail leaves them, signed, with their metadata', async () => {
    answer = { status: 200, body: '' };
    await (await open()).put('p/x.json.gz', { bytes: Uint8Array.of(1, 2), metadata: { signature: 'ab' } });
    const { method, url, headers } = asked.at(-1) ?? { method: '', url: '', headers: {} };
    expect(method).toBe('PUT');
    expect(url).toMatch(/^\/b\/p\/x\.json\.gz/);
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'x-amz-meta-signature': 'ab',
      'content-length': '2',
    });
    expect(headers['authorization']).toMatch(/^AWS4-HMAC-SHA256 Credential=AK\//);
  });

  it('gives them back, and says when there is none', async () => {
    const destination = await open();
    answer = { status: 200, body: 'xyz', headers: { 'x-amz-meta-signature': 'ab' } };
    const found = await destination.get('p/x');
    expect(Buffer.from(found?.bytes ?? []).toString()).toBe('xyz');
    expect(found?.metadata).toEqual({ signature: 'ab' });
    answer = { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' };
    expect(await destination.get('p/none')).toBeUndefined();
    answer = { status: 403, body: '<Error><Code>AccessDenied</Code><Message>no</Message></Error>' };
    await expect(destination.get('p/x')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('lists them page by page', async () => {
    const destination = await open();
    const contents = '<Contents><Key>p/a</Key></Contents><Contents><Key>p/b</Key></Contents>';
    answer = { status: 200, body: `<ListBucketResult>${contents}</ListBucketResult>` };
    const names: string[] = [];
    for await (const page of destination.list('p/')) names.push(...page);
    expect(names).toEqual(['p/a', 'p/b']);
    expect(asked.at(-1)?.url).toContain('prefix=p%2F');
  });

  it('tries once: delivery itself tries again', async () => {
    const destination = await open();
    answer = { status: 503, body: '<Error><Code>SlowDown</Code></Error>' };
    const count = asked.length;
    await expect(destination.put('p/x', { bytes: Uint8Array.of(1), metadata: {} })).rejects.toThrow();
    expect(asked.length).toBe(count + 1);
  });

  it('ends an attempt that is not answered', async () => {
    const destination = await open(200);
    answer = { status: 0, body: '' };
    await expect(destination.put('p/x', { bytes: Uint8Array.of(1), metadata: {} })).rejects.toThrow(
      /abort|timeout/i,
    );
  });
});
