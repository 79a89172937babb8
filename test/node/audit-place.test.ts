import { expect, it } from 'vitest';
import { openAuditPlace } from '../../src/node/audit-place.ts';

it('opens folders and buckets by how flags name them', async () => {
  const environment = { AWS_REGION: 'eu-west-1' };
  const flags = { region: 'us-east-1', 'audit-prefix': 'p' };
  const folder = await openAuditPlace('/tmp/trail', flags, { environment });
  expect(folder).toMatchObject({ url: '/tmp/trail', bucket: 'trail', prefix: 'p' });
  const bucket = await openAuditPlace('s3://bucket/a/b/', flags, { environment });
  expect(bucket).toMatchObject({ url: 's3://bucket/a/b', bucket: 'bucket', prefix: 'a/b' });
  const own = { ...flags, 'audit-endpoint': 'http://localhost:9000' };
  const elsewhere = await openAuditPlace('s3://bucket', own, { environment });
  expect(elsewhere).toMatchObject({ url: 'http://localhost:9000 s3://bucket', bucket: 'bucket', prefix: '' });
  const named = { AWS_ENDPOINT_URL_S3: 'http://localhost:9001' };
  expect((await openAuditPlace('s3://bucket', flags, { environment: named })).url).toContain('9001');
});
