/**
 * A grant: permission to use one key, given to one principal for some operations, and taken back by name.
 *
 * Here is what a grant is and what a new one must be; what it allows stands in grant-rules.ts, where it is kept in
 * grants.ts. Source: KMS Developer Guide, "Grants in AWS KMS"; KMS API reference, CreateGrant and GrantConstraints.
 *
 * @module
 */
import { fromUtf8, toUtf8 } from '../bytes/utf8.ts';
import { parseArn, partitionOf } from '../iam/arn.ts';
import { KmsError } from './errors.ts';
import type { Key } from './key.ts';
import { DEFAULT_KEY_SPEC, keyPairKindOf } from './key-spec.ts';
import type { Scope } from './scope.ts';

/** Pairs that the encryption context of a request must have. */
export type ContextPairs = Readonly<Record<string, string>>;

/** Under which circumstances a grant allows anything. */
export interface GrantConstraints {
  /** The request's encryption context has at least these pairs. */
  readonly encryptionContextSubset?: ContextPairs | undefined;
  /** The request's encryption context is these pairs. */
  readonly encryptionContextEquals?: ContextPairs | undefined;
  /** The ARN of the resource on whose behalf a service calls. */
  readonly sourceArn?: string | undefined;
}

/** A principal by its ARN, or an AWS service by its name. */
export type GrantParty = { readonly principal: string } | { readonly service: string };

/** What somebody who gives a grant decides. */
export interface NewGrant {
  readonly name: string | undefined;
  readonly grantee: GrantParty;
  readonly retiring: GrantParty | undefined;
  /** As they were given. */
  readonly operations: readonly string[];
  readonly constraints: GrantConstraints | undefined;
}

export interface Grant extends NewGrant, Scope {
  readonly keyId: string;
  /** 64 hex digits. */
  readonly grantId: string;
  readonly createdAtMs: number;
  /** The account that gave it. */
  readonly issuingAccount: string;
  /** 32 hex digits that every token of this grant carries: whoever was given none cannot make one up. */
  readonly tokenProof: string;
}

/** A grant and the version of its record. */
export interface StoredGrant {
  readonly grant: Grant;
  readonly version: number;
}

/** KMS API reference, GrantConstraints. */
const MAX_CONTEXT_PAIRS = 8;
const MAX_CONTEXT_VALUE_LENGTH = 384;
const GRANT_ID = /^[0-9a-f]{64}$/;
const SERVICE = /^[a-z0-9-]+(\.[a-z0-9-]+){2,}$/;
/** What of an ARN's resource names a principal that can be granted something, by service. */
const PRINCIPALS: ReadonlyMap<string, RegExp> = /* @__PURE__ */ new Map([
  ['iam', /^(root$|user\/.|role\/.)/],
  ['sts', /^(assumed-role\/[^/]+\/.|federated-user\/.)/],
]);

/** Allowed with keys of every kind. */
const COMMON_OPERATIONS: readonly string[] = ['CreateGrant', 'DescribeKey', 'RetireGrant'];
const CIPHER_OPERATIONS: readonly string[] = ['Decrypt', 'Encrypt', 'ReEncryptFrom', 'ReEncryptTo'];
const DATA_KEY_OPERATIONS: readonly string[] = [
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
];
/** By usage, beside the common ones and what the key spec adds. */
const USAGE_OPERATIONS: { readonly [U in Key['usage']]: readonly string[] } = {
  ENCRYPT_DECRYPT: CIPHER_OPERATIONS,
  SIGN_VERIFY: ['Sign', 'Verify'],
  GENERATE_VERIFY_MAC: ['GenerateMac', 'VerifyMac'],
  KEY_AGREEMENT: ['DeriveSharedSecret'],
  ENCAPSULATE_DECAPSULATE: ['Decapsulate', 'Encapsulate'],
};

/**
 * The operations that a grant on a key can allow.
 *
 * @example
 * grantOperationsOf({ spec: 'HMAC_256', usage: 'GENERATE_VERIFY_MAC' }).includes('Sign'); // false
 */
export function grantOperationsOf({ spec, usage }: Pick<Key, 'spec' | 'usage'>): readonly string[] {
  const bySpec = spec === DEFAULT_KEY_SPEC ? DATA_KEY_OPERATIONS : pairOperations(spec);
  return [...COMMON_OPERATIONS, ...USAGE_OPERATIONS[usage], ...bySpec];
}

function pairOperations(spec: string): readonly string[] {
  return keyPairKindOf(spec) === undefined ? [] : ['GetPublicKey'];
}

/**
 * Requires that a grant can be given on a key: its operations, its constraints and its parties.
 *
 * @throws {KmsError} ValidationException; InvalidArnException for a principal that is none.
 */
export function requireGrantable(key: Key, wanted: NewGrant): void {
  requireOperations(key, wanted.operations);
  requireConstraints(key, wanted.constraints ?? {});
  requireParty(key.region, wanted.grantee);
  if (wanted.retiring !== undefined) requireParty(key.region, wanted.retiring);
  if (!('service' in wanted.grantee)) return;
  if (wanted.constraints?.sourceArn === undefined) {
    throw invalid('Constraints.SourceArn must be specified with GranteeServicePrincipal.');
  }
  if (wanted.retiring === undefined) {
    throw invalid(
      'RetiringPrincipal or RetiringServicePrincipal must be specified with GranteeServicePrincipal.',
    );
  }
}

function requireOperations(key: Key, operations: readonly string[]): void {
  if (operations.length === 0) throw invalid('At least one operation must be specified.');
  // A grant that allows nothing but to pass it on would never serve anybody.
  if (operations.every((operation) => operation === 'CreateGrant')) {
    throw invalid('Grants must not contain only the CreateGrant operation.');
  }
  const known = grantOperationsOf(key);
  const strange = operations.find((operation) => !known.includes(operation));
  if (strange === undefined) return;
  throw invalid(`Operation ${strange} is incompatible with key spec ${key.spec} and key usage ${key.usage}.`);
}

function requireConstraints(key: Key, constraints: GrantConstraints): void {
  const { encryptionContextEquals, encryptionContextSubset } = constraints;
  if (encryptionContextEquals !== undefined && encryptionContextSubset !== undefined) {
    throw invalid('More than one constraint supplied');
  }
  const pairs = encryptionContextEquals ?? encryptionContextSubset;
  if (pairs === undefined) return;
  if (key.spec !== DEFAULT_KEY_SPEC) {
    throw invalid(`Encryption context constraints are incompatible with key spec ${key.spec}.`);
  }
  const values = Object.values(pairs);
  if (values.length > MAX_CONTEXT_PAIRS) {
    throw invalid(`An encryption context constraint can have at most ${MAX_CONTEXT_PAIRS} pairs.`);
  }
  if (values.some((value) => [...value].length > MAX_CONTEXT_VALUE_LENGTH)) {
    throw invalid(
      `A value of an encryption context constraint can have at most ${MAX_CONTEXT_VALUE_LENGTH} characters.`,
    );
  }
}

/**
 * Requires a party that a grant can name. Services were once given as principals, and still are: their names pass;
 * other texts that are no ARN of a principal do not.
 *
 * @throws {KmsError} InvalidArnException.
 *
 * @example
 * requireParty('us-east-1', { principal: 'arn:aws:iam::111122223333:role/reader' });
 */
export function requireParty(region: string, party: GrantParty): void {
  if ('service' in party) return;
  if (isPrincipal(party.principal, partitionOf(region)) || SERVICE.test(party.principal)) return;
  throw new KmsError('InvalidArnException', `ARN does not refer to a valid principal: ${party.principal}`);
}

function isPrincipal(text: string, partition: string): boolean {
  const arn = parseArn(text);
  if (arn === undefined || arn.partition !== partition || arn.region !== '') return false;
  return /^\d{12}$/.test(arn.account) && PRINCIPALS.get(arn.service)?.test(arn.resource) === true;
}

/**
 * Requires a text that has the form of a grant id.
 *
 * @throws {KmsError} InvalidGrantIdException.
 *
 * @example
 * requireGrantId('0'.repeat(64));
 */
export function requireGrantId(text: string): void {
  if (!isGrantId(text)) throw new KmsError('InvalidGrantIdException');
}

/**
 * Whether a text has the form of a grant id.
 *
 * @example
 * isGrantId('abc'); // false
 */
export function isGrantId(text: string): boolean {
  return GRANT_ID.test(text);
}

/**
 * A party as one text, under which it is looked up: principals and services never share one.
 *
 * @example
 * partyText({ service: 's3.amazonaws.com' }); // 'service:s3.amazonaws.com'
 */
export function partyText(party: GrantParty): string {
  return 'service' in party ? `service:${party.service}` : `principal:${party.principal}`;
}

/** The bytes of a grant's record. */
export function encodeGrant(grant: Grant): Uint8Array {
  return toUtf8(JSON.stringify(grant));
}

/** A grant from its record's bytes, which the keystore has authenticated. */
export function decodeGrant(value: Uint8Array): Grant {
  return JSON.parse(fromUtf8(value)) as Grant;
}

function invalid(text: string): KmsError {
  return new KmsError('ValidationException', text);
}
