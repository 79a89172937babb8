import { describe, expect, it } from 'vitest';
import { isDigest } from '../../src/audit/digest-shape.ts';
import { digestsIn, openDelivery } from './deliveries.ts';

describe('the shape of a digest file', () => {
  it('is that of every digest that is delivered, and of none that lacks something', async () => {
    const { delivery, destination, happen } = await openDelivery();
    await happen();
    await delivery.pump(true);
    const [digest] = await digestsIn(destination);
    expect(isDigest(digest)).toBe(true);
    const optional = ['digestSignatureAlgorithm', 'newestEventTime', 'oldestEventTime'];
    const unread = ['previousDigestS3Bucket', 'previousDigestHashAlgorithm'];
    for (const name of Object.keys(digest ?? {})) {
      const without = Object.fromEntries(Object.entries(digest ?? {}).filter(([other]) => other !== name));
      expect(isDigest(without), name).toBe([...optional, ...unread].includes(name));
    }
    for (const change of [
      { digestEndTime: 'yesterday' },
      { digestStartTime: '2026-13-01T00:00:00Z' },
      { logFiles: [null] },
      { logFiles: [{ ...digest?.logFiles[0], records: '1' }] },
      { logFiles: [{ ...digest?.logFiles[0], recordMarks: '12' }] },
      { logFiles: [{ ...digest?.logFiles[0], recordMarks: 1 }] },
      { previousDigestSignature: 5 },
    ]) {
      expect(isDigest({ ...digest, ...change })).toBe(false);
    }
    for (const value of [null, [], 'text', 5]) expect(isDigest(value)).toBe(false);
  });
});
