/**
 * Our signer against the one of the AWS SDK, which signs the same request.
 *
 * @module
 */
import { createHash, createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import { signRequest } from '../../src/sigv4/sign-request.ts';
import { testEngine } from '../keystore/engine.ts';

interface Signed {
  readonly headers: Readonly<Record<string, string>>;
}

interface Signer {
  sign(request: object, options: { readonly signingDate: Date }): Promise<Signed>;
}

const require = createRequire(import.meta.url);
const { SignatureV4 } = createRequire(require.resolve('@aws-sdk/client-kms'))('@smithy/signature-v4') as {
  readonly SignatureV4: new (options: object) => Signer;
};

/** SHA-256, or HMAC when there is a key: what the SDK's signer asks for. */
class Sha256 {
  readonly #hash;
  constructor(key?: string | Uint8Array) {
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  }
  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

const segment = fc.stringMatching(/^[a-zA-Z0-9_.-]{1,20}$/).filter((text) => !/^\.+$/.test(text));

describe('a signed request', () => {
  it('has the signature that the AWS SDK gives it, over the headers that are named besides', async () => {
    const engine = testEngine();
    await fc.assert(
      fc.asyncProperty(
        fc.array(segment, { maxLength: 6 }),
        fc.string(),
        fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }),
        fc.stringMatching(/^[a-zA-Z0-9/+=]{43,64}$/),
        fc.dictionary(
          fc.stringMatching(/^x-amz-[a-z]{1,9}$/),
          fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/),
          {
            maxKeys: 3,
          },
        ),
        async (segments, body, date, secretAccessKey, more) => {
          const url = new URL(`https://xks.example.com/${segments.join('/')}`);
          const ours = await signRequest(
            engine,
            {
              accessKeyId: 'ABCDEFGHIJKLMNOPQRST',
              secret: toUtf8(secretAccessKey),
              region: 'eu-west-1',
              service: 'kms-xks-proxy',
              atMs: date.getTime(),
            },
            { method: 'POST', url, body, headers: more },
          );
          const signer = new SignatureV4({
            credentials: { accessKeyId: 'ABCDEFGHIJKLMNOPQRST', secretAccessKey },
            region: 'eu-west-1',
            service: 'kms-xks-proxy',
            sha256: Sha256,
            applyChecksum: false,
          });
          const request = {
            method: 'POST',
            protocol: 'https:',
            hostname: url.host,
            path: url.pathname,
            headers: { host: url.host, ...more },
            body,
          };
          const { headers } = await signer.sign(request, { signingDate: date });
          expect(ours).toEqual({
            'x-amz-date': headers['x-amz-date'],
            authorization: headers['authorization'],
          });
        },
      ),
      { seed: 20_261_127, numRuns: 300 },
    );
  });
});
