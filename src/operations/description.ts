/**
 * What the rows say of themselves, as JSON: names, members with their shapes, and what each call is allowed by.
 *
 * Whoever draws forms or writes tables of the operations reads this; nothing that runs is in it, so that a page can have
 * it without the service behind it.
 *
 * @module
 */
import type { AnyOperation } from './operation.ts';
import type { AnyMembers } from './shape.ts';

/** One operation, without its code. */
export interface OperationDescription {
  readonly name: string;
  /** As the request has them, nested shapes within, in the order of the table. */
  readonly input: AnyMembers;
  /** The members of the answer. */
  readonly output: readonly string[];
  /** What the caller must be allowed; those of the keys first. */
  readonly actions: readonly string[];
  readonly readOnly: boolean;
  /** Members that are known and refused. */
  readonly refuses: readonly string[];
}

/**
 * Describes rows, in their order.
 *
 * @param rows The table, or some of it.
 * @returns Plain data: `JSON.stringify` loses nothing of it.
 *
 * @example
 * describeOperations(OPERATIONS.values()).find(({ name }) => name === 'EnableKey').input.KeyId.required; // true
 */
export function describeOperations(rows: Iterable<AnyOperation>): readonly OperationDescription[] {
  return Array.from(rows, ({ name, input, output, action, keys, readOnly, refuses = [] }) => {
    const actions = Object.values(keys).map((use) => use.action);
    if (action !== undefined) actions.push(action);
    return { name, input, output, actions: [...new Set(actions)], readOnly, refuses };
  });
}
