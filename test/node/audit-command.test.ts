/** `strongroom audit verify`, on trails that were delivered to folders. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseObjectName } from '../../src/audit/object-name.ts';
import { runAuditVerify } from '../../src/node/audit-command.ts';
import { folderDestination } from '../../src/node/folder-destination.ts';
import { HOUR_MS, openDelivery } from '../audit/deliveries.ts';
import { testMachine } from './machine.ts';
import { temporaryFolder } from './process.ts';

const root = temporaryFolder();
const trail = join(root, 'trail');
const keysFile = join(root, 'keys.json');

beforeAll(async () => {
  const destination = folderDestination(trail);
  const { restart, happen, clock, keys } = await openDelivery();
  const delivery = await restart({ destination });
  await delivery.pump();
  for (let hour = 0; hour < 3; hour++) {
    await happen();
    clock.nowMs += HOUR_MS;
    await delivery.pump();
  }
  const PublicKeyList = (await keys.list()).map(({ value, fingerprint, validFromMs, validToMs }) => ({
    Value: value,
    Fingerprint: fingerprint,
    ValidityStartTime: new Date(validFromMs).toISOString(),
    ValidityEndTime: validToMs / 1000,
  }));
  writeFileSync(keysFile, JSON.stringify({ PublicKeyList }));
});

async function verify(flags: Record<string, string> = {}): Promise<{ code: number; text: string }> {
  const machine = testMachine();
  const all = {
    trail,
    'public-keys': keysFile,
    region: 'us-east-1',
    'endpoint-url': 'http://127.0.0.1:1',
    ...flags,
  };
  return { code: await runAuditVerify(all, machine), text: machine.printed() };
}

describe('strongroom audit verify', () => {
  it('answers 0 and prints what it covered, and 1 with what it found', async () => {
    const whole = await verify();
    expect(whole.code).toBe(0);
    expect(whole.text).toMatch(
      /3 digests, 3 log files, 3 records\n {2}anchor [0-9a-f]{64}\nNothing is missing/,
    );
    const anchor = /anchor ([0-9a-f]{64})/.exec(whole.text)?.[1] ?? '';
    expect(await verify({ anchor })).toMatchObject({ code: 0 });
    expect(await verify({ anchor: 'f'.repeat(64) })).toMatchObject({
      code: 1,
      text: expect.stringContaining('FOUND: No digest has the hash ffff'),
    });
    expect((await verify({ start: '2026-11-24T02:30:00Z', end: '2026-11-25' })).text).toContain('1 digests');
    const names: string[] = [];
    for await (const page of folderDestination(trail).list('AWSLogs/')) names.push(...page);
    const log = names.find((name) => parseObjectName(name)?.kind === 'log') ?? '';
    rmSync(join(trail, log));
    expect(await verify()).toMatchObject({
      code: 1,
      text: expect.stringContaining(`The log file ${log} is gone`),
    });
  });

  it('says what it cannot read', async () => {
    await expect(verify({ 'public-keys': join(root, 'none') })).rejects.toThrow(
      /none cannot be read: ENOENT/,
    );
    writeFileSync(join(root, 'bad.json'), '{}');
    await expect(verify({ 'public-keys': join(root, 'bad.json') })).rejects.toThrow(
      'it holds no PublicKeyList',
    );
    writeFileSync(join(root, 'bad.json'), '{"PublicKeyList":[{}]}');
    await expect(verify({ 'public-keys': join(root, 'bad.json') })).rejects.toThrow('has no time');
    const machine = testMachine();
    await expect(runAuditVerify({ trail, 'endpoint-url': 'http://127.0.0.1:1' }, machine)).rejects.toThrow(
      'http://127.0.0.1:1 cannot be read',
    );
    await expect(runAuditVerify({}, machine)).rejects.toThrow('--trail is missing.');
  });
});
