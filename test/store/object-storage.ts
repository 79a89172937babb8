/**
 * The storage of a Durable Object as far as a store uses it, over node:sqlite: for the quick suite. The slow suite opens
 * the same store in workerd itself.
 *
 * @module
 */
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { DurableObjectSqlStorage } from '../../src/store/durable-object.ts';

/** What a test may watch, and break. */
export interface ObjectStorage extends DurableObjectSqlStorage {
  readonly database: DatabaseSync;
  /** What happened, in order: `transaction`, `sync`. */
  readonly log: readonly string[];
  /** The next `sync` fails with this. */
  failWith: Error | undefined;
}

/** An empty object's storage; several names lie in one statement as there, and pragmas are refused as there. */
export function objectStorage(): ObjectStorage {
  const database = new DatabaseSync(':memory:');
  const log: string[] = [];
  return {
    database,
    log,
    failWith: undefined,
    sql: {
      exec(sentence, ...values) {
        if (/pragma/i.test(sentence)) throw new Error('not authorized: SQLITE_AUTH');
        if (values.length === 0 && !/^SELECT/.test(sentence)) {
          database.exec(sentence);
          return { toArray: () => [] };
        }
        const rows = database.prepare(sentence).all(...(values as SQLInputValue[]));
        return { toArray: () => rows.map(asThere) };
      },
    },
    transactionSync(work) {
      log.push('transaction');
      database.exec('BEGIN');
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    async sync() {
      log.push('sync');
      if (this.failWith !== undefined) throw this.failWith;
    },
  };
}

/** Blobs are ArrayBuffers there. */
function asThere(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(row).map(([name, value]) => [
    name,
    value instanceof Uint8Array ? new Uint8Array(value).buffer : value,
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}
