/**
 * The cells of the table of states and operations (KMS Developer Guide, "Key states"), read from the model.
 *
 * @module
 */
import type { KeyOrigin } from '../../src/kms/key.ts';
import type { KeyState } from '../../src/kms/key-state.ts';
import { MODEL } from './model.ts';

export const STATES: readonly KeyState[] = [
  'Enabled',
  'Disabled',
  'PendingDeletion',
  'PendingReplicaDeletion',
  'PendingImport',
  'Unavailable',
  'Creating',
  'Updating',
];

/** What a cell says, for keys of an origin where it tells them apart. */
export interface Case {
  readonly origin?: KeyOrigin;
  readonly cell: string;
}

/** A cell's cases: what it says of keys with imported material, of those in custom key stores, and of the others. */
export function casesOf(state: KeyState, cell: string): readonly Case[] {
  const [, imported = '', others = ''] = /^(.+?) if (?:origin )?EXTERNAL else (E\d+)$/.exec(cell) ?? [];
  if (imported !== '') {
    return [
      { origin: 'EXTERNAL', cell: imported },
      { origin: 'AWS_KMS', cell: others },
    ];
  }
  const [, elsewhere = ''] = /^(.+?) \(E7 if custom key store\)$/.exec(cell) ?? [];
  if (elsewhere !== '') {
    return [
      { cell: elsewhere },
      { origin: 'AWS_CLOUDHSM', cell: 'E7' },
      { origin: 'EXTERNAL_KEY_STORE', cell: 'E7' },
    ];
  }
  if (state === 'Unavailable' && /^E[79]$/.test(cell)) return [{ origin: 'AWS_CLOUDHSM', cell }];
  return [cell === 'E6' ? { origin: 'EXTERNAL', cell } : { cell }];
}

/** Where the published table leaves a choice, AWS was recorded answering KMSInvalidStateException. */
export function stateError(cell: string): { readonly code: string; readonly message: string } | undefined {
  if (cell.startsWith('ok')) return undefined;
  const name = /E\d+(?!.*E\d)/.exec(cell.split(' ')[0] ?? '')?.[0] ?? '';
  const error = MODEL.stateErrors[name];
  if (error === undefined) throw new Error(`no such state error: ${cell}`);
  return error;
}
