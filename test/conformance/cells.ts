/**
 * What AWS answers, by operation, state of the key, and kind of key: computed from the published tables alone.
 *
 * Sources: KMS Developer Guide, "Key states of AWS KMS keys" and the key requirements of each operation's page, as
 * test/operations/model.json holds them; the recorded refusals of recorded.json for what does not fit a key. Nothing
 * here is asked of the implementation.
 *
 * @module
 */
import type { KeyOrigin } from '../../src/kms/key.ts';
import type { KeyState } from '../../src/kms/key-state.ts';
import type { OperationName } from '../../src/operations/table.ts';
import { MODEL } from '../operations/model.ts';
import type { Outcome } from './house.ts';
import { KINDS, type Kind } from './kinds.ts';

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

/** A place in the table: what a key of the kind and origin says in the state. `<key ARN>` stands for its ARN. */
export interface Cell {
  readonly operation: OperationName;
  readonly kind: Kind;
  readonly origin: KeyOrigin;
  readonly state: KeyState;
  readonly expected: Outcome;
}

/** Every cell that can exist of an operation in a state. */
export function cellsOf(operation: OperationName, state: KeyState): readonly Cell[] {
  const text = MODEL.operations[operation].states?.[state];
  if (text === undefined || text === 'n/a') return [];
  return KINDS.flatMap((kind) =>
    originsOf(operation, kind, state, text).map((origin) => {
      const expected = expectedOf(operation, kind, origin, state, text);
      return { operation, kind, origin, state, expected };
    }),
  );
}

/** The origins of which a cell speaks. */
function originsOf(
  operation: OperationName,
  { spec }: Kind,
  state: KeyState,
  text: string,
): readonly KeyOrigin[] {
  const isImportable = !/^ML_(DSA|KEM)/.test(spec);
  // Only keys of custom key stores are ever unavailable, and those are symmetric.
  if (state === 'Unavailable') return spec === 'SYMMETRIC_DEFAULT' ? ['AWS_CLOUDHSM'] : [];
  if (state === 'PendingImport') return isImportable ? ['EXTERNAL'] : [];
  const wanted = MODEL.operations[operation].key?.origins;
  if (wanted?.join() !== 'EXTERNAL') return ['AWS_KMS'];
  const others: readonly KeyOrigin[] = text.includes(' else ') ? ['AWS_KMS'] : [];
  return isImportable ? ['EXTERNAL', ...others] : others;
}

function expectedOf(
  operation: OperationName,
  kind: Kind,
  origin: KeyOrigin,
  state: KeyState,
  text: string,
): Outcome {
  // The key is identified before its state is looked at.
  if (operation === 'Decrypt' && kind.usage !== 'ENCRYPT_DECRYPT') return INCORRECT_KEY;
  const refusal = stateError(choose(text, origin), origin);
  if (!hasUsage(operation, kind)) return wrongUsage(operation, kind);
  if (hasSpec(operation, kind)) return refusal ?? 'granted';
  return refusal ?? misfit(operation, kind, state);
}

/** A remark of the table decides by the origin. */
function choose(text: string, origin: KeyOrigin): string {
  const [, imported, others] = /^(.+?) if (?:origin )?EXTERNAL else (E\d+)$/.exec(text) ?? [];
  if (imported !== undefined && others !== undefined) return origin === 'EXTERNAL' ? imported : others;
  return text;
}

/** Where the published table leaves a choice, AWS was recorded answering KMSInvalidStateException. */
function stateError(text: string, origin: KeyOrigin): Outcome | undefined {
  if (text.startsWith('ok')) return undefined;
  const name = /E\d+(?!.*E\d)/.exec(text.split(' ')[0] ?? '')?.[0] ?? '';
  const error = MODEL.stateErrors[name];
  if (error === undefined) throw new Error(`no such state error: ${text}`);
  return { code: error.code, message: error.message.replace('<origin>', origin) };
}

/** Row 40. */
const INCORRECT_KEY: Outcome = {
  code: 'IncorrectKeyException',
  message: 'The key ID in the request does not identify a CMK that can perform this operation.',
};

function hasUsage(operation: OperationName, { usage }: Kind): boolean {
  const { key } = MODEL.operations[operation];
  // Rotation and public keys are refused by the spec, whatever the usage (rows 53 and P-7).
  if (key === null || /Rotat|PublicKey/.test(operation)) return true;
  return key.usages.includes('any') || key.usages.includes(usage);
}

function hasSpec(operation: OperationName, { spec }: Kind): boolean {
  const { specs = ['all'] } = MODEL.operations[operation].key ?? {};
  return specs.some((one) => one.startsWith('all')) || specs.includes(spec);
}

/** Rows 36 to 39 and 59: said in every state (row P-8). */
function wrongUsage(operation: OperationName, { usage }: Kind): Outcome {
  const message = `<key ARN> key usage is ${usage} which is not valid for ${operation}.`;
  return { code: 'InvalidKeyUsageException', message };
}

/** What is said of a key that works, and is of another spec. */
function misfit(operation: OperationName, { spec }: Kind, state: KeyState): Outcome {
  if (operation === 'GetPublicKey' && state === 'PendingImport') {
    return { code: 'KMSInvalidStateException', message: '<key ARN> is pending import.' };
  }
  if (/Rotat|PublicKey/.test(operation)) return { code: 'UnsupportedOperationException', message: null };
  // Row P-15; row 34's sentence for data key pairs.
  const message = /DataKey(?!Pair)/.test(operation)
    ? 'You cannot generate a data key with an asymmetric CMK'
    : `Algorithm SYMMETRIC_DEFAULT is incompatible with key spec ${spec}.`;
  return { code: 'InvalidKeyUsageException', message };
}
