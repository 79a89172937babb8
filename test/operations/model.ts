/**
 * AWS's service model, as far as the operations of this version go: model.json, read and typed.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import type { AnyMembers } from '../../src/operations/shape.ts';
import type { OperationName } from '../../src/operations/table.ts';

/** Which keys an operation is for. */
export interface KeyRequirements {
  /** `any`, or some. */
  readonly usages: readonly string[];
  /** `all`, `all but ML_DSA_* and ML_KEM_*`, or some. */
  readonly specs: readonly string[];
  /** Any when absent. */
  readonly origins?: readonly string[];
  readonly mrk?: string;
}

/** What the model says of an operation. */
export interface ModelOperation {
  readonly input: AnyMembers;
  /** Members of the answer, and those of a structure in it. */
  readonly output: Readonly<Record<string, readonly string[]>>;
  readonly errors: readonly string[];
  readonly keyIdForms: readonly string[];
  /** `null` where every key will do, or there is none. */
  readonly key: KeyRequirements | null;
  /** By state: `ok`, or the number of an error, perhaps with a remark. */
  readonly states: Readonly<Record<string, string>> | null;
  readonly readOnly: boolean;
  readonly dryRun: boolean;
  readonly grantTokens: boolean;
  readonly crossAccount: boolean;
}

export interface Model {
  readonly source: string;
  readonly stateErrors: Readonly<Record<string, { readonly code: string; readonly message: string }>>;
  readonly operations: { readonly [N in OperationName]: ModelOperation };
}

export const MODEL: Model = JSON.parse(readFileSync(new URL('model.json', import.meta.url), 'utf8'));
