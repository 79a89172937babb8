/**
 * Makes a digest file: its content, its packed bytes, its signature, and what the next one will name.
 *
 * @module
 */
import { toUtf8 } from '../bytes/utf8.ts';
import type { Engine } from '../crypto/engine.ts';
import type { Scope } from '../kms/scope.ts';
import { type Destination, withPrefix } from './destination.ts';
import {
  type Digest,
  type DigestedFile,
  type DigestLink,
  SIGNATURE_ALGORITHM,
  SIGNATURE_METADATA,
  sha256Hex,
  stringToSign,
  timesOf,
} from './digest.ts';
import { storedGzip } from './gzip.ts';
import { formatObjectName, secondsOf, type TrailName } from './object-name.ts';
import type { DigestSigner } from './signing-keys.ts';

/** What a digest file is made of. */
export interface DigestParts {
  readonly engine: Engine;
  readonly destination: Pick<Destination, 'bucket' | 'prefix'>;
  readonly signer: DigestSigner;
  readonly scope: Scope;
  readonly trail: TrailName;
  readonly startMs: number;
  readonly endMs: number;
  /** The digest before; absent of the first of a chain. */
  readonly previous: DigestLink | undefined;
  readonly files: readonly DigestedFile[];
}

/** A digest file that can be put. */
export interface DigestFile {
  readonly object: string;
  readonly bytes: Uint8Array;
  readonly metadata: Readonly<Record<string, string>>;
  readonly link: DigestLink;
}

/** See the file's head. */
export async function makeDigest(parts: DigestParts): Promise<DigestFile> {
  const { engine, destination, signer, scope, trail, endMs } = parts;
  const name = formatObjectName({ kind: 'digest', ...scope, ...trail, atMs: endMs });
  const object = withPrefix(destination, name);
  const digest = digestOf(parts, object);
  const content = toUtf8(JSON.stringify(digest));
  const hash = await sha256Hex(engine, content);
  const signature = await signer.sign(stringToSign(digest, hash));
  return {
    object,
    bytes: storedGzip(content),
    metadata: {
      [SIGNATURE_METADATA.signature]: signature,
      [SIGNATURE_METADATA.algorithm]: SIGNATURE_ALGORITHM,
    },
    link: { object, hash, signature },
  };
}

function digestOf(parts: DigestParts, object: string): Digest {
  const { destination, signer, scope, startMs, endMs, previous, files } = parts;
  return {
    awsAccountId: scope.account,
    digestStartTime: secondsOf(startMs),
    digestEndTime: secondsOf(endMs),
    digestS3Bucket: destination.bucket,
    digestS3Object: object,
    digestPublicKeyFingerprint: signer.fingerprint,
    digestSignatureAlgorithm: SIGNATURE_ALGORITHM,
    ...timesOf(files),
    previousDigestS3Bucket: previous === undefined ? null : destination.bucket,
    previousDigestS3Object: previous?.object ?? null,
    previousDigestHashValue: previous?.hash ?? null,
    previousDigestHashAlgorithm: previous === undefined ? null : 'SHA-256',
    previousDigestSignature: previous?.signature ?? null,
    logFiles: files,
  };
}
