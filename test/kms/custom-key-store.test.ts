import { describe, expect, it } from 'vitest';
import { stateOf } from '../../src/kms/custom-key-store.ts';
import type { KeyState } from '../../src/kms/key-state.ts';

describe('the state of a key in a custom key store', () => {
  const key = (state: KeyState): { state: KeyState; customKeyStoreId: string } => ({
    state,
    customKeyStoreId: 'cks-1',
  });

  it.each(['CONNECTING', 'FAILED', 'DISCONNECTED', 'DISCONNECTING'] as const)(
    'is Unavailable while the store is %s, but for a deletion that is pending',
    (connectionState) => {
      for (const state of ['Enabled', 'Disabled'] as const)
        expect(stateOf({ key: key(state), store: { connectionState } })).toBe('Unavailable');
      expect(stateOf({ key: key('PendingDeletion'), store: { connectionState } })).toBe('PendingDeletion');
    },
  );

  it('is its own while the store is connected, and Unavailable when there is no store', () => {
    for (const state of ['Enabled', 'Disabled', 'PendingDeletion'] as const)
      expect(stateOf({ key: key(state), store: { connectionState: 'CONNECTED' } })).toBe(state);
    expect(stateOf({ key: key('Enabled') })).toBe('Unavailable');
    expect(stateOf({ key: { state: 'Enabled' } })).toBe('Enabled');
  });
});
