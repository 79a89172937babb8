/**
 * What a key lets be done with it, as far as its metadata says: which tabs and buttons a page about it has.
 *
 * The service decides; this only spares people buttons that cannot work, and says why.
 *
 * @module
 */
import { KEY_SPECS } from '../kms/key-spec.ts';
import type { Answer } from './client.ts';

/** What the page reads of DescribeKey's KeyMetadata. */
export interface KeyFacts {
  readonly keyId: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly description: string;
  readonly spec: string;
  readonly usage: string;
  readonly state: string;
  readonly origin: string;
  readonly manager: string;
  readonly multiRegion: 'PRIMARY' | 'REPLICA' | undefined;
  readonly metadata: Answer;
}

/**
 * Reads KeyMetadata.
 *
 * @example
 * readKeyFacts({ Arn: 'arn:aws:kms:eu-west-1:111122223333:key/x' }).region; // 'eu-west-1'
 */
export function readKeyFacts(metadata: Answer): KeyFacts {
  const text = (name: string) => String(metadata[name] ?? '');
  const configuration = metadata['MultiRegionConfiguration'] as Answer | undefined;
  const [, , , region = '', account = ''] = text('Arn').split(':');
  return {
    keyId: text('KeyId'),
    arn: text('Arn'),
    account,
    region,
    description: text('Description'),
    spec: text('KeySpec'),
    usage: text('KeyUsage'),
    state: text('KeyState'),
    origin: text('Origin'),
    manager: text('KeyManager'),
    multiRegion: configuration?.['MultiRegionKeyType'] as KeyFacts['multiRegion'],
    metadata,
  };
}

/** A part of the page about a key. */
export interface KeyTab {
  readonly id: string;
  readonly title: string;
}

/**
 * The parts that make sense for a key.
 *
 * @example
 * tabsOf({ spec: 'RSA_2048', origin: 'AWS_KMS', multiRegion: undefined }).some(({ id }) => id === 'rotation'); // false
 */
export function tabsOf({
  spec,
  origin,
  multiRegion,
}: Pick<KeyFacts, 'spec' | 'origin' | 'multiRegion'>): readonly KeyTab[] {
  const isSymmetric = spec === 'SYMMETRIC_DEFAULT';
  const isInStore = origin === 'AWS_CLOUDHSM' || origin === 'EXTERNAL_KEY_STORE';
  return [
    { id: 'overview', title: 'Overview' },
    { id: 'policy', title: 'Policy' },
    { id: 'grants', title: 'Grants' },
    ...(isSymmetric && !isInStore ? [{ id: 'rotation', title: 'Rotation' }] : []),
    ...(origin === 'EXTERNAL' ? [{ id: 'import', title: 'Import' }] : []),
    ...(multiRegion === undefined ? [] : [{ id: 'regions', title: 'Regions' }]),
    { id: 'use', title: 'Use' },
  ];
}

/**
 * The operations that use a key, by its usage and spec.
 *
 * @example
 * usesOf({ usage: 'GENERATE_VERIFY_MAC', spec: 'HMAC_256' }).join(); // 'GenerateMac,VerifyMac'
 */
export function usesOf({ usage, spec }: Pick<KeyFacts, 'usage' | 'spec'>): readonly string[] {
  switch (usage) {
    case 'ENCRYPT_DECRYPT':
      return spec === 'SYMMETRIC_DEFAULT'
        ? [
            'Encrypt',
            'Decrypt',
            'GenerateDataKey',
            'GenerateDataKeyWithoutPlaintext',
            'GenerateDataKeyPair',
            'GenerateDataKeyPairWithoutPlaintext',
          ]
        : ['Encrypt', 'Decrypt', 'GetPublicKey'];
    case 'SIGN_VERIFY':
      return ['Sign', 'Verify', 'GetPublicKey'];
    case 'GENERATE_VERIFY_MAC':
      return ['GenerateMac', 'VerifyMac'];
    case 'KEY_AGREEMENT':
      return ['DeriveSharedSecret', 'GetPublicKey'];
    case 'ENCAPSULATE_DECAPSULATE':
      return ['Encapsulate', 'Decapsulate', 'GetPublicKey'];
    default:
      return [];
  }
}

/** What can be done to the life of a key in its state. */
export interface LifeAction {
  readonly operation: string;
  readonly title: string;
}

/**
 * Enable, disable, schedule and cancel a deletion, where the state has them.
 *
 * @example
 * lifeActionsOf({ state: 'PendingDeletion', manager: 'CUSTOMER' })[0].operation; // 'CancelKeyDeletion'
 */
export function lifeActionsOf({
  state,
  manager,
}: Pick<KeyFacts, 'state' | 'manager'>): readonly LifeAction[] {
  if (manager === 'AWS') return [];
  const schedule = { operation: 'ScheduleKeyDeletion', title: 'Schedule deletion' };
  switch (state) {
    case 'Enabled':
      return [{ operation: 'DisableKey', title: 'Disable' }, schedule];
    case 'Disabled':
      return [{ operation: 'EnableKey', title: 'Enable' }, schedule];
    case 'PendingDeletion':
    case 'PendingReplicaDeletion':
      return [{ operation: 'CancelKeyDeletion', title: 'Cancel deletion' }];
    default:
      return [schedule];
  }
}

/**
 * The usages that a spec can have; none for one that is not made here.
 *
 * @example
 * usagesOf('HMAC_384').join(); // 'GENERATE_VERIFY_MAC'
 */
export function usagesOf(spec: string): readonly string[] {
  return Object.keys(KEY_SPECS.get(spec)?.algorithms ?? {});
}

const DIRECT: readonly string[] = ['RSAES_OAEP_SHA_256', 'RSAES_OAEP_SHA_1'];
const HYBRID: readonly string[] = ['RSA_AES_KEY_WRAP_SHA_256', 'RSA_AES_KEY_WRAP_SHA_1'];

/**
 * How material of a spec can be wrapped in a page, the way to begin with first: a secret fits into one block of RSA, an
 * RSA key does not.
 *
 * @example
 * wrappingsOf('RSA_2048')[0]; // 'RSA_AES_KEY_WRAP_SHA_256'
 */
export function wrappingsOf(spec: string): readonly string[] {
  const kind = KEY_SPECS.get(spec)?.material.kind;
  if (kind === 'secret') return DIRECT;
  return kind === 'rsa' ? HYBRID : [...HYBRID, ...DIRECT];
}

/**
 * Whether a typed text confirms what is about to be done to something of those names.
 *
 * @example
 * confirms(' alias/a ', ['1234', 'alias/a']); // true
 */
export function confirms(typed: string, names: readonly string[]): boolean {
  return names.includes(typed.trim());
}
