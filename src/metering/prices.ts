/**
 * What AWS KMS costs, as data, with its date and source. It is the only file that holds a price.
 *
 * Amounts are decimal texts in dollars, as they are published; they never become floating-point numbers. Every figure is
 * confirmed: by AWS's pricing page, or by the usage type of AWS's price list that is named beside it. What the page says
 * in words: the account that calls pays, also for another account's key; calls on AWS managed keys are charged though the
 * keys are not; 20,000 requests a month are free over all Regions, though none of a key pair and none that references an
 * asymmetric key; a key that waits for its deletion costs nothing, unless the deletion is cancelled. What it leaves open
 * is decided by `unbilledErrors`.
 *
 * @module
 */

/** What a request is charged as. */
export type PriceClass = 'symmetric' | 'rsa2048' | 'asymmetric' | 'keyPairEcc' | 'keyPairRsa' | 'free';

/** Prices of one Region at one time. */
export interface PriceList {
  /** Where the figures come from. */
  readonly source: string;
  /** When they were looked up, `YYYY-MM-DD`. */
  readonly date: string;
  readonly currency: 'USD';
  /** Where they hold. */
  readonly region: string;
  /** Dollars for 10,000 requests of a class. */
  readonly perTenThousand: { readonly [C in PriceClass]: string };
  /** Requests of an account in a month, over all Regions, that cost nothing. */
  readonly freeRequests: number;
  /** The classes to which those belong. */
  readonly freeClasses: readonly PriceClass[];
  /** Dollars for a key in a month, and for each rotation of it that is charged. */
  readonly keyMonth: string;
  /** How many rotations of a key are charged; later ones are not. */
  readonly chargedRotations: number;
  /** Codes of the refusals that cost nothing. Any other call that the service understood is charged, a dry run too. */
  readonly unbilledErrors: readonly string[];
}

/** AWS's own, of us-east-1. */
export const PRICES: PriceList = {
  source: 'https://aws.amazon.com/kms/pricing/ and the AWS price list (awskms)',
  date: '2026-11-27',
  currency: 'USD',
  region: 'us-east-1',
  perTenThousand: {
    // KMS-Requests, 0.000003 a request.
    symmetric: '0.03',
    // KMS-Requests-Asymmetric-RSA_2048, 0.000003.
    rsa2048: '0.03',
    // KMS-Requests-Asymmetric, 0.000015.
    asymmetric: '0.15',
    // KMS-Requests-GenerateDatakeyPair-ECC, 0.00001.
    keyPairEcc: '0.10',
    // KMS-Requests-GenerateDatakeyPair-RSA, 0.0012.
    keyPairRsa: '12.00',
    // AWS owned keys are of no customer's account.
    free: '0',
  },
  freeRequests: 20_000,
  freeClasses: ['symmetric'],
  // KMS-Keys, prorated hourly; "the first and second rotation".
  keyMonth: '1.00',
  chargedRotations: 2,
  // Not published. A request that was turned away unread, was not one, was not allowed, or failed by the service's fault.
  unbilledErrors: [
    'AccessDeniedException',
    'DependencyTimeoutException',
    'KMSInternalException',
    'KeyUnavailableException',
    'SerializationException',
    'ThrottlingException',
    'UnknownOperationException',
    'ValidationException',
  ],
};
