/**
 * The lengths of the hash functions (FIPS 180-4, FIPS 202) by name: what HMAC, KDFs and signature schemes need to know of
 * a hash that somebody else computes. Nothing hashes here.
 *
 * @module
 */
import type { HashName } from './primitives.ts';

/** Bytes that a digest has (FIPS 180-4 figure 1, FIPS 202 table 3). */
export const OUTPUT_LENGTHS: Readonly<Record<HashName, number>> = /* @__PURE__ */ Object.freeze({
  'SHA-1': 20,
  'SHA-224': 28,
  'SHA-256': 32,
  'SHA-384': 48,
  'SHA-512': 64,
  'SHA-512/224': 28,
  'SHA-512/256': 32,
  'SHA3-224': 28,
  'SHA3-256': 32,
  'SHA3-384': 48,
  'SHA3-512': 64,
});

/** Bytes that one step takes: HMAC pads its key to them (FIPS 180-4 figure 1, FIPS 202 table 3). */
export const BLOCK_LENGTHS: Readonly<Record<HashName, number>> = /* @__PURE__ */ Object.freeze({
  'SHA-1': 64,
  'SHA-224': 64,
  'SHA-256': 64,
  'SHA-384': 128,
  'SHA-512': 128,
  'SHA-512/224': 128,
  'SHA-512/256': 128,
  'SHA3-224': 144,
  'SHA3-256': 136,
  'SHA3-384': 104,
  'SHA3-512': 72,
});

/** Every hash of fixed length, in the order of the standards. */
export const HASH_NAMES: readonly HashName[] = /* @__PURE__ */ Object.freeze(
  /* @__PURE__ */ Object.keys(OUTPUT_LENGTHS) as HashName[],
);
