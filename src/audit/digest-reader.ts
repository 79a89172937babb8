/**
 * Reads digest files and checks all that can be told of one by itself: its packing, its place, its key, its signature.
 *
 * @module
 */
import { fromBase64 } from '../bytes/base64.ts';
import { fromHex } from '../bytes/hex.ts';
import { fromUtf8 } from '../bytes/utf8.ts';
import type { Engine } from '../crypto/engine.ts';
import { verifyContent } from '../keystore/key-algorithm.ts';
import type { Destination, StoredObject } from './destination.ts';
import {
  DIGEST_SCHEME,
  type Digest,
  type ListedKey,
  SIGNATURE_ALGORITHM,
  SIGNATURE_METADATA,
  sha256Hex,
  spkiOf,
  stringToSign,
} from './digest.ts';
import { isDigest } from './digest-shape.ts';
import { openStoredGzip } from './gzip.ts';
import { parseObjectName } from './object-name.ts';
import type { Finding } from './verify-report.ts';

const SIGNATURE = /^(?:[0-9a-f]{2})+$/;

/** A digest file that was looked at. */
export interface CheckedDigest {
  readonly object: string;
  /** Absent when it cannot be read. */
  readonly digest: Digest | undefined;
  readonly hash: string | undefined;
  readonly signature: string | undefined;
  readonly findings: readonly Finding[];
}

/** What digests are read with. */
export interface DigestReaderOptions {
  readonly engine: Engine;
  readonly destination: Pick<Destination, 'prefix' | 'get'>;
  readonly keys: readonly ListedKey[];
}

/** See the file's head. */
export class DigestReader {
  readonly #options: DigestReaderOptions;
  readonly #keys: ReadonlyMap<string, ListedKey>;

  constructor(options: DigestReaderOptions) {
    this.#options = options;
    this.#keys = new Map(options.keys.map((key) => [key.fingerprint, key]));
  }

  async read(object: string): Promise<CheckedDigest> {
    const { destination, engine } = this.#options;
    const stored = await destination.get(object);
    const nothing = { object, digest: undefined, hash: undefined, signature: undefined };
    if (stored === undefined) {
      return { ...nothing, findings: [found('missing', object, `The digest file ${object} is gone.`)] };
    }
    const content = contentOf(stored);
    const digest = content && readDigest(content);
    if (content === undefined || digest === undefined) {
      const text = `The digest file ${object} was altered: it cannot be read as one, byte for byte.`;
      return { ...nothing, findings: [found('altered', object, text)] };
    }
    const hash = await sha256Hex(engine, content);
    const signature = stored.metadata[SIGNATURE_METADATA.signature];
    const checked = { object, digest, hash, signature };
    const finding = this.#placeOf(object, digest) ?? (await this.#signatureOf(stored, checked));
    return { ...checked, findings: finding === undefined ? [] : [finding] };
  }

  /** Whether it lies where it says that it lies. */
  #placeOf(object: string, digest: Digest): Finding | undefined {
    const { prefix } = this.#options.destination;
    const name = parseObjectName(prefix === '' ? object : object.slice(prefix.length + 1));
    const isAtHome =
      digest.digestS3Object === object &&
      digest.awsAccountId === name?.account &&
      Date.parse(digest.digestEndTime) === name.atMs;
    if (isAtHome) return undefined;
    const text = `The digest file ${object} was moved: it says that it is ${digest.digestS3Object}.`;
    return found('reordered', object, text);
  }

  async #signatureOf(
    { metadata }: StoredObject,
    { object, digest, hash }: { readonly object: string; readonly digest: Digest; readonly hash: string },
  ): Promise<Finding | undefined> {
    const key = this.#keys.get(digest.digestPublicKeyFingerprint);
    const endMs = Date.parse(digest.digestEndTime);
    if (key === undefined || endMs < key.validFromMs || endMs > key.validToMs) {
      const which = `key ${digest.digestPublicKeyFingerprint}`;
      const why = key === undefined ? 'is none of the service' : 'was not valid then';
      return found('forged', object, `The digest file ${object} is signed by a ${which} that ${why}.`);
    }
    const signature = metadata[SIGNATURE_METADATA.signature] ?? '';
    const isNamed = metadata[SIGNATURE_METADATA.algorithm] === SIGNATURE_ALGORITHM;
    if (isNamed && SIGNATURE.test(signature)) {
      const bytes = stringToSign(digest, hash);
      const spki = spkiOf(fromBase64(key.value));
      const signed = { form: 'message', bytes } as const;
      if (await verifyContent(this.#options.engine, spki, DIGEST_SCHEME, signed, fromHex(signature)))
        return undefined;
    }
    const text = `The digest file ${object} was altered: its signature does not hold.`;
    return found('altered', object, text);
  }
}

function found(kind: Finding['kind'], object: string, text: string): Finding {
  return { kind, object, text };
}

/** The packed bytes are a function of the content: any others were not written by the service. */
function contentOf({ bytes }: StoredObject): Uint8Array | undefined {
  try {
    return openStoredGzip(bytes);
  } catch {
    return undefined;
  }
}

function readDigest(content: Uint8Array): Digest | undefined {
  try {
    const value: unknown = JSON.parse(fromUtf8(content));
    return isDigest(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
