import { writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { parseCommand, UsageError } from '../../src/node/flags.ts';
import { runServe } from '../../src/node/serve-command.ts';
import { sqliteStore } from '../../src/store/sqlite.ts';
import { testMachine } from './machine.ts';
import { call, temporaryFolder } from './process.ts';

const folder = temporaryFolder();

/** What a path, `/health` where it has none, is answered under a name. */
function statusFor(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(new URL(new URL(url).pathname === '/' ? '/health' : url, url), { headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).on('error', reject);
  });
}

const flagsOf = (...args: string[]) => parseCommand(['serve', '--port', '0', ...args]).flags;

describe('strongroom serve, in this process', () => {
  it('closes store and server when it ends, so that both can be had again', async () => {
    const data = join(folder, 'closed');
    const machine = testMachine();
    const code = runServe(flagsOf('--data', data), machine);
    await machine.hasPrinted;
    const url = machine.printed().split('\n')[0] as string;
    expect((await call(url, 'CreateKey', {})).status).toBe(200);
    machine.stop();
    expect(await code).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
    const store = sqliteStore({ file: join(data, 'store.db') });
    expect(await store.list('key/', undefined, 10)).toHaveLength(1);
    await store.close();
  });

  it('serves the account and the Region that it is told to', async () => {
    const machine = testMachine();
    const flags = flagsOf('--store', 'memory:', '--account', '111122223333', '--region', 'eu-central-1');
    const code = runServe(flags, machine);
    await machine.hasPrinted;
    const { body } = await call(machine.printed().split('\n')[0] as string, 'CreateKey', {});
    expect((body['KeyMetadata'] as { Arn: string }).Arn).toMatch(
      /^arn:aws:kms:eu-central-1:111122223333:key\//,
    );
    expect(machine.printed()).toContain('AWS_DEFAULT_REGION=eu-central-1');
    machine.stop();
    await code;
  });

  it('has the console at /console for whoever it answers at all, and not when that is off', async () => {
    for (const [flag, status] of [
      ['on', 200],
      ['off', 400],
    ] as const) {
      const machine = testMachine();
      const code = runServe(flagsOf('--store', 'memory:', '--console', flag), machine);
      await machine.hasPrinted;
      const url = machine.printed().split('\n')[0] as string;
      expect((await fetch(`${url}/console/`)).status).toBe(status);
      expect(machine.printed().includes(`Console: ${url}/console\n`)).toBe(flag === 'on');
      expect(await statusFor(`${url}/console/`, 'evil.example')).toBe(421);
      machine.stop();
      await code;
    }
  });

  it('takes secrets out of the environment', async () => {
    const machine = testMachine({ STRONGROOM_ROOT_KEY: '07'.repeat(32), OTHER: 'stays' });
    const code = runServe(flagsOf('--store', 'memory:'), machine);
    await machine.hasPrinted;
    expect(machine.environment).toEqual({ OTHER: 'stays' });
    machine.stop();
    await code;
  });

  it('carries out deletions that fall due while nobody calls', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'Date'] });
    try {
      const machine = testMachine();
      const code = runServe(flagsOf('--data', join(folder, 'sweep')), machine);
      await machine.hasPrinted;
      const url = machine.printed().split('\n')[0] as string;
      const { body } = await call(url, 'CreateKey', {});
      const { KeyId } = body['KeyMetadata'] as { KeyId: string };
      await call(url, 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
      const commits = vi.spyOn(Object.getPrototypeOf(sqliteStore({ file: join(folder, 'x.db') })), 'commit');
      vi.setSystemTime(Date.now() + 7 * 86_400_000);
      vi.advanceTimersByTime(60_000);
      await vi.waitFor(() => expect(commits).toHaveBeenCalled(), { interval: 5 });
      machine.stop();
      await vi.runOnlyPendingTimersAsync();
      await code;
    } finally {
      vi.useRealTimers();
    }
    const store = sqliteStore({ file: join(folder, 'sweep', 'store.db') });
    expect(await store.list('key/', undefined, 10)).toEqual([]);
    await store.close();
  });

  it('counts requests, and answers hosts and pages, as it is told', async () => {
    const quotas = join(folder, 'quotas.json');
    writeFileSync(quotas, '{"ListKeys": 1}');
    const machine = testMachine();
    const args = ['--store', 'memory:', '--quotas', quotas, '--allow-origin', 'https://app.example'];
    const code = runServe(flagsOf(...args, '--allow-host', 'KMS.example'), machine);
    await machine.hasPrinted;
    const url = machine.printed().split('\n')[0] as string;
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await call(url, 'ListKeys', {})).body['__type']);
    expect(statuses[0]).toBeUndefined();
    expect(statuses).toContain('ThrottlingException');
    const headers = { origin: 'https://app.example', 'access-control-request-method': 'POST' };
    expect((await fetch(url, { method: 'OPTIONS', headers })).status).toBe(204);
    expect(await statusFor(url, 'kms.example')).toBe(200);
    expect(await statusFor(url, 'evil.example')).toBe(421);
    machine.stop();
    await code;
  });

  it.each([
    ['--quotas', '/nowhere/quotas.json'],
    ['--data', 'x', '--store', 'memory:'],
    ['--host', '0.0.0.0'],
    ['--host', '::'],
    ['--host', 'kms.example'],
  ])('refuses %j %j before it opens anything', async (...args) => {
    await expect(runServe(flagsOf(...args), testMachine())).rejects.toThrow(UsageError);
  });
});
