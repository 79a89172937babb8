/** `strongroom serve --audit-to …`, as a process, to a folder and to a file. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { call, run, startServer, temporaryFolder } from './process.ts';

const folder = temporaryFolder();

async function healthOf(url: string): Promise<Record<string, unknown>> {
  return (await (await fetch(`${url}/health`)).json()) as Record<string, unknown>;
}

async function lookup(url: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents',
    },
    body: '{}',
  });
  return (await response.json()) as Record<string, unknown>;
}

describe('serve --audit-to', () => {
  it('delivers to folders and files, tells how that goes, and leaves nothing behind when it stops', async () => {
    const [trail, lines] = [join(folder, 'trail'), join(folder, 'events.jsonl')];
    const places = ['--audit-to', `${trail},jsonl:${lines}`, '--audit-every', '1'];
    const server = await startServer(['--data', join(folder, 'data'), ...places]);
    await call(server.url, 'CreateKey', {});
    await call(server.url, 'ListKeys', {});
    expect(await lookup(server.url)).toMatchObject({
      Events: [{ EventName: 'ListKeys' }, { EventName: 'CreateKey' }],
    });
    await expect
      .poll(async () => JSON.stringify(await healthOf(server.url)), { timeout: 60_000 })
      .toMatch(
        /"audit":\[\{"startedMs":\d+,"lastDelivery":\{"atMs":\d+\},.*"waiting":\{"files":0,"entries":0\}/,
      );
    // Whoever asks signs nothing: neither where the trail lies nor the accounts in its names are told.
    expect(JSON.stringify(await healthOf(server.url))).not.toMatch(/AWSLogs|000000000000|trail/);
    expect((await server.stop()).code).toBe(0);
    expect(readFileSync(lines, 'utf8').trimEnd().split('\n')).toHaveLength(2);
  });

  it('goes on when a folder cannot be written, and says so', async () => {
    const file = join(folder, 'no-folder');
    writeFileSync(file, '');
    const lines = join(file, 'events.jsonl');
    const places = ['--audit-to', file, '--audit-to', `jsonl:${lines}`, '--audit-every', '1'];
    const server = await startServer(['--store', 'memory:', ...places]);
    expect((await call(server.url, 'CreateKey', {})).status).toBe(200);
    await expect.poll(() => server.stderr(), { timeout: 60_000 }).toContain('failed and is tried again');
    expect(server.stderr()).toContain('events.jsonl and wait in the store');
    expect((await call(server.url, 'ListKeys', {})).status).toBe(200);
    // There is room for them again: what waited arrives without another call.
    rmSync(file);
    mkdirSync(file);
    await expect.poll(() => server.stderr(), { timeout: 90_000 }).toMatch(/goes on after \d+ failures/);
    await expect.poll(() => server.stderr(), { timeout: 60_000 }).toContain('events.jsonl again');
    expect(readFileSync(lines, 'utf8').trimEnd().split('\n')).toHaveLength(2);
    await server.stop();
  });

  it('refuses to deliver a trail that is not kept', async () => {
    const args = ['serve', '--store', 'memory:', '--port', '0', '--audit', 'off', '--audit-to', folder];
    expect(await run(args)).toMatchObject({ code: 64, stderr: expect.stringContaining('--audit off') });
  });
});
