/**
 * As what a call is charged: its price class, by its operation and the keys that it references.
 *
 * Source: https://aws.amazon.com/kms/pricing/. Operations on asymmetric keys are dearer when they use the key, or give its
 * public half; managing such a key costs what managing any key costs. ReEncrypt is one request with two keys: it is charged
 * once, as the dearer of them.
 *
 * @module
 */
import { OWNED_ACCOUNT } from '../operations/owned-keys.ts';
import type { CallOutcome } from '../operations/recorder.ts';
import type { PriceClass } from './prices.ts';

const KEY_PAIRS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
]);

/** The operations that are charged by the spec of their keys. */
const BY_SPEC: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'Decapsulate',
  'Decrypt',
  'DeriveSharedSecret',
  'Encapsulate',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateMac',
  'GetPublicKey',
  'ReEncrypt',
  'Sign',
  'Verify',
  'VerifyMac',
]);

/** The dearest first. */
const DEARNESS: readonly PriceClass[] = ['asymmetric', 'rsa2048', 'symmetric'];

/** What decides on the class. */
export type PricedCall = Pick<CallOutcome, 'operation' | 'caller' | 'input' | 'touched'>;

/** The price class of a call. */
export function priceClassOf({ operation, caller, input, touched }: PricedCall): PriceClass {
  if (caller.account === OWNED_ACCOUNT) return 'free';
  if (KEY_PAIRS.has(operation)) {
    return String(input?.['KeyPairSpec']).startsWith('RSA_') ? 'keyPairRsa' : 'keyPairEcc';
  }
  if (!BY_SPEC.has(operation)) return 'symmetric';
  let dearest = DEARNESS.length - 1;
  for (const { key } of touched) {
    if (key !== undefined) dearest = Math.min(dearest, DEARNESS.indexOf(classOfSpec(key.spec)));
  }
  return DEARNESS[dearest] as PriceClass;
}

/** Of a call that uses a key of the spec. */
function classOfSpec(spec: string): PriceClass {
  if (spec === 'RSA_2048') return 'rsa2048';
  return spec === 'SYMMETRIC_DEFAULT' || spec.startsWith('HMAC_') ? 'symmetric' : 'asymmetric';
}

/** Whether an account's keys and calls are nobody's bill. */
export function isOwnedAccount(account: string): boolean {
  return account === OWNED_ACCOUNT;
}
