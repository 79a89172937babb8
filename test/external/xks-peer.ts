/**
 * An external key store proxy as a test peer: the AWS KMS External Key Store Proxy API 1.0.3 over keys in memory.
 *
 * It is written from the specification and shares no code with ours but the hex and base64 of Node: signatures are
 * verified and AES-GCM is computed by node:crypto. It keeps what it was asked, and can be told to fail in every way.
 *
 * @module
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';

/** The credential that the peer knows from the start. */
export const CREDENTIAL = {
  AccessKeyId: 'ABCDEFGHIJKLMNOPQRST2345',
  RawSecretAccessKey: 'c2VjcmV0IGFjY2VzcyBrZXkgb2YgdGhlIHRlc3QgcGVlciE=',
} as const;
export const ENDPOINT = 'https://xks.example.com';
export const PATH = '/tenant/kms/xks/v1';

/** A request that arrived, with its signature good. */
export interface XksRequest {
  readonly path: string;
  readonly region: string;
  readonly body: Readonly<Record<string, unknown>> & {
    readonly requestMetadata: Readonly<Record<string, string>>;
  };
}

/** What the peer is told to do instead of its duty. */
export type Misbehaviour = (
  request: XksRequest,
  duty: () => object,
) => Response | Promise<Response> | undefined;

interface ExternalKey {
  readonly secret: Buffer;
  spec: string;
  usage: readonly string[];
  status: string;
}

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, name: string) {
    super(name);
    this.status = status;
  }
}

export interface XksPeerOptions {
  readonly nowMs?: () => number;
  readonly ivLength?: 12 | 16;
  readonly metadata?: Uint8Array;
}

export class XksPeer {
  readonly requests: XksRequest[] = [];
  readonly keys = new Map<string, ExternalKey>();
  readonly credentials = new Map<string, string>([[CREDENTIAL.AccessKeyId, CREDENTIAL.RawSecretAccessKey]]);
  fleet: readonly { readonly id: string; readonly model: string; readonly healthStatus: string }[] = [
    { id: 'hsm-1', model: 'test', healthStatus: 'ACTIVE' },
  ];
  misbehave: Misbehaviour | undefined;
  readonly #options: XksPeerOptions;

  constructor(options: XksPeerOptions = {}) {
    this.#options = options;
  }

  /** Makes an external key. */
  addKey(id: string): ExternalKey {
    const key = {
      secret: randomBytes(32),
      spec: 'AES_256',
      usage: ['ENCRYPT', 'DECRYPT'],
      status: 'ENABLED',
    };
    this.keys.set(id, key);
    return key;
  }

  /** As a `fetch` that leads every request here. */
  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const signal = init?.signal ?? undefined;
    const answer = this.handle(request, new URL(request.url).host);
    if (signal === undefined || signal === null) return await answer;
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });
    return await Promise.race([answer, aborted]);
  };

  /** @param host As the Host header said. */
  async handle(request: Request, host: string): Promise<Response> {
    try {
      if (request.method !== 'POST') return new Response(undefined, { status: 405 });
      const path = new URL(request.url).pathname;
      const text = await request.text();
      const region = this.#authenticate(request, host, path, text);
      const body = JSON.parse(text) as XksRequest['body'];
      const asked = { path, region, body };
      this.requests.push(asked);
      const duty = (): object => this.#answer(asked);
      return (await this.misbehave?.(asked, duty)) ?? Response.json(duty());
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return xksError(error.status, error.message);
    }
  }

  /** Appendix A, by hand. Answers the Region that signed. */
  #authenticate(request: Request, host: string, path: string, body: string): string {
    const failed = new Refusal(401, 'AuthenticationFailedException');
    const pattern =
      /^AWS4-HMAC-SHA256 Credential=(\w+)\/(\d{8})\/([\w-]+)\/kms-xks-proxy\/aws4_request, SignedHeaders=host;x-amz-date, Signature=([0-9a-f]{64})$/;
    const [, id = '', date = '', region = '', signature] =
      pattern.exec(request.headers.get('authorization') ?? '') ?? [];
    const secret = this.credentials.get(id);
    const time = request.headers.get('x-amz-date') ?? '';
    if (secret === undefined || !time.startsWith(date)) throw failed;
    const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
    const mac = (key: string | Buffer, text: string): Buffer =>
      createHmac('sha256', key).update(text).digest();
    const canonical = [
      'POST',
      path,
      '',
      `host:${host}`,
      `x-amz-date:${time}`,
      '',
      'host;x-amz-date',
      hash(body),
    ];
    const scope = `${date}/${region}/kms-xks-proxy/aws4_request`;
    const toSign = ['AWS4-HMAC-SHA256', time, scope, hash(canonical.join('\n'))].join('\n');
    const key = mac(mac(mac(mac(`AWS4${secret}`, date), region), 'kms-xks-proxy'), 'aws4_request');
    if (mac(key, toSign).toString('hex') !== signature) throw failed;
    const sent = Date.parse(time.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
    if (Math.abs((this.#options.nowMs?.() ?? Date.now()) - sent) > 300_000) throw failed;
    return region;
  }

  #answer({ path, body }: XksRequest): object {
    if (path === `${PATH}/health`) {
      return {
        xksProxyFleetSize: 1,
        xksProxyVendor: 'test',
        xksProxyModel: 'peer',
        ekmVendor: 'test',
        ekmFleetDetails: this.fleet,
      };
    }
    const [, id = '', call = ''] = /^\/tenant\/kms\/xks\/v1\/keys\/([\w.-]+)\/(\w+)$/.exec(path) ?? [];
    if (!['metadata', 'encrypt', 'decrypt'].includes(call)) throw new Refusal(404, 'InvalidUriPathException');
    const key = this.keys.get(id);
    if (key === undefined) throw new Refusal(404, 'KeyNotFoundException');
    if (call === 'metadata') return { keySpec: key.spec, keyUsage: key.usage, keyStatus: key.status };
    if (key.status !== 'ENABLED') throw new Refusal(400, 'InvalidStateException');
    if (!key.usage.includes(call.toUpperCase())) throw new Refusal(400, 'InvalidKeyUsageException');
    if (body['encryptionAlgorithm'] !== 'AES_GCM') throw new Refusal(400, 'ValidationException');
    return call === 'encrypt' ? this.#encrypt(key, body) : decrypt(key, body);
  }

  #encrypt({ secret }: ExternalKey, body: XksRequest['body']): object {
    const plaintext = bytesOf(body, 'plaintext');
    const aad = bytesOf(body, 'additionalAuthenticatedData');
    if (plaintext.length > 4300 || aad.length > 8192) throw new Refusal(400, 'ValidationException');
    const { metadata = new Uint8Array(), ivLength = 12 } = this.#options;
    const iv = randomBytes(ivLength);
    const cipher = createCipheriv('aes-256-gcm', secret, iv).setAAD(aadOf(aad, metadata));
    const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    const tag = cipher.getAuthTag();
    const integrity = createHash('sha256')
      .update(Buffer.concat([aad, metadata, iv, ciphertext, tag]))
      .digest('base64');
    return {
      authenticationTag: tag.toString('base64'),
      ciphertext: ciphertext.toString('base64'),
      initializationVector: iv.toString('base64'),
      ...(metadata.length === 0 ? {} : { ciphertextMetadata: Buffer.from(metadata).toString('base64') }),
      ...(body['ciphertextDataIntegrityValueAlgorithm'] === 'SHA_256'
        ? { ciphertextDataIntegrityValue: integrity }
        : {}),
    };
  }
}

/** An error as a proxy answers it. */
export function xksError(status: number, errorName: string): Response {
  return Response.json({ errorName, errorMessage: 'of the test peer' }, { status });
}

function decrypt({ secret }: ExternalKey, body: XksRequest['body']): object {
  const aad = bytesOf(body, 'additionalAuthenticatedData');
  const metadata =
    body['ciphertextMetadata'] === undefined ? Buffer.alloc(0) : bytesOf(body, 'ciphertextMetadata');
  const decipher = createDecipheriv('aes-256-gcm', secret, bytesOf(body, 'initializationVector'));
  decipher.setAAD(aadOf(aad, metadata)).setAuthTag(bytesOf(body, 'authenticationTag'));
  try {
    const plaintext = Buffer.concat([decipher.update(bytesOf(body, 'ciphertext')), decipher.final()]);
    return { plaintext: plaintext.toString('base64') };
  } catch {
    throw new Refusal(400, 'InvalidCiphertextException');
  }
}

/** u16 ‖ AAD ‖ u8 ‖ metadata, as the specification advises. */
function aadOf(aad: Uint8Array, metadata: Uint8Array): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(aad.length);
  return Buffer.concat([length, aad, Buffer.from([metadata.length]), metadata]);
}

function bytesOf(body: Readonly<Record<string, unknown>>, member: string): Buffer {
  const text = body[member];
  if (typeof text !== 'string') throw new Refusal(400, 'ValidationException');
  return Buffer.from(text, 'base64');
}
