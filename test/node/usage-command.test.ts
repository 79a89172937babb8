/** `strongroom usage` against a server in this process, whose clock tests move. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kmsFetchHandler } from '../../src/aws/fetch-handler.ts';
import { withUsage } from '../../src/aws/usage-path.ts';
import { runCli } from '../../src/node/cli.ts';
import { type RunningServer, serve } from '../../src/node/server.ts';
import { ACCOUNT, type Metered, openMetered } from '../metering/metered.ts';
import { traffic } from '../metering/traffic.ts';
import { testMachine } from './machine.ts';

let metered: Metered;
let server: RunningServer;
beforeEach(async () => {
  metered = await openMetered(Date.UTC(2026, 10, 2, 12));
  const kms = { ...metered.kms, usage: (question: object) => metered.usage(question) };
  server = await serve({ fetch: withUsage(kmsFetchHandler(kms), { kms }), port: 0 });
});
afterEach(async () => await server.close(0));

async function ask(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const machine = testMachine();
  const code = await runCli(['usage', '--endpoint-url', server.url, ...args], machine);
  return { code, out: machine.printed(), err: machine.warned() };
}

describe('strongroom usage', () => {
  it('prints what was used and what it costs, as a table, as JSON and as CSV', async () => {
    await metered.kms.createKey({});
    // Unsigned callers are of the account that their key id names; here of the service's own.
    await traffic(metered, 30_000, { operation: 'ListKeys', atMs: metered.clock() });
    metered.clock.advance(3_600_000);
    const table = await ask('--by', 'operation');
    expect(table).toMatchObject({ code: 0, err: '' });
    expect(table.out).toContain('Usage from 2026-11-01 to 2026-11-02 (UTC)');
    // 30,001 - 20,000 = 10,001 calls at 0.000003, and one hour of a key: 1 / 720.
    expect(table.out).toMatch(/^ListKeys +30000 +0 +19999 +0\.030003$/m);
    expect(table.out).toMatch(
      new RegExp(`^2026-11 +${ACCOUNT} +30001 +20000 +0\\.030003 +0\\.001389 +0\\.03$`, 'm'),
    );
    const { out } = await ask('--format', 'json', '--by', 'day', '--from', '2026-11', '--to', '2026-11');
    expect(JSON.parse(out)).toEqual(
      await metered.usage({ by: 'day', from: '2026-11', to: '2026-11', account: ACCOUNT }),
    );
    const csv = await ask('--format', 'csv', '--by', 'operation');
    expect(csv.out.split('\r\n')[2]).toBe('calls,ListKeys,30000,0,19999,,,0.030003');
  });

  it('signs for the Region that it is told, and for us-east-1 without one', async () => {
    const scopes: (string | undefined)[] = [];
    await server.close(0);
    const note = (request: Request): Response => {
      scopes.push(/Credential=AKIA\/\d+\/([^/]+)\/kms/.exec(request.headers.get('authorization') ?? '')?.[1]);
      return Response.json({}, { status: 400 });
    };
    server = await serve({ fetch: note, port: 0 });
    const environment = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret' };
    for (const region of [[], ['--region', 'eu-west-1']]) {
      await runCli(['usage', '--endpoint-url', server.url, ...region], testMachine(environment));
    }
    expect(scopes).toEqual(['us-east-1', 'eu-west-1']);
  });

  it('says what is wrong with a day, before asking or after', async () => {
    expect((await ask('--from', 'monday')).code).toBe(64);
    expect(await ask('--from', '2026-02-30')).toMatchObject({
      code: 1,
      err: expect.stringContaining('expected a day such as 2026-11-27, got 2026-02-30'),
    });
    expect((await ask('--by', 'colour')).err).toContain('--by expects class, day, key');
  });

  it('says when nobody is there', async () => {
    await server.close(0);
    expect(await ask()).toMatchObject({ code: 1, err: expect.stringContaining('does not answer') });
  });
});
