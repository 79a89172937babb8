/**
 * A service whose callers prove themselves: a root, a user, a role and a stranger, and SDK clients that sign as they do.
 *
 * @module
 */
import { createRequire } from 'node:module';
import * as sdk from '@aws-sdk/client-kms';
import { kmsFetchHandler } from '../../src/aws/fetch-handler.ts';
import { sdkRequestHandler } from '../../src/aws/sdk-handler.ts';
import type { SignedDoor } from '../../src/aws/signed-door.ts';
import { createKms, type EmbeddedKms } from '../../src/index.ts';
import type { Connection } from '../../src/operations/operation.ts';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/team/app`;
export const ALICE = `arn:aws:iam::${ACCOUNT}:user/alice`;

const allow = (Action: string | readonly string[], Resource = '*'): object => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action, Resource },
});

/** The principals: alice may use keys and take the role; bob may do nothing. */
export const PRINCIPALS = {
  accounts: {
    [ACCOUNT]: {
      accessKeys: [{ id: 'AKIAROOT', secretAccessKey: 'root secret' }],
      policies: { Encrypt: allow('kms:Encrypt') },
      users: {
        alice: {
          accessKeys: [{ id: 'AKIAALICE', secretAccessKey: 'alice secret' }],
          policies: { own: allow(['kms:Encrypt', 'kms:DescribeKey', 'sts:AssumeRole']) },
          services: ['s3'],
        },
        bob: { accessKeys: [{ id: 'AKIABOB', secretAccessKey: 'bob secret' }] },
      },
      roles: {
        app: {
          path: '/team/',
          policies: { own: allow(['kms:Encrypt', 'kms:Decrypt', 'sts:AssumeRole']) },
          tags: { team: 'blue' },
          trustPolicy: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { AWS: ACCOUNT },
                Action: ['sts:AssumeRole', 'sts:TagSession'],
                Condition: { StringEqualsIfExists: { 'sts:ExternalId': 'ours' } },
              },
            ],
          },
        },
      },
    },
    [OTHER_ACCOUNT]: { users: { mallory: { accessKeys: [{ id: 'AKIAMALLORY', secretAccessKey: 'm' }] } } },
  },
} as const;

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export const ROOT_KEY: Credentials = { accessKeyId: 'AKIAROOT', secretAccessKey: 'root secret' };
export const ALICE_KEY: Credentials = { accessKeyId: 'AKIAALICE', secretAccessKey: 'alice secret' };
export const BOB_KEY: Credentials = { accessKeyId: 'AKIABOB', secretAccessKey: 'bob secret' };
export const MALLORY_KEY: Credentials = { accessKeyId: 'AKIAMALLORY', secretAccessKey: 'm' };

/** A service with a door, and a clock that tests move. */
export interface Guarded {
  readonly kms: EmbeddedKms;
  readonly door: SignedDoor;
  readonly handler: ReturnType<typeof kmsFetchHandler>;
  readonly wait: (ms: number) => void;
  readonly nowMs: () => number;
  clientOf(credentials: Credentials, connection?: Partial<Connection>): sdk.KMSClient;
  /** One call of AWS STS by its form. */
  sts(credentials: Credentials, form: Readonly<Record<string, string>>): Promise<StsAnswer>;
}

export interface StsAnswer {
  readonly status: number;
  readonly body: string;
  /** The text of the first element of that name. */
  readonly text: (name: string) => string | undefined;
}

export async function openGuarded(principals: object = PRINCIPALS): Promise<Guarded> {
  // The SDK signs with the time that it has: the clock begins now.
  let offsetMs = 0;
  const clock = (): number => Date.now() + offsetMs;
  const kms = await createKms({ account: ACCOUNT, clock, principals: JSON.stringify(principals) });
  const { door } = kms;
  if (door === undefined) throw new Error('no door');
  const handler = kmsFetchHandler(kms, door);
  return {
    kms,
    door,
    handler,
    nowMs: clock,
    wait: (ms) => {
      offsetMs += ms;
    },
    clientOf: (credentials, connection) =>
      new sdk.KMSClient({
        region: 'us-east-1',
        endpoint: 'http://localhost',
        maxAttempts: 1,
        credentials,
        systemClockOffset: offsetMs,
        requestHandler: sdkRequestHandler(handler, connection === undefined ? {} : { connection }),
      }),
    sts: async (credentials, form) => {
      const request = await signedForm(credentials, form, clock());
      const response = await handler(request);
      const body = await response.text();
      const text = (name: string): string | undefined =>
        new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1];
      return { status: response.status, body, text };
    },
  };
}

interface Signer {
  sign(
    request: object,
    options: { readonly signingDate: Date },
  ): Promise<{ readonly headers: Record<string, string> }>;
}

const require = createRequire(import.meta.url);
const own = createRequire(require.resolve('@aws-sdk/client-kms'));
const { SignatureV4 } = own('@smithy/signature-v4') as { SignatureV4: new (options: object) => Signer };
const { createHash, createHmac } = await import('node:crypto');

/** SHA-256 as the SDK's signer wants it. */
class Sha256 {
  readonly #hash: { update(data: string | Uint8Array): unknown; digest(): Uint8Array };
  constructor(key?: Uint8Array) {
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  }
  update(data: string | Uint8Array): void {
    this.#hash.update(data);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }
}

/** What a request to sign is made of. */
export interface Draft {
  readonly service?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly path?: string;
}

/** Any request, signed by the SDK's own signer. */
export async function signedRequest(credentials: Credentials, draft: Draft, nowMs: number): Promise<Request> {
  const { service = 'kms', headers, body, path = '/' } = draft;
  const signer = new SignatureV4({ credentials, region: 'us-east-1', service, sha256: Sha256 });
  const request = { method: 'POST', protocol: 'http:', hostname: 'localhost', path, body };
  const signed = await signer.sign(
    { ...request, headers: { host: 'localhost', ...headers } },
    { signingDate: new Date(nowMs) },
  );
  return new Request(`http://localhost${path}`, { method: 'POST', headers: signed.headers, body });
}

function signedForm(
  credentials: Credentials,
  form: Readonly<Record<string, string>>,
  nowMs: number,
): Promise<Request> {
  const body = new URLSearchParams({ Version: '2011-06-15', ...form }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  return signedRequest(credentials, { service: 'sts', headers, body }, nowMs);
}
