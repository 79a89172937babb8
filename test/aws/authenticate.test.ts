/** Who calls in development mode, where nobody proves it. */
import { describe, expect, it } from 'vitest';
import { unsignedCallers } from '../../src/aws/authenticate.ts';

describe('unsigned callers', () => {
  const scope = { account: '111122223333', region: 'us-east-1' };
  const knock = (authorization?: string): Parameters<ReturnType<typeof unsignedCallers>>[0] => ({
    request: new Request('http://localhost/', {
      headers: authorization === undefined ? {} : { authorization },
    }),
    body: new Uint8Array(),
    service: 'kms',
    connection: { secureTransport: false },
  });

  it('are the root of the account and the Region that they claim, else of the service’s own', async () => {
    const authenticate = unsignedCallers(scope);
    expect(await authenticate(knock())).toMatchObject({
      ...scope,
      principalArn: 'arn:aws:iam::111122223333:root',
    });
    const claim = 'AWS4-HMAC-SHA256 Credential=444455556666/20261127/eu-west-1/kms/aws4_request, x';
    expect(await authenticate(knock(claim))).toMatchObject({
      account: '444455556666',
      region: 'eu-west-1',
      identity: { principal: { kind: 'root' }, userId: '444455556666' },
    });
  });
});
