import { describe, expect, it } from 'vitest';
import { kmsFetchHandler } from '../../src/aws/fetch-handler.ts';
import { createClient } from '../../src/console/client.ts';
import { type Credentials, signatureHeaders } from '../../src/console/signing.ts';
import { createKms } from '../../src/index.ts';

const ALL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*' }] };
const ALICE = {
  accessKeys: [{ id: 'AKIAALICE', secretAccessKey: 'swordfish' }],
  policies: { all: ALL },
};
const PRINCIPALS = JSON.stringify({ accounts: { '111122223333': { users: { alice: ALICE } } } });

/** A client of a service that verifies signatures. */
async function clientAs(credentials: Credentials) {
  const kms = await createKms({ principals: PRINCIPALS, account: '111122223333' });
  if (kms.door === undefined) throw new TypeError('there are principals, so there is a door');
  const { authenticate, sts } = kms.door;
  const client = createClient({
    send: kmsFetchHandler(kms, { authenticate, sts }),
    connection: { endpoint: 'http://localhost:4599', region: 'eu-west-1', credentials },
    sign: signatureHeaders,
    clock: Date.now,
  });
  return { kms, client };
}

describe('a call of the console, signed in the page', () => {
  it('is believed by a service that verifies signatures, in the Region that it names', async () => {
    const { kms, client } = await clientAs({ accessKeyId: 'AKIAALICE', secretAccessKey: 'swordfish' });
    const { KeyMetadata } = await client.call('CreateKey', { Description: 'héllo' });
    expect((KeyMetadata as { Arn: string }).Arn).toContain(':eu-west-1:111122223333:');
    await kms.close();
  });

  it('is refused with the wrong secret', async () => {
    const { kms, client } = await clientAs({ accessKeyId: 'AKIAALICE', secretAccessKey: 'herring' });
    await expect(client.call('ListKeys', {})).rejects.toMatchObject({ code: 'InvalidSignatureException' });
    await kms.close();
  });

  it('carries the token of a session, signed', async () => {
    const credentials = { accessKeyId: 'ASIA', secretAccessKey: 'secret', sessionToken: 'token' };
    const request = { method: 'POST', url: new URL('http://localhost/'), body: '{}' };
    const headers = await signatureHeaders(
      credentials,
      { region: 'us-east-1', service: 'kms', atMs: 0 },
      request,
    );
    expect(headers['x-amz-security-token']).toBe('token');
    expect(headers.authorization).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token');
  });
});
