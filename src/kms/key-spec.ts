/**
 * Key specs: what kinds of keys there are, what each may be used for and with which algorithms.
 *
 * Source: KMS Developer Guide, "Key spec reference". The table lists what this version makes; the API's own
 * enumerations, which are wider, stand in operations/.
 *
 * @module
 */
import { KmsError } from './errors.ts';

export type KeyUsage = 'SIGN_VERIFY' | 'ENCRYPT_DECRYPT' | 'GENERATE_VERIFY_MAC' | 'KEY_AGREEMENT';

/** What a key of a spec may be used for, and with which algorithms. */
export interface KeySpecRow {
  readonly usages: readonly KeyUsage[];
  readonly encryptionAlgorithms: readonly string[];
}

/** The spec of a key that nobody asked anything particular of. */
export const DEFAULT_KEY_SPEC = 'SYMMETRIC_DEFAULT';

const KEY_SPECS: ReadonlyMap<string, KeySpecRow> = /* @__PURE__ */ new Map([
  [DEFAULT_KEY_SPEC, { usages: ['ENCRYPT_DECRYPT'], encryptionAlgorithms: ['SYMMETRIC_DEFAULT'] }],
]);

/**
 * The row of a spec that this version makes.
 *
 * @throws {KmsError} UnsupportedOperationException: it does not make such keys.
 *
 * @example
 * keySpecRow('SYMMETRIC_DEFAULT').usages; // ['ENCRYPT_DECRYPT']
 */
export function keySpecRow(spec: string): KeySpecRow {
  const row = KEY_SPECS.get(spec);
  if (row !== undefined) return row;
  throw new KmsError(
    'UnsupportedOperationException',
    `KeySpec ${spec} is not supported by this version of Strongroom.`,
  );
}

/** Requires that a key of the spec can have the usage. Texts as AWS gives them. */
export function requireUsage(spec: string, usage: KeyUsage | undefined): KeyUsage {
  if (usage === undefined && spec !== DEFAULT_KEY_SPEC) {
    throw new KmsError(
      'ValidationException',
      'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    );
  }
  const wanted = usage ?? 'ENCRYPT_DECRYPT';
  if (keySpecRow(spec).usages.includes(wanted)) return wanted;
  throw new KmsError('ValidationException', `KeyUsage ${wanted} is not compatible with KeySpec ${spec}`);
}
