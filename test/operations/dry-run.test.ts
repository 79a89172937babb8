import { describe, expect, it } from 'vitest';
import { discard, dryRunSucceeded, withoutWriting } from '../../src/operations/dry-run.ts';
import { openService, snapshot } from './service.ts';

describe('a dry run', () => {
  it('reads, draws and seals as ever, and writes nothing', async () => {
    const { vault, store, kms } = await openService();
    await kms.createKey({});
    const before = await snapshot(store);
    const dry = withoutWriting(vault);
    await dry.keystore.commit([{ name: 'a', replaces: 0, value: new Uint8Array(1) }]);
    expect(await snapshot(store)).toEqual(before);
    expect(await dry.keystore.listNames('key/', undefined, 2)).toHaveLength(1);
    expect(dry.keystore.random(3)).toHaveLength(3);
    expect((await dry.keystore.createBackingKey('me')).materialId).toHaveLength(32);
    expect(dry.clock).toBe(vault.clock);
  });

  it('wipes the bytes of its answer and leaves the rest', () => {
    const answer = { a: new Uint8Array([1, 2]), b: 'text', c: new Uint8Array([3]) };
    discard(answer);
    expect(answer).toEqual({ a: new Uint8Array(2), b: 'text', c: new Uint8Array(1) });
  });

  it('ends in an error that says what would have been', () => {
    expect(dryRunSucceeded()).toMatchObject({
      code: 'DryRunOperationException',
      message: 'The request would have succeeded, but the DryRun option is set.',
    });
  });
});
