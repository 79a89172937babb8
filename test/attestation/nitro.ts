/**
 * A Nitro system for tests: a root of its own with authorities below it, and documents that node:crypto signs.
 *
 * @module
 */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { encode, encodeIndefinite, type Plain } from '../crypto/cose/encode.ts';
import {
  authority,
  CA_USAGE,
  type Certified,
  END_ENTITY,
  issue,
  type KeyPair,
  type Party,
  p384,
  SIGNING_USAGE,
} from '../crypto/x509/issue.ts';

/** The clock of test/operations/service.ts starts here. */
export const NOW_MS = Date.UTC(2026, 10, 24, 12);
const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;

let stock: KeyPair | undefined;

/** The keys of an enclave: RSA, made once, since it takes its time. */
export function enclaveKeys(): KeyPair {
  stock ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
  return stock;
}

/** What of a document is not usual. */
export interface DocumentOptions {
  /** Members to set; `undefined` leaves one out. */
  readonly members?: Readonly<Record<string, Plain | undefined>>;
  readonly isIndefinite?: boolean;
  readonly isTagged?: boolean;
  /** Who signs instead of the enclave's certificate. */
  readonly signer?: KeyObject;
  /** The whole payload instead. */
  readonly payload?: Buffer;
}

export interface Nitro {
  /** DER. */
  readonly root: Buffer;
  /** From the first authority below the root to the enclave's. */
  readonly certificates: readonly Buffer[];
  document(options?: DocumentOptions): Buffer;
  /** The enclave's certificate, made anew with something unusual. */
  certify(change: Partial<Certified>): Buffer;
}

/** Registers of a production image: PCR0 to PCR4 and PCR8 are set, the others zero. */
export const PCRS: ReadonlyMap<number, Uint8Array> = new Map(
  Array.from({ length: 16 }, (_, i) => [i, Buffer.alloc(48, i < 5 || i === 8 ? i + 1 : 0)]),
);

/**
 * A Nitro system.
 *
 * @param nowMs About when its documents are made; its certificates live around that time.
 */
export function createNitro(nowMs: number = NOW_MS): Nitro {
  const [top, zone, instance, enclave] = ['aws.nitro-enclaves', 'zone', 'instance', 'enclave'].map(
    (name): Party => ({ name, keys: p384() }),
  );
  const long = { fromMs: nowMs - YEAR_MS, toMs: nowMs + YEAR_MS };
  const root = issue({ issuer: top, subject: top, ...long, extensions: [authority(), CA_USAGE] });
  const first = issue({ issuer: top, subject: zone, ...long, extensions: [authority(1), CA_USAGE] });
  const second = issue({ issuer: zone, subject: instance, ...long, extensions: [authority(0), CA_USAGE] });
  const certify = (change: Partial<Certified>): Buffer =>
    issue({
      issuer: instance,
      subject: enclave,
      fromMs: nowMs - HOUR_MS,
      toMs: nowMs + 2 * HOUR_MS,
      extensions: [END_ENTITY, SIGNING_USAGE],
      ...change,
    });
  const leaf = certify({});
  const members: Readonly<Record<string, Plain>> = {
    module_id: 'i-0123456789abcdef0-enc0123456789abcdef',
    digest: 'SHA384',
    timestamp: nowMs - 1000,
    pcrs: new Map(PCRS),
    certificate: leaf,
    cabundle: [root, first, second],
    public_key: enclaveKeys().publicKey.export({ format: 'der', type: 'spki' }),
    user_data: null,
    nonce: Buffer.from('nonce'),
  };
  return {
    root,
    certificates: [first, second, leaf],
    certify,
    document(options = {}) {
      const all = Object.entries({ ...members, ...options.members });
      const map = new Map(
        all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
      );
      const payload =
        options.payload ?? (options.isIndefinite === true ? encodeIndefinite(map) : encode(map));
      return signDocument(payload, options.signer ?? enclave.keys.privateKey, options.isTagged === true);
    },
  };
}

function signDocument(payload: Buffer, key: KeyObject, isTagged: boolean): Buffer {
  const header = encode(new Map([[1, -35]]));
  const message = encode(['Signature1', header, new Uint8Array(), payload]);
  const signature = sign('sha384', message, { key, dsaEncoding: 'ieee-p1363' });
  const document = encode([header, new Map(), payload, signature]);
  return isTagged ? Buffer.concat([Buffer.of(0xd2), document]) : document;
}
