import { describe, expect, it } from 'vitest';
import {
  aliasPrefix,
  aliasRecordName,
  DUE_PREFIX,
  type Due,
  dueName,
  keyName,
  keyPrefix,
  materialName,
  readDueName,
} from '../../src/kms/keyspace.ts';

const SCOPE = { account: '111122223333', region: 'us-east-1' };
const DUE: Due = { kind: 'deletion', atMs: 5, scope: SCOPE, keyId: 'x' };

describe('the names of records', () => {
  it('are those that docs/FORMATS.md promises', () => {
    expect(keyName(SCOPE, 'x')).toBe('key/111122223333/us-east-1/x');
    expect(aliasRecordName(SCOPE, 'alias/a/b')).toBe('alias/111122223333/us-east-1/a/b');
    expect(materialName('us-east-1', 'ab')).toBe('material/us-east-1/ab');
    expect(dueName(DUE)).toBe('due/000000000000005/deletion/111122223333/us-east-1/x');
  });

  it('begin with the prefix by which their lists are walked', () => {
    expect(keyName(SCOPE, 'x').startsWith(keyPrefix(SCOPE))).toBe(true);
    expect(aliasRecordName(SCOPE, 'alias/x').startsWith(aliasPrefix(SCOPE))).toBe(true);
    expect(dueName(DUE).startsWith(DUE_PREFIX)).toBe(true);
  });

  it('of what falls due sort by time, over all that a clock can say, whatever the kind', () => {
    const times = [0, 9, 10, 999_999_999_999, 1_000_000_000_000, 253_402_300_799_999, 999_999_999_999_999];
    const kinds = ['rotation', 'expiry', 'deletion'] as const;
    const names = times.map((atMs, i) => dueName({ ...DUE, atMs, kind: kinds[i % 3] ?? 'deletion' }));
    expect([...names].sort()).toEqual(names);
  });

  it('of what falls due can be read back', () => {
    for (const kind of ['deletion', 'rotation', 'expiry'] as const) {
      const due: Due = { ...DUE, kind, atMs: 1_795_500_000_123 };
      expect(readDueName(dueName(due))).toEqual(due);
    }
  });
});
