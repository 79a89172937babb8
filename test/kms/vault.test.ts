import { expect, it } from 'vitest';
import { createVault } from '../../src/kms/vault.ts';
import { openService } from '../operations/service.ts';

it('a vault by itself waits for nothing that falls due', async () => {
  const { vault } = await openService();
  const made = createVault(vault.keystore, () => 5);
  expect(made.clock()).toBe(5);
  expect(made.keystore).toBe(vault.keystore);
  expect(made.expectDue(7)).toBeUndefined();
  expect(made.usage.writeAtMs).toBe(Number.POSITIVE_INFINITY);
});
