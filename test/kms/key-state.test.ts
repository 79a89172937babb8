/**
 * The rows of the state table by themselves; every operation in every state stands in test/operations/pipeline.test.ts.
 *
 * @module
 */
import { describe, expect, it } from 'vitest';
import type { KmsErrorCode } from '../../src/kms/errors.ts';
import { type KeyState, requireState, type StateRuleName } from '../../src/kms/key-state.ts';
import { refusalOf } from '../operations/service.ts';

const STATES: readonly KeyState[] = [
  'Enabled',
  'Disabled',
  'PendingDeletion',
  'PendingReplicaDeletion',
  'PendingImport',
  'Unavailable',
  'Creating',
  'Updating',
];

/** KMS Developer Guide, "Key states of AWS KMS keys": what each kind of operation says in the states above. */
const TABLE: Readonly<Record<StateRuleName, readonly (string | undefined)[]>> = {
  use: [
    undefined,
    'is disabled.',
    'is pending deletion.',
    'is pending deletion.',
    'is pending import.',
    'is unavailable.',
    'is creating.',
    undefined,
  ],
  grant: [
    undefined,
    'is disabled.',
    'is pending deletion.',
    'is pending deletion.',
    'is pending import.',
    undefined,
    'is creating.',
    undefined,
  ],
  wrapKeyPair: [
    undefined,
    'is disabled.',
    'is pending deletion.',
    'is pending deletion.',
    'is pending import.',
    undefined,
    'is creating.',
    undefined,
  ],
  readPublicKey: [
    undefined,
    undefined,
    'is pending deletion.',
    'is pending deletion.',
    undefined,
    undefined,
    'is creating.',
    undefined,
  ],
  read: STATES.map(() => undefined),
  annotate: [
    undefined,
    undefined,
    'is pending deletion.',
    'is pending deletion.',
    undefined,
    undefined,
    undefined,
    undefined,
  ],
  switch: [
    undefined,
    undefined,
    'is pending deletion.',
    'is pending deletion.',
    'is pending import.',
    undefined,
    'is creating.',
    'is updating.',
  ],
  scheduleDeletion: [
    undefined,
    undefined,
    'is pending deletion.',
    'is pending deletion.',
    undefined,
    undefined,
    undefined,
    'is updating.',
  ],
  cancelDeletion: [
    'is not pending deletion.',
    'is not pending deletion.',
    undefined,
    undefined,
    'is not pending deletion.',
    'is not pending deletion.',
    'is not pending deletion.',
    'is not pending deletion.',
  ],
  replicate: [
    undefined,
    'is disabled.',
    'is pending deletion.',
    'is pending deletion.',
    'is pending import.',
    'is unavailable.',
    'is creating.',
    'is updating.',
  ],
  changePrimary: [
    undefined,
    'is disabled.',
    'is pending deletion.',
    'is pending deletion.',
    'is pending import.',
    'is unavailable.',
    'is creating.',
    undefined,
  ],
  rotate: [
    undefined,
    'is disabled.',
    'is pending deletion.',
    'is pending deletion.',
    'is pending import.',
    'is unavailable.',
    'is creating.',
    undefined,
  ],
  requestImport: [
    undefined,
    undefined,
    'is pending deletion.',
    'is pending deletion.',
    undefined,
    undefined,
    'is creating.',
    'is updating.',
  ],
  import: [
    undefined,
    undefined,
    'is pending deletion.',
    'is pending deletion.',
    undefined,
    undefined,
    'is creating.',
    undefined,
  ],
  deleteMaterial: [
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    'is creating.',
    'is updating.',
  ],
};

/** What is not an invalid state by its code. */
const CODES: ReadonlyMap<string, KmsErrorCode> = new Map([['is disabled.', 'DisabledException']]);

describe('the state of a key', () => {
  const cells = Object.entries(TABLE).flatMap(([rule, texts]) =>
    STATES.map((state, i) => ({ rule: rule as StateRuleName, state, text: texts[i] })),
  );

  it.each(cells)('$state says to "$rule": $text', async ({ rule, state, text }) => {
    if (text === undefined) return expect(requireState(rule, state, 'arn:x')).toBeUndefined();
    expect(await refusalOf((async () => requireState(rule, state, 'arn:x'))())).toEqual({
      code: CODES.get(text) ?? 'KMSInvalidStateException',
      message: `arn:x ${text}`,
    });
  });
});
