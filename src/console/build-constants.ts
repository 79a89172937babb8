/**
 * What the bundler puts in: the table of operations as data, so that a page without the service has it, and the version.
 *
 * @module
 */
import type { OperationDescription } from '../operations/description.ts';

declare const STRONGROOM_OPERATIONS: readonly OperationDescription[];
declare const STRONGROOM_VERSION: string;

/** Every operation of the service that the page was built with. */
export function builtOperations(): readonly OperationDescription[] {
  return STRONGROOM_OPERATIONS;
}

/** The version that the page was built with. */
export function builtVersion(): string {
  return STRONGROOM_VERSION;
}
