import { expect, it } from 'vitest';
import { makeDigest } from '../../src/audit/digest-file.ts';
import { storedGzip } from '../../src/audit/gzip.ts';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import { START_MS } from '../keystore/house.ts';
import { contentOf, ENGINE, SCOPE } from './deliveries.ts';

it('makes a digest file, packed and signed, and what the next one names', async () => {
  const signed: string[] = [];
  const made = await makeDigest({
    engine: ENGINE,
    destination: { bucket: 'b', prefix: 'p' },
    signer: {
      fingerprint: 'f',
      sign: async (content) => {
        signed.push(Buffer.from(content).toString());
        return 'aa';
      },
    },
    scope: SCOPE,
    trail: { trail: 't', homeRegion: 'us-east-1' },
    startMs: START_MS,
    endMs: START_MS + 3_600_000,
    previous: { object: 'before', hash: '00', signature: 'bb' },
    files: [],
  });
  expect(made.object).toMatch(
    /^p\/AWSLogs\/111122223333\/CloudTrail-Digest\/eu-west-1\/.*_t_us-east-1_20261124T010000Z\.json\.gz$/,
  );
  const content = (await contentOf(made)) as Record<string, unknown>;
  expect(Object.keys(content)).toEqual([
    'awsAccountId',
    'digestStartTime',
    'digestEndTime',
    'digestS3Bucket',
    'digestS3Object',
    'digestPublicKeyFingerprint',
    'digestSignatureAlgorithm',
    'newestEventTime',
    'oldestEventTime',
    'previousDigestS3Bucket',
    'previousDigestS3Object',
    'previousDigestHashValue',
    'previousDigestHashAlgorithm',
    'previousDigestSignature',
    'logFiles',
  ]);
  expect(content).toMatchObject({ previousDigestS3Object: 'before', previousDigestSignature: 'bb' });
  expect(made.bytes).toEqual(storedGzip(toUtf8(JSON.stringify(content))));
  expect(made.metadata).toEqual({ signature: 'aa', 'signature-algorithm': 'SHA256withRSA' });
  expect(signed).toEqual([`2026-11-24T01:00:00Z\nb/${made.object}\n${made.link.hash}\nbb`]);
  expect(made.link).toMatchObject({ object: made.object, signature: 'aa' });
});
