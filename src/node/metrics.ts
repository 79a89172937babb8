/**
 * What a running server measures of itself, for Prometheus: calls, their times, their refusals, the journal, the process.
 *
 * Labels are bounded: operations that there are none of are one, and so are codes that are not the service's; there are no
 * keys, principals or accounts. Everything is kept by one registry of its own, so that a program that embeds a server has
 * its metrics to itself.
 *
 * @module
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Exchange, FetchHandler } from '../aws/fetch-handler.ts';

/** Seconds; a call in memory takes a fraction of a millisecond, a RSA_4096 pair some seconds. */
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const OTHER = 'other';
const OK = 'OK';
const CODE = /^[A-Za-z]{1,64}$/;
/** So many codes have a label of their own: more than the service has. */
const MAX_CODES = 100;

/** What is looked at whenever somebody reads. */
export interface MetricsSources {
  /** Every operation that there is. */
  readonly operations: { has(name: string): boolean };
  /** How long the journal is; absent where none is kept. */
  readonly journal?:
    | { readonly head: { readonly last: number; readonly events: number; readonly bytes: number } }
    | undefined;
  /** How many entries of it each follower has dealt with, by its name. */
  readonly followers?: (() => Readonly<Record<string, number>>) | undefined;
  /** Bytes of the store on disk; `undefined` where it is in memory. */
  readonly storeBytes?: (() => number | undefined) | undefined;
}

/** See the file's head. */
export interface Metrics {
  /** Sees every exchange. */
  readonly onExchange: (exchange: Exchange) => void;
  /** A handler whose running requests are counted. */
  count(handler: FetchHandler): FetchHandler;
  /** Everything, in the text format of Prometheus. */
  read(): Promise<{ readonly text: string; readonly contentType: string }>;
}

/**
 * Begins to measure.
 *
 * @example
 * const metrics = createMetrics({ operations: new Set(['Encrypt']) });
 * metrics.onExchange({ requestId: '', operation: 'Encrypt', status: 200, errorCode: undefined, elapsedMs: 2 });
 * (await metrics.read()).text.includes('strongroom_calls_total{operation="Encrypt",code="OK"} 1'); // true
 */
export function createMetrics(sources: MetricsSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const calls = new Counter({
    name: 'strongroom_calls_total',
    help: 'Calls by operation and by what they were answered: OK, or the code of a refusal.',
    labelNames: ['operation', 'code'],
    registers,
  });
  const seconds = new Histogram({
    name: 'strongroom_call_duration_seconds',
    help: 'Time from the arrival of a call to its answer.',
    labelNames: ['operation'],
    buckets: BUCKETS,
    registers,
  });
  const inFlight = new Gauge({
    name: 'strongroom_requests_in_flight',
    help: 'Requests that have arrived and are not answered.',
    registers,
  });
  addGauges(registry, sources);
  const codes = new Set<string>();
  return {
    onExchange({ operation = OTHER, errorCode = OK, elapsedMs }) {
      const name = sources.operations.has(operation) ? operation : OTHER;
      calls.inc({ operation: name, code: boundedCode(codes, errorCode) });
      seconds.observe({ operation: name }, elapsedMs / 1000);
    },
    count: (handler) => async (request, connection, respond) => {
      inFlight.inc();
      try {
        return await handler(request, connection, respond);
      } finally {
        inFlight.dec();
      }
    },
    read: async () => ({ text: await registry.metrics(), contentType: registry.contentType }),
  };
}

/** A code as a label: the service has few, and whatever else came would still not be without number. */
function boundedCode(codes: Set<string>, code: string): string {
  if (codes.has(code)) return code;
  if (codes.size >= MAX_CODES || !CODE.test(code)) return OTHER;
  codes.add(code);
  return code;
}

/** What is read off others, when somebody asks. */
function addGauges(registry: Registry, { journal, followers, storeBytes }: MetricsSources): void {
  const gauge = (name: string, help: string, read: () => number | undefined): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read() ?? Number.NaN);
      },
    });
  };
  if (journal !== undefined) {
    gauge(
      'strongroom_journal_entries',
      'Entries of the journal, from its beginning.',
      () => journal.head.last,
    );
    gauge(
      'strongroom_journal_events',
      'Events of the journal, from its beginning.',
      () => journal.head.events,
    );
    gauge(
      'strongroom_journal_bytes',
      'Bytes of the entries that are kept, before sealing.',
      () => journal.head.bytes,
    );
  }
  if (journal !== undefined && followers !== undefined) addLag(registry, journal, followers);
  if (storeBytes !== undefined) gauge('strongroom_store_bytes', 'Bytes of the store on disk.', storeBytes);
}

function addLag(
  registry: Registry,
  journal: NonNullable<MetricsSources['journal']>,
  followers: NonNullable<MetricsSources['followers']>,
): void {
  new Gauge({
    name: 'strongroom_journal_lag_entries',
    help: 'Entries of the journal that a follower has not dealt with.',
    labelNames: ['follower'],
    registers: [registry],
    collect() {
      for (const [follower, taken] of Object.entries(followers())) {
        this.set({ follower }, Math.max(0, journal.head.last - taken));
      }
    },
  });
}
