/**
 * One log line for each exchange: what the wire knows of it joined with what the service knows.
 *
 * The service tells first (keys, cause), the wire last (status, time); the request id joins them. A request that was
 * refused before it reached the service has only the second half.
 *
 * @module
 */
import type { Exchange } from '../aws/fetch-handler.ts';
import type { CallRecord } from '../index.ts';
import { StoreUnavailableError } from '../store/store.ts';
import type { Log } from './log.ts';

/** Two ears: one for `createKms`, one for `kmsFetchHandler`. */
export interface CallEars {
  readonly onCall: (record: CallRecord) => void;
  readonly onExchange: (exchange: Exchange) => void;
}

/**
 * Joins calls and exchanges into log lines.
 *
 * @param onStoreLost Called when a call failed because the store stopped for good.
 *
 * @example
 * const log = createLog('text', () => {}, Date.now);
 * const { onCall, onExchange } = joinCalls(log, (error) => log.event(error.message));
 */
export function joinCalls(log: Log, onStoreLost: (error: StoreUnavailableError) => void): CallEars {
  const open = new Map<string, CallRecord>();
  return {
    onCall(record) {
      open.set(record.requestId, record);
      const cause = record.error?.cause;
      if (cause instanceof StoreUnavailableError) onStoreLost(cause);
    },
    onExchange(exchange) {
      const record = open.get(exchange.requestId);
      open.delete(exchange.requestId);
      log.request({ ...exchange, keyArns: record?.keyArns ?? [], cause: causeOf(record) });
    },
  };
}

/** Only for a failure of the service itself: a refusal says everything by its code. */
function causeOf(record: CallRecord | undefined): string | undefined {
  const cause = record?.error?.cause;
  if (record?.error?.code !== 'KMSInternalException' || !(cause instanceof Error)) return undefined;
  return `${cause.name}: ${cause.message}`;
}
