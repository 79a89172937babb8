/** Keys of tests, as their records have them, without material. */
import type { Key, KeyMaterial } from '../../src/kms/key.ts';
import { ACCOUNT } from './metered.ts';

/** An enabled key. */
export function keyOfSpec(spec: string, more: Partial<Key> = {}): Key {
  return {
    account: ACCOUNT,
    region: 'us-east-1',
    keyId: 'k1',
    spec,
    usage: 'ENCRYPT_DECRYPT',
    origin: 'AWS_KMS',
    manager: 'CUSTOMER',
    state: 'Enabled',
    description: '',
    createdAtMs: 1000,
    policy: '',
    tags: [],
    aliases: [],
    materials: [],
    ...more,
  };
}

/** A material that became current at a time. */
export function rotatedAt(atMs: number): KeyMaterial {
  return { id: String(atMs).padStart(64, '0'), rotation: { type: 'ON_DEMAND', atMs } };
}
