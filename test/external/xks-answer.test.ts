import { describe, expect, it } from 'vitest';
import {
  readAnswer,
  readBytes,
  readCiphertext,
  readKeyMetadata,
  requireHealth,
} from '../../src/external/xks-answer.ts';
import { XksFailure } from '../../src/external/xks-failure.ts';

const base64 = (length: number): string => Buffer.alloc(length, 7).toString('base64');
const kindOf = async (work: () => unknown): Promise<string> => {
  try {
    await work();
  } catch (error) {
    if (error instanceof XksFailure) return error.kind;
    throw error;
  }
  return 'none';
};

describe('an answer', () => {
  it.each([
    ['no JSON', new Response('<html>')],
    ['JSON that is no object', Response.json([1])],
    ['null', Response.json(null)],
    ['nothing', new Response()],
    ['bytes that are no UTF-8', new Response(new Uint8Array([0x7b, 0xff, 0x7d]))],
    ['an error without a body', new Response(undefined, { status: 500 })],
    ['an error that names none', Response.json({}, { status: 400 })],
    ['more than 64 KiB', Response.json({ x: 'x'.repeat(65_536) })],
    ['a redirect', new Response('{}', { status: 302 })],
  ])('that is %s is malformed', async (_, response) => {
    expect(await kindOf(() => readAnswer(response))).toBe('malformed response');
  });

  it('that names an error is that error, whatever its status, with its text for an operator alone', async () => {
    const error = { errorName: 'ThrottlingException', errorMessage: 'x'.repeat(600) };
    for (const status of [400, 429, 500]) {
      const failure = await readAnswer(Response.json(error, { status })).catch((one) => one as XksFailure);
      expect(failure).toMatchObject({ kind: 'throttled', detail: 'x'.repeat(512) });
    }
  });

  it('may have members that nobody knows', async () => {
    expect(await readAnswer(Response.json({ a: 1 }))).toEqual({ a: 1 });
  });
});

describe('the answer to Encrypt', () => {
  const good = { ciphertext: base64(5), initializationVector: base64(12), authenticationTag: base64(16) };

  it('has a ciphertext as long as the plaintext, an IV of 12 or 16 bytes and a tag of 16', () => {
    expect(readCiphertext(good, 5).metadata).toHaveLength(0);
    expect(readCiphertext({ ...good, initializationVector: base64(16) }, 5).iv).toHaveLength(16);
    expect(readCiphertext({ ...good, ciphertextMetadata: base64(20) }, 5).metadata).toHaveLength(20);
    expect(readCiphertext({ ...good, ciphertextMetadata: null }, 5).metadata).toHaveLength(0);
  });

  it.each([
    { ciphertext: base64(4) },
    { ciphertext: base64(6) },
    { ciphertext: undefined },
    { ciphertext: 5 },
    { ciphertext: 'AQID BQ==' },
    { initializationVector: base64(13) },
    { initializationVector: undefined },
    { authenticationTag: base64(12) },
    { ciphertextMetadata: base64(21) },
    { ciphertextMetadata: '=' },
  ])('is malformed with %j', async (change) => {
    expect(await kindOf(() => readCiphertext({ ...good, ...change }, 5))).toBe('malformed response');
  });
});

describe('bytes', () => {
  it('must have the length that they must have', async () => {
    expect(readBytes(base64(3), (length) => length === 3)).toHaveLength(3);
    expect(await kindOf(() => readBytes(base64(3), (length) => length === 4))).toBe('malformed response');
  });
});

describe('the answer to GetKeyMetadata', () => {
  const good = { keySpec: 'AES_256', keyUsage: ['ENCRYPT', 'DECRYPT'], keyStatus: 'ENABLED' };

  it('has spec, usages and status', () => {
    expect(readKeyMetadata(good)).toEqual({
      spec: 'AES_256',
      usages: ['ENCRYPT', 'DECRYPT'],
      status: 'ENABLED',
    });
  });

  it.each([
    { keySpec: undefined },
    { keyUsage: 'ENCRYPT' },
    { keyUsage: [1] },
    { keyUsage: Array.from({ length: 11 }, () => 'X') },
    { keyStatus: true },
  ])('is malformed with %j', async (change) => {
    expect(await kindOf(() => readKeyMetadata({ ...good, ...change }))).toBe('malformed response');
  });
});

describe('the answer to GetHealthStatus', () => {
  const member = (healthStatus: unknown): object => ({ id: '1', model: 'm', healthStatus });
  const good = {
    xksProxyFleetSize: 1,
    xksProxyVendor: 'v',
    xksProxyModel: 'm',
    ekmVendor: 'v',
    ekmFleetDetails: [member('ACTIVE')],
  };

  it.each([[['ACTIVE']], [['DEGRADED']], [['UNAVAILABLE', 'DEGRADED']]])('is good with %j', (statuses) => {
    requireHealth({ ...good, ekmFleetDetails: statuses.map(member) });
  });

  it('is unhealthy when every key manager is unavailable', async () => {
    const ekmFleetDetails = [member('UNAVAILABLE'), member('UNAVAILABLE')];
    expect(await kindOf(() => requireHealth({ ...good, ekmFleetDetails }))).toBe('unhealthy');
  });

  it.each([
    { xksProxyFleetSize: 0 },
    { xksProxyFleetSize: 1.5 },
    { xksProxyFleetSize: '1' },
    { xksProxyVendor: undefined },
    { ekmVendor: 1 },
    { ekmFleetDetails: [] },
    { ekmFleetDetails: [null] },
    { ekmFleetDetails: {} },
    { ekmFleetDetails: [member('FINE')] },
    { ekmFleetDetails: Array.from({ length: 11 }, () => member('ACTIVE')) },
  ])('is malformed with %j', async (change) => {
    expect(await kindOf(() => requireHealth({ ...good, ...change }))).toBe('malformed response');
  });
});
