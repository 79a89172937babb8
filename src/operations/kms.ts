/**
 * The typed facade: every operation as a method, under the names of AWS's SDKs, without HTTP.
 *
 * Derived from the table of operations; an operation added there is a method here.
 *
 * @module
 */
import { rootArn, type Scope } from '../kms/scope.ts';
import type { AccessAnswer, AccessQuestion } from './access.ts';
import type { Invocation } from './call-trace.ts';
import type { Pipeline } from './pipeline.ts';
import { OPERATIONS, type OperationName, type OperationTypes } from './table.ts';

/** Bytes are Uint8Array and times are Date; a refusal is a KmsError whose name is AWS's code. */
export type KmsMethods = {
  readonly [N in OperationName as Uncapitalize<N>]: (
    input: OperationTypes[N][0],
  ) => Promise<OperationTypes[N][1]>;
};

/** A key management service in this process. */
export interface Kms extends KmsMethods {
  /** Account and Region of the calls that do not say others. */
  readonly scope: Scope;
  /** Any operation by name, for any caller: what servers and adapters call. */
  invoke(invocation: Invocation): ReturnType<Pipeline['invoke']>;
  /** Whether a caller may do something, and by which statements. @throws {KmsError} There is no such key. */
  explainFor(question: AccessQuestion): Promise<AccessAnswer>;
  /** Carries out what has fallen due; every call does so first, an idle service must be told. */
  sweep(): Promise<void>;
  /**
   * Erases everything and begins anew, with the seed if there is one. For tests.
   *
   * @throws {TypeError} The service was not made with `testAids`.
   */
  reset(): Promise<void>;
  /** Writes what is in memory alone, wipes the keys there and closes the store. */
  close(): Promise<void>;
}

/** What the composition adds to the pipeline. */
export interface FacadeOptions {
  readonly close: () => Promise<void>;
  /** Only of a service for tests. */
  readonly reset?: (() => Promise<void>) | undefined;
}

/**
 * The facade over a pipeline.
 *
 * @param scope Whose root the methods act as.
 */
export function facadeOf(
  pipeline: Pipeline,
  scope: Scope,
  { close, reset = refuseReset }: FacadeOptions,
): Kms {
  const caller = { ...scope, principalArn: rootArn(scope) };
  const call = (operation: string) => (input: unknown) =>
    pipeline.invoke({ operation, input, source: 'native', caller, requestId: crypto.randomUUID() });
  const methods = [...OPERATIONS.keys()].map((name) => [
    name.charAt(0).toLowerCase() + name.slice(1),
    call(name),
  ]);
  return {
    ...(Object.fromEntries(methods) as KmsMethods),
    scope,
    invoke: (invocation) => pipeline.invoke(invocation),
    explainFor: (question) => pipeline.explain(question),
    sweep: () => pipeline.sweep(),
    reset,
    close: async () => {
      try {
        await pipeline.close();
      } finally {
        await close();
      }
    },
  };
}

async function refuseReset(): Promise<void> {
  throw new TypeError('"testAids" expected true for a service that can be reset');
}
