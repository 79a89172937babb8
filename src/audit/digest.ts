/**
 * Digest files: which log files were delivered since the digest before, signed, each naming the one before.
 *
 * Source: CloudTrail User Guide, "CloudTrail digest file structure" and "Custom implementations of CloudTrail log file
 * integrity validation". `gzipHashValue`, `records` and `recordMarks` of a log file are ours: the first makes a change of
 * the packing noticed as well, the last tells which record was changed. The signature stands in the object's metadata.
 *
 * @module
 */
import { toBase64 } from '../bytes/base64.ts';
import { toHex } from '../bytes/hex.ts';
import { toUtf8 } from '../bytes/utf8.ts';
import { decodeSpki, encodeSpki } from '../crypto/der/spki.ts';
import type { Engine } from '../crypto/engine.ts';
import type { SignatureScheme } from '../keystore/key-algorithm.ts';

/** A log file, as a digest file lists it. Times are ISO 8601. */
export interface DigestedFile {
  readonly s3Bucket: string;
  readonly s3Object: string;
  /** SHA-256 of the content, unpacked; 64 hex digits. */
  readonly hashValue: string;
  readonly hashAlgorithm: 'SHA-256';
  readonly newestEventTime: string;
  readonly oldestEventTime: string;
  /** SHA-256 of the object as it lies there, packed; 64 hex digits. */
  readonly gzipHashValue: string;
  readonly records: number;
  /** Of each record in its order, the first four hex digits of the SHA-256 of its JSON; absent in early digests. */
  readonly recordMarks?: string;
}

/** What a digest file holds. */
export interface Digest {
  readonly awsAccountId: string;
  readonly digestStartTime: string;
  readonly digestEndTime: string;
  readonly digestS3Bucket: string;
  readonly digestS3Object: string;
  readonly digestPublicKeyFingerprint: string;
  readonly digestSignatureAlgorithm: 'SHA256withRSA';
  readonly newestEventTime: string | null;
  readonly oldestEventTime: string | null;
  readonly previousDigestS3Bucket: string | null;
  readonly previousDigestS3Object: string | null;
  readonly previousDigestHashValue: string | null;
  readonly previousDigestHashAlgorithm: 'SHA-256' | null;
  readonly previousDigestSignature: string | null;
  readonly logFiles: readonly DigestedFile[];
}

/** A digest file that was made: what the next one names. */
export interface DigestLink {
  readonly object: string;
  /** SHA-256 of its content; 64 hex digits. */
  readonly hash: string;
  /** In hex. */
  readonly signature: string;
}

/** The names of an object's metadata (`x-amz-meta-…` in S3). */
export const SIGNATURE_METADATA = { signature: 'signature', algorithm: 'signature-algorithm' } as const;
export const SIGNATURE_ALGORITHM = 'SHA256withRSA';
/** RSASSA-PKCS1-v1_5 with SHA-256. */
export const DIGEST_SCHEME: SignatureScheme = {
  kind: 'rsa',
  scheme: { scheme: 'PKCS1', hash: 'SHA-256' },
};

/** The four lines that are signed. */
export function stringToSign(digest: Digest, hash: string): Uint8Array {
  const { digestEndTime, digestS3Bucket, digestS3Object, previousDigestSignature } = digest;
  const lines = [
    digestEndTime,
    `${digestS3Bucket}/${digestS3Object}`,
    hash,
    previousDigestSignature ?? 'null',
  ];
  return toUtf8(lines.join('\n'));
}

/** SHA-256 in hex. */
export async function sha256Hex(engine: Engine, bytes: Uint8Array): Promise<string> {
  const hash = await engine.use('hash');
  return toHex(await hash.digest('SHA-256', bytes));
}

/** The greatest and the least event time of some files; nothing of none. */
export function timesOf(files: readonly DigestedFile[]): Pick<Digest, 'newestEventTime' | 'oldestEventTime'> {
  // ISO 8601 in UTC sorts as text.
  const newest = files.map(({ newestEventTime }) => newestEventTime).sort();
  const oldest = files.map(({ oldestEventTime }) => oldestEventTime).sort();
  return { newestEventTime: newest.at(-1) ?? null, oldestEventTime: oldest[0] ?? null };
}

/** A public key as CloudTrail's ListPublicKeys gives it: RSAPublicKey of PKCS#1, in DER, of a SubjectPublicKeyInfo. */
export function pkcs1Of(spki: Uint8Array): Uint8Array {
  return decodeSpki(spki).key;
}

/** The SubjectPublicKeyInfo of a key as ListPublicKeys gives it. @throws {InvalidKeyError} It is none. */
export function spkiOf(pkcs1: Uint8Array): Uint8Array {
  return encodeSpki('RSA', pkcs1);
}

/** What a key is known by: 32 hex digits, the first half of the SHA-256 of its PKCS#1 form. */
export async function fingerprintOf(engine: Engine, pkcs1: Uint8Array): Promise<string> {
  return (await sha256Hex(engine, pkcs1)).slice(0, 32);
}

/** A public key as it is listed. */
export interface ListedKey {
  /** PKCS#1 in DER, base64. */
  readonly value: string;
  readonly fingerprint: string;
  readonly validFromMs: number;
  readonly validToMs: number;
}

/** A listed key of a SubjectPublicKeyInfo. */
export async function listedKeyOf(
  engine: Engine,
  spki: Uint8Array,
  validity: Pick<ListedKey, 'validFromMs' | 'validToMs'>,
): Promise<ListedKey> {
  const pkcs1 = pkcs1Of(spki);
  return { value: toBase64(pkcs1), fingerprint: await fingerprintOf(engine, pkcs1), ...validity };
}
