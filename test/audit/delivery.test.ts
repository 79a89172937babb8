import { describe, expect, it } from 'vitest';
import type { StoredObject } from '../../src/audit/destination.ts';
import { DIGEST_SCHEME, sha256Hex, spkiOf, stringToSign } from '../../src/audit/digest.ts';
import { gunzip } from '../../src/audit/gzip.ts';
import { parseObjectName } from '../../src/audit/object-name.ts';
import { encodeTrailLine } from '../../src/audit/trail-line.ts';
import { fromBase64 } from '../../src/bytes/base64.ts';
import { fromHex } from '../../src/bytes/hex.ts';
import {
  contentOf,
  deliveredEvents,
  digestsIn,
  ENGINE,
  eventAt,
  filesIn,
  HOUR_MS,
  MINUTE_MS,
  openDelivery,
  SCOPE,
} from './deliveries.ts';

const OTHER = { recipientAccountId: '444455556666', awsRegion: 'us-east-1' };

describe('delivery', () => {
  it('puts events into files of one account and Region once the oldest has waited long enough', async () => {
    const { delivery, destination, happen, clock } = await openDelivery();
    await happen({ eventName: 'CreateKey' });
    await happen({ eventName: 'Encrypt', ...OTHER });
    clock.nowMs += 5 * MINUTE_MS - 1;
    await delivery.pump();
    expect(destination.puts).toEqual([]);
    await happen({ eventName: 'Decrypt' });
    clock.nowMs += 1;
    await delivery.pump();
    const files = filesIn(destination, 'log');
    expect(files.map((name) => name.replace(/[A-Za-z0-9]{16}\.json/, '*.json'))).toEqual([
      'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/24/111122223333_CloudTrail_eu-west-1_20261124T0005Z_*.json.gz',
      'AWSLogs/444455556666/CloudTrail/us-east-1/2026/11/24/444455556666_CloudTrail_us-east-1_20261124T0005Z_*.json.gz',
    ]);
    const contents = await Promise.all(
      files.map((name) => contentOf(destination.objects.get(name) as StoredObject)),
    );
    expect(contents).toMatchObject([
      { Records: [{ eventName: 'CreateKey' }, { eventName: 'Decrypt' }] },
      { Records: [{ eventName: 'Encrypt' }] },
    ]);
  });

  it('does not wait once enough is there, and makes several files of much', async () => {
    const { delivery, destination, happen } = await openDelivery({ maxLength: 2000 });
    for (let i = 0; i < 10; i++) await happen();
    await delivery.pump();
    expect(filesIn(destination, 'log').length).toBeGreaterThan(1);
    await delivery.pump(true);
    expect(await deliveredEvents(destination)).toHaveLength(10);
  });

  it('signs a digest every hour, empty ones too, each naming the one before', async () => {
    const { delivery, destination, happen, clock } = await openDelivery();
    await delivery.pump();
    await happen();
    for (let i = 0; i < 3; i++) {
      clock.nowMs += HOUR_MS;
      await delivery.pump();
    }
    const digests = await digestsIn(destination);
    expect(digests.map(({ logFiles }) => logFiles.length)).toEqual([1, 0, 0]);
    expect(digests.map(({ digestStartTime }) => digestStartTime)).toEqual([
      '2026-11-24T00:00:00Z',
      '2026-11-24T01:00:00Z',
      '2026-11-24T02:00:00Z',
    ]);
    expect(digests[0]).toMatchObject({ previousDigestS3Object: null, previousDigestSignature: null });
    expect(digests[2]).toMatchObject({
      previousDigestS3Bucket: 'trail-bucket',
      previousDigestS3Object: digests[1]?.digestS3Object,
      previousDigestHashAlgorithm: 'SHA-256',
    });
  });

  it('signs the end, the place, the hash and the signature before, in RSA with SHA-256', async () => {
    const { delivery, destination, clock, keys, keystore } = await openDelivery();
    await delivery.pump();
    clock.nowMs += HOUR_MS;
    await delivery.pump();
    const [digest] = await digestsIn(destination);
    const object = destination.objects.get(digest?.digestS3Object ?? '') as StoredObject;
    const [key] = await keys.list();
    expect(digest?.digestPublicKeyFingerprint).toBe(key?.fingerprint);
    const content = await gunzip(object.bytes, 100_000);
    const hash = await sha256Hex(ENGINE, content);
    const bytes = stringToSign(digest as NonNullable<typeof digest>, hash);
    const signature = fromHex(object.metadata['signature'] ?? '');
    const spki = spkiOf(fromBase64(key?.value ?? ''));
    const signed = { form: 'message', bytes } as const;
    expect(await keystore.verify(spki, DIGEST_SCHEME, signed, signature)).toBe(true);
    expect(object.metadata['signature-algorithm']).toBe('SHA256withRSA');
  });

  it('puts the same object again after a failure, and nothing that comes later before it', async () => {
    const { delivery, destination, happen, clock, news } = await openDelivery();
    await happen({ eventName: 'CreateKey' });
    destination.failure = new Error('the bucket is away');
    clock.nowMs += 5 * MINUTE_MS;
    await delivery.pump();
    expect(delivery.status).toMatchObject({
      lastDelivery: undefined,
      lastError: { message: 'Error: the bucket is away' },
      waiting: { files: 1, entries: 0 },
    });
    for (let i = 0; i < 100; i++) {
      await happen();
      clock.nowMs += 3 * MINUTE_MS;
      await delivery.pump();
    }
    // What comes later waits in the journal, not as files.
    expect(delivery.status.waiting).toEqual({ files: 1, entries: 100 });
    destination.failure = undefined;
    clock.nowMs += MINUTE_MS;
    await delivery.pump();
    const events = await deliveredEvents(destination);
    expect(events).toHaveLength(101);
    expect(events[0]?.eventName).toBe('CreateKey');
    expect(new Set(destination.puts).size).toBe(destination.puts.length);
    expect(delivery.status.lastError).toBeUndefined();
    expect(news).toEqual([
      expect.stringMatching(/^Delivery to memory:.* failed and is tried again; events wait in the store/),
      expect.stringMatching(/goes on after \d+ failures\.$/),
    ]);
  });

  it('waits longer after each failure', async () => {
    const { delivery, destination, happen, clock } = await openDelivery();
    await happen();
    clock.nowMs += 5 * MINUTE_MS;
    let attempts = 0;
    destination.put = async () => {
      attempts++;
      throw new Error('no');
    };
    for (let second = 0; second < 60; second++) {
      await delivery.pump();
      clock.nowMs += 1000;
    }
    // After 0, 1, 3, 7, 15 and 31 seconds.
    expect(attempts).toBe(6);
  });

  it('delivers everything, digests too, when it is told that nothing comes after', async () => {
    const { delivery, destination, happen } = await openDelivery();
    await happen();
    await delivery.pump(true);
    expect(filesIn(destination, 'log')).toHaveLength(1);
    expect(filesIn(destination, 'digest')).toHaveLength(1);
    await delivery.pump(true);
    expect(destination.puts).toHaveLength(2);
  });

  it('makes a digest early when what it lists would not fit into one, counting what waited for a restart', async () => {
    // Each event is a file of its own, and takes some 470 bytes of a digest.
    const opened = await openDelivery({ maxLength: 1 });
    const line = encodeTrailLine({ event: eventAt(opened.clock.nowMs) });
    for (let i = 0; i < 1000; i++) await opened.journal.append([line]);
    await opened.delivery.pump();
    expect(filesIn(opened.destination, 'digest')).toHaveLength(0);
    const later = await opened.restart();
    for (let i = 0; i < 700; i++) await opened.journal.append([line]);
    await later.pump();
    const [digest, ...others] = await digestsIn(opened.destination);
    expect(others).toHaveLength(0);
    expect(JSON.stringify(digest?.logFiles).length).toBeGreaterThan(700_000);
    expect(digest?.logFiles.length).toBeLessThan(1700);
  });

  it('stops at any commit and goes on with the same objects, each event delivered once', async () => {
    for (const isWritten of [false, true]) {
      for (let lives = 0; ; lives++) {
        const opened = await openDelivery();
        const { keystore, happen, clock, destination } = opened;
        for (let i = 0; i < 5; i++) await happen(i % 2 === 0 ? {} : OTHER);
        let commits = 0;
        const flaky = new Proxy(keystore, {
          get(target, name) {
            const member: unknown = Reflect.get(target, name);
            if (typeof member !== 'function') return member;
            if (name !== 'commit') return member.bind(target);
            return async (...input: Parameters<typeof keystore.commit>) => {
              if (commits++ < lives) return await target.commit(...input);
              if (isWritten && commits === lives + 1) await target.commit(...input);
              throw new Error('the process has ended');
            };
          },
        });
        clock.nowMs += HOUR_MS;
        const failed = await opened
          .restart({ keystore: flaky, journal: await opened.reopen(flaky) })
          .then((delivery) => delivery.pump(true))
          .then(
            () => false,
            () => true,
          );
        const before = [...destination.puts];
        const again = await opened.restart({ journal: await opened.reopen() });
        await again.pump(true);
        const events = await deliveredEvents(destination);
        expect(events).toHaveLength(5);
        expect(new Set(events.map(({ eventID }) => eventID)).size).toBe(5);
        // What had been put was put again under its own name, if at all.
        expect(filesIn(destination, 'log')).toHaveLength(2);
        for (const name of before) expect(destination.objects.has(name)).toBe(true);
        if (!failed) break;
      }
    }
  });

  it('names files by letters and digits that no other file has', async () => {
    const { delivery, destination, happen } = await openDelivery({ maxLength: 1 });
    for (let i = 0; i < 50; i++) await happen();
    await delivery.pump();
    const uniques = filesIn(destination, 'log').map((name) => {
      const parsed = parseObjectName(name);
      return parsed?.kind === 'log' ? parsed.unique : '';
    });
    expect(new Set(uniques).size).toBe(50);
  });

  it('gives each of several destinations everything, in files and digests of its own', async () => {
    const first = await openDelivery();
    const second = { ...first.destination, url: 'memory://other/', bucket: 'other' };
    const other = await first.restart({ destination: second });
    await first.happen();
    await first.delivery.pump(true);
    await other.pump(true);
    expect(first.destination.puts).toHaveLength(4);
    expect(new Set(first.destination.puts).size).toBe(4);
    expect(other.trail).toEqual({ trail: 'other', homeRegion: SCOPE.region });
  });

  it('begins a new chain when everything was erased', async () => {
    const { delivery, destination, happen, keystore, journal, clock } = await openDelivery();
    await happen();
    await delivery.pump(true);
    await keystore.eraseRecords();
    await journal.reset();
    await delivery.reset();
    clock.nowMs += HOUR_MS;
    await happen();
    await delivery.pump(true);
    const digests = await digestsIn(destination);
    expect(digests.map(({ previousDigestS3Object }) => previousDigestS3Object)).toEqual([null, null]);
    expect(await deliveredEvents(destination)).toHaveLength(2);
  });
});
