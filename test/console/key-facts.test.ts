import { describe, expect, it } from 'vitest';
import {
  confirms,
  lifeActionsOf,
  readKeyFacts,
  tabsOf,
  usagesOf,
  usesOf,
} from '../../src/console/key-facts.ts';
import { createKms } from '../../src/index.ts';
import { KEY_SPECS } from '../../src/kms/key-spec.ts';
import { OPERATIONS } from '../../src/operations/table.ts';

describe('what a key lets be done', () => {
  it('is read from its metadata', async () => {
    const kms = await createKms({ account: '111122223333', region: 'eu-west-1' });
    const { KeyMetadata } = await kms.createKey({ MultiRegion: true, Description: 'd' });
    expect(readKeyFacts(KeyMetadata as never)).toMatchObject({
      account: '111122223333',
      region: 'eu-west-1',
      state: 'Enabled',
      manager: 'CUSTOMER',
      multiRegion: 'PRIMARY',
      description: 'd',
    });
    await kms.close();
  });

  it('has tabs for what it has, and none for what it cannot have', () => {
    const tabs = (facts: Parameters<typeof tabsOf>[0]) => tabsOf(facts).map(({ id }) => id);
    const symmetric = { spec: 'SYMMETRIC_DEFAULT', origin: 'AWS_KMS', multiRegion: undefined };
    expect(tabs(symmetric)).toEqual(['overview', 'policy', 'grants', 'rotation', 'use']);
    expect(tabs({ ...symmetric, origin: 'EXTERNAL' })).toContain('import');
    expect(tabs({ ...symmetric, multiRegion: 'REPLICA' })).toContain('regions');
    expect(tabs({ ...symmetric, spec: 'RSA_2048' })).not.toContain('rotation');
    expect(tabs({ ...symmetric, origin: 'EXTERNAL_KEY_STORE' })).not.toContain('rotation');
  });

  it('is operations of the API, whatever its spec and usage', () => {
    for (const [spec, { algorithms }] of KEY_SPECS) {
      expect(usagesOf(spec)).toEqual(Object.keys(algorithms));
      for (const usage of usagesOf(spec)) {
        const uses = usesOf({ spec, usage });
        expect(uses.length, `${spec} ${usage}`).toBeGreaterThan(1);
        for (const operation of uses) expect(OPERATIONS.has(operation), operation).toBe(true);
      }
    }
    expect(usagesOf('BRANDNEW')).toEqual([]);
    expect(usesOf({ spec: 'X', usage: 'BRANDNEW' })).toEqual([]);
  });

  it('follows its state', () => {
    const actions = (state: string, manager = 'CUSTOMER') =>
      lifeActionsOf({ state, manager }).map(({ operation }) => operation);
    expect(actions('Enabled')).toEqual(['DisableKey', 'ScheduleKeyDeletion']);
    expect(actions('Disabled')).toEqual(['EnableKey', 'ScheduleKeyDeletion']);
    expect(actions('PendingDeletion')).toEqual(['CancelKeyDeletion']);
    expect(actions('PendingImport')).toEqual(['ScheduleKeyDeletion']);
    expect(actions('Enabled', 'AWS')).toEqual([]);
  });
});

describe('a confirmation', () => {
  it('is one of the names, typed whole', () => {
    expect(confirms(' alias/a\n', ['1234', 'alias/a'])).toBe(true);
    expect(confirms('alias/A', ['1234', 'alias/a'])).toBe(false);
    expect(confirms('', ['1234'])).toBe(false);
  });
});
