import { beforeEach, describe, expect, it } from 'vitest';
import { withExplain } from '../../src/aws/explain-path.ts';
import { createKms } from '../../src/index.ts';
import {
  ACCOUNT,
  ALICE,
  ALICE_KEY,
  type Credentials,
  type Guarded,
  openGuarded,
  ROOT_KEY,
  signedRequest,
} from './door.ts';

let guarded: Guarded;
let keyId: string;
beforeEach(async () => {
  guarded = await openGuarded();
  keyId = (await guarded.kms.createKey({})).KeyMetadata.Arn;
});

const PATH = '/_strongroom/explain';

async function ask(
  question: unknown,
  credentials: Credentials = ROOT_KEY,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const handler = withExplain(guarded.handler, { kms: guarded.kms, authenticate: guarded.door.authenticate });
  const body = typeof question === 'string' ? question : JSON.stringify(question);
  const draft = { headers: { 'content-type': 'application/json' }, body, path: PATH };
  const response = await handler(await signedRequest(credentials, draft, guarded.nowMs()));
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('a question about access', () => {
  it('is answered with the decision and the statements that made it', async () => {
    const { body } = await ask({ principal: ALICE, action: 'kms:Encrypt', keyId });
    expect(body).toEqual({
      allowed: true,
      sentence: `User: ${ALICE} is authorized to perform: kms:Encrypt on resource: ${keyId}`,
      by: [
        {
          role: 'key policy',
          policy: 'default',
          statement: 1,
          sid: 'Enable IAM User Permissions',
          effect: 'Allow',
        },
        { role: 'identity policy', policy: 'own', statement: 1, effect: 'Allow' },
      ],
    });
    const refused = await ask({ principal: ALICE, action: 'kms:Decrypt', keyId });
    expect(refused.body['sentence']).toMatch(
      /because no identity-based policy allows the kms:Decrypt action$/,
    );
  });

  it('changes nothing and is asked by the root of the account alone, about its own', async () => {
    expect((await ask({ principal: ALICE, action: 'kms:Encrypt', keyId }, ALICE_KEY)).body['__type']).toBe(
      'AccessDeniedException',
    );
    const foreign = { principal: 'arn:aws:iam::444455556666:user/mallory', action: 'kms:Encrypt', keyId };
    expect((await ask(foreign)).body['__type']).toBe('AccessDeniedException');
    const guess = await ask(
      { principal: ALICE, action: 'kms:Encrypt', keyId },
      { ...ROOT_KEY, secretAccessKey: 'x' },
    );
    expect(guess.body['__type']).toBe('InvalidSignatureException');
  });

  it('tells of a key of another account whether it may be used, and not what is written on it', async () => {
    const caller = {
      account: '444455556666',
      region: 'us-east-1',
      principalArn: 'arn:aws:iam::444455556666:root',
    };
    const Statement = [
      { Sid: 'own', Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 'kms:*', Resource: '*' },
      { Sid: 'secret', Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'kms:Encrypt', Resource: '*' },
    ];
    const input = { Policy: JSON.stringify({ Version: '2012-10-17', Statement }) };
    const call = { operation: 'CreateKey', input, source: 'native', caller, requestId: 'r' } as const;
    const { KeyMetadata } = await guarded.kms.invoke(call);
    const { body } = await ask({
      principal: ALICE,
      action: 'kms:Encrypt',
      keyId: (KeyMetadata as { Arn: string }).Arn,
    });
    expect(body).toMatchObject({ allowed: true, by: [{ role: 'identity policy' }] });
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  it('is not read beyond what a question may be', async () => {
    let taken = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        taken++;
        controller.enqueue(new Uint8Array(32_768));
      },
    });
    const request = new Request(`http://localhost${PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: endless,
      duplex: 'half',
    } as RequestInit);
    const response = await withExplain(guarded.handler, { kms: guarded.kms })(request);
    expect(response.status).toBe(413);
    expect(taken).toBeLessThan(10);
  });

  it.each([
    ['{', 'SerializationException'],
    [{ principal: ALICE }, 'ValidationException'],
    [{ principal: ALICE, action: 'encrypt' }, 'ValidationException'],
    [{ principal: ALICE, action: 'kms:Encrypt', keyId: 'alias/none' }, 'NotFoundException'],
    [`{"principal":"${'x'.repeat(70_000)}"}`, 'RequestEntityTooLargeException'],
  ])('is refused when it is none: %#', async (question, code) => {
    expect((await ask(question)).body['__type']).toBe(code);
  });

  it('about nobody whom the directory knows says so', async () => {
    const { status, body } = await ask({ principal: `${ALICE}x`, action: 'kms:ListKeys' });
    expect([status, body['message']]).toEqual([400, expect.stringContaining('somebody in the directory')]);
  });

  it('is free in development mode, and other paths go on', async () => {
    const kms = await createKms({ account: ACCOUNT });
    const handler = withExplain(async () => new Response('other'), { kms });
    const body = JSON.stringify({ principal: `arn:aws:iam::${ACCOUNT}:root`, action: 'kms:ListKeys' });
    const headers = { 'content-type': 'application/json' };
    const response = await handler(new Request(`http://localhost${PATH}`, { method: 'POST', headers, body }));
    expect(await response.json()).toMatchObject({ allowed: true, by: [{ role: 'root of the account' }] });
    expect(await (await handler(new Request('http://localhost/'))).text()).toBe('other');
    expect((await handler(new Request(`http://localhost${PATH}`))).status).toBe(400);
  });
});
