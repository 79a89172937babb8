import { describe, expect, it } from 'vitest';
import type { StoredObject } from '../../src/audit/destination.ts';
import { gunzip, gzip } from '../../src/audit/gzip.ts';
import { type VerifyOptions, verifyTrail } from '../../src/audit/verify.ts';
import { describeReport, type VerifyReport } from '../../src/audit/verify-report.ts';
import { fromUtf8, toUtf8 } from '../../src/bytes/utf8.ts';
import { seededRandom } from '../store/crash.ts';
import {
  digestsIn,
  ENGINE,
  filesIn,
  HOUR_MS,
  type MemoryDestination,
  MINUTE_MS,
  type OpenedDelivery,
  openDelivery,
} from './deliveries.ts';
import { KINDS, prepareTarget, tamperOnce } from './tampering.ts';

const OTHER = { recipientAccountId: '444455556666', awsRegion: 'us-east-1' };

/** Four hours of two accounts: eight files, and digests of each hour. */
async function deliverDay(parts: Parameters<typeof openDelivery>[0] = {}): Promise<OpenedDelivery> {
  const opened = await openDelivery(parts);
  const { happen, clock, delivery } = opened;
  await delivery.pump();
  for (let hour = 0; hour < 4; hour++) {
    for (const event of [{}, OTHER, {}]) await happen(event);
    clock.nowMs += 10 * MINUTE_MS;
    await delivery.pump();
    clock.nowMs += 50 * MINUTE_MS;
    await delivery.pump();
  }
  return opened;
}

async function verify(opened: OpenedDelivery, options: Partial<VerifyOptions> = {}): Promise<VerifyReport> {
  const keys = await opened.keys.list();
  return await verifyTrail({ engine: ENGINE, destination: opened.destination, keys, ...options });
}

function textsOf({ findings }: VerifyReport): readonly string[] {
  return findings.map(({ text }) => text);
}

function at(destination: MemoryDestination, name: string): StoredObject {
  return destination.objects.get(name) as StoredObject;
}

describe('verification', () => {
  it('finds nothing in a trail that lies as it was delivered, and says what it covered', async () => {
    const opened = await deliverDay();
    const report = await verify(opened);
    expect(report.findings).toEqual([]);
    expect(report.uncovered).toEqual([]);
    expect(report.covered).toMatchObject([
      { account: '111122223333', region: 'eu-west-1', digests: 4, files: 4, records: 8 },
      { account: '444455556666', region: 'us-east-1', digests: 3, files: 4, records: 4 },
    ]);
    const [first] = report.covered;
    expect(new Date(first?.fromMs ?? 0).toISOString()).toBe('2026-11-24T00:00:00.000Z');
    expect(describeReport(report, false)).toMatch(
      /anchor [0-9a-f]{64}[\s\S]*Nothing is missing[\s\S]*cannot know/,
    );
  });

  it('names a log file that is gone, and the digest that lists it', async () => {
    const opened = await deliverDay();
    const [name = ''] = filesIn(opened.destination, 'log');
    opened.destination.objects.delete(name);
    const [text] = textsOf(await verify(opened));
    expect(text).toContain(`The log file ${name} is gone`);
  });

  it('names a log file of which a byte is another, at whatever place', async () => {
    const opened = await deliverDay();
    const [name = ''] = filesIn(opened.destination, 'log');
    const object = at(opened.destination, name);
    for (let i = 0; i < object.bytes.length; i++) {
      const bytes = object.bytes.slice();
      bytes[i] = (bytes[i] as number) ^ 1;
      opened.destination.objects.set(name, { ...object, bytes });
      const report = await verify(opened, { endMs: opened.clock.nowMs - 3 * HOUR_MS });
      expect(textsOf(report)[0]).toContain(`The log file ${name} was altered`);
    }
  });

  it('names the place of a record that was taken from a log file', async () => {
    const opened = await deliverDay();
    const [name = ''] = filesIn(opened.destination, 'log');
    const object = at(opened.destination, name);
    const content = JSON.parse(fromUtf8(await gunzip(object.bytes, 1_000_000))) as { Records: unknown[] };
    content.Records.pop();
    const bytes = await gzip(toUtf8(JSON.stringify(content)));
    opened.destination.objects.set(name, { ...object, bytes });
    expect(textsOf(await verify(opened))[0]).toMatch(
      /record 2 is missing, which stood after Encrypt [0-9a-f-]{36}; 1 of 2 are there\./,
    );
  });

  it('tells records that are others from a packing that is another', async () => {
    const opened = await deliverDay();
    const [name = ''] = filesIn(opened.destination, 'log');
    const object = at(opened.destination, name);
    const content = await gunzip(object.bytes, 1_000_000);
    const bytes = object.bytes.slice();
    bytes[9] = 3;
    opened.destination.objects.set(name, { ...object, bytes });
    expect(textsOf(await verify(opened))[0]).toContain('its packing is another');
    const changed = await gzip(toUtf8(fromUtf8(content).replace('Encrypt', 'Decrypt')));
    opened.destination.objects.set(name, { ...object, bytes: changed });
    expect(textsOf(await verify(opened))[0]).toMatch(/record 1, Decrypt [0-9a-f-]{36}, is not what it was\./);
    opened.destination.objects.set(name, { ...object, bytes: object.bytes.subarray(0, 40) });
    expect(textsOf(await verify(opened))[0]).toContain('it cannot be unpacked');
  });

  it('finds two log files that changed places', async () => {
    const opened = await deliverDay();
    const [a = '', b = ''] = filesIn(opened.destination, 'log');
    const [first, second] = [at(opened.destination, a), at(opened.destination, b)];
    opened.destination.objects.set(a, second);
    opened.destination.objects.set(b, first);
    expect(textsOf(await verify(opened))).toHaveLength(2);
  });

  it('finds a log file that was added, and any other file', async () => {
    const opened = await deliverDay();
    const [name = ''] = filesIn(opened.destination, 'log');
    const added = name.replace(/[A-Za-z0-9]{16}\.json/, 'aaaaaaaaaaaaaaaa.json');
    opened.destination.objects.set(added, at(opened.destination, name));
    opened.destination.objects.set('AWSLogs/notes.txt', at(opened.destination, name));
    expect(textsOf(await verify(opened))).toEqual([
      'AWSLogs/notes.txt was added: no trail names a file so.',
      `The log file ${added} was added: no digest lists it, and newer ones are there.`,
    ]);
  });

  it('names what is too new for a digest, as not proven yet', async () => {
    const opened = await deliverDay();
    await opened.happen();
    opened.clock.nowMs += 5 * MINUTE_MS;
    await opened.delivery.pump();
    const report = await verify(opened);
    expect(report.findings).toEqual([]);
    expect(report.uncovered).toHaveLength(1);
    expect(describeReport(report, false)).toContain('Not proven yet, since no digest lists it');
  });

  it('names a digest that is gone, at the beginning and in the middle', async () => {
    for (const which of [0, 1, 2]) {
      const opened = await deliverDay();
      const digest = (await digestsIn(opened.destination))[which]?.digestS3Object ?? '';
      opened.destination.objects.delete(digest);
      expect(textsOf(await verify(opened))[0]).toContain(`The digest file ${digest} is gone`);
    }
  });

  it('finds digests that are gone at the end by an anchor, or when other accounts have newer ones', async () => {
    const opened = await deliverDay();
    const digests = (await digestsIn(opened.destination)).filter(
      ({ awsAccountId }) => awsAccountId === OTHER.recipientAccountId,
    );
    const anchors = (await verify(opened)).covered.map(({ anchor }) => anchor ?? '');
    opened.destination.objects.delete(digests.at(-1)?.digestS3Object ?? '');
    expect(textsOf(await verify(opened))).toEqual([]);
    expect(textsOf(await verify(opened, { anchors }))).toEqual([
      `No digest has the hash ${anchors[1]}, which was kept: it was cut off or replaced, and what follows from it too.`,
    ]);
    for (const { digestS3Object } of digests) opened.destination.objects.delete(digestS3Object);
    expect(textsOf(await verify(opened))[0]).toMatch(
      /^No digest covers .* its digests are gone, or it was added\.$/,
    );
  });

  it('names a digest of which a byte, or its signature, is another', async () => {
    const opened = await deliverDay();
    const [name = ''] = filesIn(opened.destination, 'digest');
    const object = at(opened.destination, name);
    for (let i = 0; i < object.bytes.length; i += 7) {
      const bytes = object.bytes.slice();
      bytes[i] = (bytes[i] as number) ^ 4;
      opened.destination.objects.set(name, { ...object, bytes });
      expect(textsOf(await verify(opened))[0]).toContain(name);
    }
    const { signature = '' } = object.metadata;
    for (const metadata of [
      {},
      { ...object.metadata, signature: signature.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')) },
      { ...object.metadata, signature: signature.toUpperCase() },
      { ...object.metadata, 'signature-algorithm': 'none' },
    ]) {
      opened.destination.objects.set(name, { ...object, metadata });
      expect(textsOf(await verify(opened))[0]).toContain('its signature does not hold');
    }
  });

  it('finds two digests that changed places, and one that lies elsewhere', async () => {
    const opened = await deliverDay();
    const [a = '', b = ''] = filesIn(opened.destination, 'digest');
    const [first, second] = [at(opened.destination, a), at(opened.destination, b)];
    opened.destination.objects.set(a, second);
    opened.destination.objects.set(b, first);
    expect(textsOf(await verify(opened))[0]).toContain(`The digest file ${a} was moved`);
  });

  it('refuses digests that a key of somebody else signed, and those of a key that had run out', async () => {
    const opened = await deliverDay();
    const stranger = await deliverDay({});
    const report = await verify(opened, { keys: await stranger.keys.list() });
    expect(textsOf(report)[0]).toMatch(/is signed by a key [0-9a-f]{32} that is none of the service\.$/);
    const keys = (await opened.keys.list()).map((key) => ({ ...key, validToMs: key.validFromMs }));
    expect(textsOf(await verify(opened, { keys }))[0]).toMatch(/that was not valid then\.$/);
  });

  it('finds a trail that was made anew by the same service, by the anchor alone', async () => {
    const opened = await deliverDay();
    const anchors = (await verify(opened)).covered.map(({ anchor }) => anchor ?? '');
    // Whoever has the store and its root key can do what the service can: here by its own hand.
    opened.destination.objects.clear();
    const fork = await opened.restart({ destination: { ...opened.destination, url: 'memory://fork' } });
    await fork.pump(true);
    expect(textsOf(await verify(opened))).toEqual([]);
    expect(textsOf(await verify(opened, { anchors }))).toHaveLength(2);
  });

  it('looks at a range of time alone when it is told to', async () => {
    const opened = await deliverDay();
    const [digest] = await digestsIn(opened.destination);
    opened.destination.objects.delete(digest?.digestS3Object ?? '');
    const startMs = opened.clock.nowMs - 2 * HOUR_MS;
    const report = await verify(opened, { startMs });
    expect(report.findings).toEqual([]);
    expect(report.covered.map(({ digests }) => digests)).toEqual([2, 2]);
  });

  it('names the place where a trail began anew', async () => {
    const opened = await deliverDay();
    await opened.keystore.eraseRecords();
    await opened.journal.reset();
    await opened.delivery.reset();
    const keys = await opened.keys.list();
    await opened.happen();
    await opened.delivery.pump(true);
    const report = await verify(opened, { keys: [...keys, ...(await opened.keys.list())] });
    expect(textsOf(report).join('\n')).toContain('begins anew');
  });
});

describe('verification of a trail that was changed at random', () => {
  const CASES = 1500;

  it(`sees each of ${CASES} edits, removals, exchanges and forks, or names what only an anchor shows`, async () => {
    const target = await prepareTarget();
    const random = seededRandom(20_261_127);
    const outcomes = new Map<string, number>();
    for (let i = 0; i < CASES; i++) {
      const kind = KINDS[i % KINDS.length] as string;
      const outcome = await tamperOnce(target, kind, random);
      if (outcome !== undefined) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      expect(outcome, `${kind}, case ${i}`).not.toBe('UNSEEN');
    }
    expect([...outcomes.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(CASES * 0.9);
  });
});
