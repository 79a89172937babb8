/**
 * Writing vector files: one test a line of compact JSON, gzip at level 9 with an empty header.
 *
 * The strategy is zlib's "filtered": hexadecimal is entropy, and short matches in it cost more than they save. The
 * compressed bytes depend on the zlib at hand, so a rebuild is compared by the digest of the text within.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { countDistinct, flattenGroups, type VectorFile, type VectorGroup } from './vector-file.ts';

const OPERATING_SYSTEM_OFFSET = 9;
const UNKNOWN_SYSTEM = 255;

export function sha256Hex(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The text of a vector file. */
export function renderVectorFile(groups: readonly VectorGroup[]): string {
  const cases = groups.reduce((sum, { tests }) => sum + tests.length, 0);
  return `${JSON.stringify({ cases, groups } satisfies VectorFile)}\n`;
}

/** gzip (RFC 1952) without a time and without the name of a system: the same text, the same bytes. */
export function gzipPlain(text: string): Uint8Array {
  const bytes = gzipSync(text, { level: 9, memLevel: 9, strategy: constants.Z_FILTERED });
  bytes[OPERATING_SYSTEM_OFFSET] = UNKNOWN_SYSTEM;
  return bytes;
}

/** A vector file from its bytes, packed or plain. */
export function readVectorFile(bytes: Uint8Array): VectorFile {
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return JSON.parse(new TextDecoder().decode(packed ? gunzipSync(bytes) : bytes)) as VectorFile;
}

/** What PROVENANCE.json says of a file's contents; a test recomputes it. */
export interface VectorCounts {
  readonly sha256: string;
  readonly sha256OfText: string;
  readonly cases: number;
  readonly distinct: number;
}

/** The digests and counts of a vector file's bytes. */
export function countsOf(bytes: Uint8Array): VectorCounts {
  const text = bytes[0] === 0x1f ? gunzipSync(bytes) : bytes;
  const tests = flattenGroups(readVectorFile(bytes).groups);
  return {
    sha256: sha256Hex(bytes),
    sha256OfText: sha256Hex(text),
    cases: tests.length,
    distinct: countDistinct(tests),
  };
}
