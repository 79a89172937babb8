import { expect, it } from 'vitest';
import { createVault, withCommit } from '../../src/kms/vault.ts';
import { openService } from '../operations/service.ts';

it('a vault by itself waits for nothing that falls due', async () => {
  const { vault } = await openService();
  const made = createVault(vault.keystore, () => 5);
  expect(made.clock()).toBe(5);
  expect(made.keystore).toBe(vault.keystore);
  expect(made.expectDue(7)).toBeUndefined();
  expect(made.usage.writeAtMs).toBe(Number.POSITIVE_INFINITY);
});

it('a vault with another commit is the same in all else, and the first one stays as it was', async () => {
  const { vault } = await openService();
  const seen: string[] = [];
  const other = withCommit(vault, async (changes) => void seen.push(...changes.map(({ name }) => name)));
  await other.keystore.commit([{ name: 'a', replaces: 0, value: new Uint8Array([1]) }]);
  expect(seen).toEqual(['a']);
  expect(await other.keystore.read('a')).toBeUndefined();
  expect(other.keystore.random(3)).toHaveLength(3);
  await vault.keystore.commit([{ name: 'a', replaces: 0, value: new Uint8Array([1]) }]);
  expect((await other.keystore.read('a'))?.version).toBe(1);
});
