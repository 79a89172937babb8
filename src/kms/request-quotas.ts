/**
 * Requests per second: AWS's quota classes as a table, and the buckets that a caller's account draws from.
 *
 *   a class holds as many tokens as its rate; a request takes one; they come back at that rate
 *
 * Each account has its own bucket of each class in each Region, and it is the caller's account that pays, whoever owns
 * the key. Cryptographic operations share the class of their key's spec; every other operation has a class of its own
 * name. Keys that AWS owns for itself cost nothing. Source: KMS Developer Guide, "Request quotas". It reads no clock.
 *
 * @module
 */
import { KmsError } from './errors.ts';
import type { Scope } from './scope.ts';

/** Requests per second by class; a class that is not named is not limited. */
export type RequestRates = ReadonlyMap<string, number>;

/** What of a request decides on its classes. */
export interface CountedRequest {
  readonly operation: string;
  /** Specs of the keys that it is about, as far as there are any. */
  readonly specs: readonly string[];
  /** Of GenerateDataKeyPair. */
  readonly keyPairSpec?: string | undefined;
}

const CRYPTO: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'Decapsulate',
  'Decrypt',
  'DeriveSharedSecret',
  'Encapsulate',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateMac',
  'GenerateRandom',
  'ReEncrypt',
  'Sign',
  'Verify',
  'VerifyMac',
]);
const KEY_PAIRS: readonly string[] = ['GenerateDataKeyPair', 'GenerateDataKeyPairWithoutPlaintext'];

/** Classes of specs, by how the spec begins; every other one is symmetric. */
const SPEC_CLASSES: readonly (readonly [prefix: string, name: string])[] = [
  ['RSA_', 'rsa'],
  ['ECC_', 'ecc'],
  ['SM2', 'ecc'],
  ['ML_DSA_', 'ml-dsa'],
  ['ML_KEM_', 'ml-kem'],
];

/** Symmetric requests in the Regions that have more than others. */
const SYMMETRIC: Readonly<Record<string, number>> = {
  'us-east-1': 100_000,
  'us-west-2': 100_000,
  'eu-west-1': 100_000,
  'us-east-2': 20_000,
  'ap-southeast-1': 20_000,
  'ap-southeast-2': 20_000,
  'ap-northeast-1': 20_000,
  'eu-central-1': 20_000,
  'eu-west-2': 20_000,
};
const SYMMETRIC_ELSEWHERE = 10_000;

const RATES: readonly (readonly [perSecond: number, classes: readonly string[]])[] = [
  // Of ML-KEM, and of its pairs below, AWS publishes nothing yet: as of ML-DSA, and of pairs on curves.
  [1000, ['rsa', 'ecc', 'ml-dsa', 'ml-kem']],
  [
    100,
    ['NIST_P256', 'NIST_P384', 'NIST_P521', 'SECG_P256K1', 'NIST_EDWARDS25519'].map(
      (curve) => `pair:ECC_${curve}`,
    ),
  ],
  [100, ['512', '768', '1024'].map((set) => `pair:ML_KEM_${set}`)],
  [25, ['pair:SM2']],
  [20, ['pair:RSA_2048']],
  [4, ['pair:RSA_3072']],
  [1, ['pair:RSA_4096']],
  [2000, ['DescribeKey', 'GetPublicKey', 'ListResourceTags']],
  [1000, ['GetKeyPolicy', 'GetKeyRotationStatus']],
  [500, ['ListAliases', 'ListKeys']],
  [100, ['ListGrants', 'ListKeyPolicies', 'ListKeyRotations', 'ListRetirableGrants']],
  [50, ['CreateGrant', 'RetireGrant', 'RevokeGrant']],
  [
    15,
    [
      'DeleteAlias',
      'DeleteImportedKeyMaterial',
      'EnableKeyRotation',
      'ImportKeyMaterial',
      'PutKeyPolicy',
      'ScheduleKeyDeletion',
    ],
  ],
  [10, ['TagResource']],
  [
    5,
    [
      'CancelKeyDeletion',
      'ConnectCustomKeyStore',
      'CreateAlias',
      'CreateCustomKeyStore',
      'CreateKey',
      'DeleteCustomKeyStore',
      'DescribeCustomKeyStores',
      'DisableKey',
      'DisableKeyRotation',
      'DisconnectCustomKeyStore',
      'EnableKey',
      'GetKeyLastUsage',
      'ReplicateKey',
      'RotateKeyOnDemand',
      'UntagResource',
      'UpdateAlias',
      'UpdateCustomKeyStore',
      'UpdateKeyDescription',
      'UpdatePrimaryRegion',
    ],
  ],
  [1, ['GetParametersForImport']],
];

/**
 * AWS's own rates in a Region.
 *
 * @example
 * awsRates('us-east-1').get('symmetric'); // 100000
 */
export function awsRates(region: string): RequestRates {
  const rates = RATES.flatMap(([rate, classes]) => classes.map((name) => [name, rate] as const));
  return new Map([['symmetric', SYMMETRIC[region] ?? SYMMETRIC_ELSEWHERE], ...rates]);
}

/**
 * Rates that somebody set, checked: no class that there is not, and no rate that is no number.
 *
 * @throws {RangeError} It names another class, or gives it no rate.
 *
 * @example
 * readRates({ CreateKey: 1 }).get('CreateKey'); // 1
 */
export function readRates(rates: Readonly<Record<string, unknown>>): RequestRates {
  const known = awsRates('');
  for (const [name, rate] of Object.entries(rates)) {
    if (!known.has(name))
      throw new RangeError(`"requestRates" has no class ${name}: there are ${[...known.keys()].join(', ')}`);
    if (typeof rate !== 'number' || !(rate > 0))
      throw new RangeError(`"requestRates" expected a number above 0 for ${name}`);
  }
  return new Map(Object.entries(rates) as [string, number][]);
}

/**
 * The classes that a request draws from, each once.
 *
 * @example
 * classesOf({ operation: 'Sign', specs: ['RSA_2048'] }); // ['rsa']
 */
export function classesOf({ operation, specs, keyPairSpec }: CountedRequest): readonly string[] {
  if (KEY_PAIRS.includes(operation)) return [`pair:${keyPairSpec}`];
  if (!CRYPTO.has(operation)) return [operation];
  return specs.length === 0 ? ['symmetric'] : [...new Set(specs.map(classOfSpec))];
}

function classOfSpec(spec: string): string {
  return SPEC_CLASSES.find(([prefix]) => spec.startsWith(prefix))?.[1] ?? 'symmetric';
}

/** What is left of a class, and when it was looked at. */
export interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

/**
 * A bucket after one token was taken; `undefined` when there is none to take. A clock that goes back gives nothing.
 *
 * @param bucket `undefined` for one that nobody has drawn from: it is full.
 * @param perSecond How many tokens come back in a second, and how many it holds, which is one at least.
 *
 * @example
 * takeToken(undefined, 2, 0); // { tokens: 1, atMs: 0 }
 */
export function takeToken(bucket: Bucket | undefined, perSecond: number, nowMs: number): Bucket | undefined {
  const tokens = tokensAt(bucket, perSecond, nowMs);
  return tokens < 1 ? undefined : { tokens: tokens - 1, atMs: Math.max(nowMs, bucket?.atMs ?? nowMs) };
}

function tokensAt(bucket: Bucket | undefined, perSecond: number, nowMs: number): number {
  const capacity = Math.max(1, perSecond);
  if (bucket === undefined) return capacity;
  const elapsedMs = Math.max(0, nowMs - bucket.atMs);
  return Math.min(capacity, bucket.tokens + (elapsedMs * perSecond) / 1000);
}

const TOO_MANY = 'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.';
/** Accounts are anybody's to name in development mode: from so many buckets on, full ones are forgotten now and then. */
const MANY_BUCKETS = 10_000;

/** The buckets of every account and Region, in this process. */
export class RequestQuotas {
  readonly #ratesIn: (region: string) => RequestRates;
  readonly #buckets = new Map<string, Bucket>();
  #forgetAt = MANY_BUCKETS;

  constructor(ratesIn: (region: string) => RequestRates) {
    this.#ratesIn = ratesIn;
  }

  /**
   * Counts a request.
   *
   * @throws {KmsError} ThrottlingException: it is one too many. It costs nothing then.
   */
  take(caller: Scope, request: CountedRequest, nowMs: number): void {
    const rates = this.#ratesIn(caller.region);
    const taken: [string, Bucket][] = [];
    for (const name of classesOf(request)) {
      const rate = rates.get(name);
      if (rate === undefined) continue;
      const place = `${caller.account}/${caller.region}/${name}`;
      const bucket = takeToken(this.#buckets.get(place), rate, nowMs);
      if (bucket === undefined) throw new KmsError('ThrottlingException', TOO_MANY);
      taken.push([place, bucket]);
    }
    for (const [place, bucket] of taken) this.#buckets.set(place, bucket);
    if (this.#buckets.size >= this.#forgetAt) this.#forgetFull(nowMs);
  }

  #forgetFull(nowMs: number): void {
    for (const [place, bucket] of this.#buckets) {
      const [, region = '', name = ''] = place.split('/');
      const rate = this.#ratesIn(region).get(name) ?? 1;
      if (tokensAt(bucket, rate, nowMs) >= rate) this.#buckets.delete(place);
    }
    // As many again must come before it is worth another look.
    this.#forgetAt = Math.max(MANY_BUCKETS, 2 * this.#buckets.size);
  }
}
