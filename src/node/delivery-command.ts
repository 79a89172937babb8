/**
 * What `serve` does with its trail beside keeping it: delivers it to where `--audit-to` says, and tells how that goes.
 *
 * @module
 */
import type { DeliveryStatus } from '../audit/delivery-status.ts';
import { Retrying } from '../audit/retrying.ts';
import type { Trail } from '../audit/trail.ts';
import { viewOf } from '../audit/trail-reader.ts';
import type { Authenticate } from '../aws/authenticate.ts';
import { withCloudTrail } from '../aws/cloudtrail.ts';
import type { FetchHandler } from '../aws/fetch-handler.ts';
import type { EmbeddedKms } from '../index.ts';
import { openAuditPlace } from './audit-place.ts';
import { type ParsedCommand, UsageError, valuesOf } from './flags.ts';
import { jsonLinesSink } from './json-lines-sink.ts';
import type { Log } from './log.ts';
import type { Machine } from './machine.ts';

/** So often it is looked what is due. */
const TICK_MS = 1000;
const LINES_PREFIX = 'jsonl:';

type Flags = ParsedCommand['flags'];

/** Delivery that runs. */
export interface RunningDelivery {
  /** For `GET /health`. */
  readonly health: () => Readonly<Record<string, unknown>>;
  /** No tick comes after. What is left is delivered when the service is closed. */
  readonly stop: () => void;
}

const NONE: RunningDelivery = { health: () => ({}), stop: () => {} };

/**
 * Begins to deliver.
 *
 * @throws {UsageError} There is somewhere to deliver to, and no trail.
 * @throws {S3UnavailableError} There is a bucket to deliver to, and no SDK.
 * @throws {StoreUnavailableError}
 */
export async function startDelivery(
  { trail, scope }: Pick<EmbeddedKms, 'trail' | 'scope'>,
  flags: Flags,
  machine: Pick<Machine, 'environment'>,
  log: Log,
): Promise<RunningDelivery> {
  const places = valuesOf(flags['audit-to']);
  if (places.length === 0) return NONE;
  if (trail === undefined)
    throw new UsageError('--audit-to delivers the trail, which --audit off does not keep.');
  const stops: (() => void)[] = [];
  for (const place of places) {
    if (place.startsWith(LINES_PREFIX)) {
      stops.push(await tellFile(trail, place.slice(LINES_PREFIX.length), log));
    } else {
      const delivery = await trail.deliver({
        destination: await openAuditPlace(place, flags, machine),
        scope,
        everyMs: Number(flags['audit-every']) * 1000,
        digestEveryMs: Number(flags['digest-every']) * 1000,
        onNews: (sentence) => log.event(sentence),
      });
      stops.push(
        tick(
          () => delivery.pump(),
          (error) => log.event(`Delivery to ${delivery.destination.url} stopped: ${error.message}`),
        ),
      );
    }
  }
  return {
    health: () => ({ audit: trail.deliveries.map(({ status }) => standingOf(status)) }),
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}

/** What `/health` tells to whoever asks: counts and times. Names of objects hold accounts, and failures hold names. */
function standingOf({ startedMs, lastDelivery, lastDigest, lastError, waiting }: DeliveryStatus): object {
  const timeOf = (what: { readonly atMs: number } | undefined): { atMs: number } | undefined =>
    what && { atMs: what.atMs };
  return {
    startedMs,
    lastDelivery: timeOf(lastDelivery),
    lastDigest: timeOf(lastDigest),
    lastError: timeOf(lastError),
    waiting,
  };
}

/** Events into a file; one that cannot be written is said once, and tried again. */
async function tellFile(trail: Trail, file: string, log: Log): Promise<() => void> {
  const retrying = new Retrying();
  const fail = (error: unknown): void => {
    if (!retrying.fail(error, Date.now())) return;
    log.event(`Events cannot be written to ${file} and wait in the store: ${retrying.lastFailure?.message}`);
  };
  const follower = await trail.tell(jsonLinesSink(file), fail);
  const pump = async (): Promise<void> => {
    await follower.pump();
    if (retrying.succeed() > 0) log.event(`Events are written to ${file} again.`);
  };
  return tick(pump, fail);
}

/** Calls again and again, never twice at once. */
function tick(pump: () => Promise<void>, onFailure: (error: Error) => void): () => void {
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    pump()
      .catch(onFailure)
      .finally(() => {
        isBusy = false;
      });
  }, TICK_MS);
  return () => clearInterval(timer);
}

/** A handler that also answers AWS CloudTrail, where a trail is kept. */
export function withTrail(
  handler: FetchHandler,
  { trail, scope }: Pick<EmbeddedKms, 'trail' | 'scope'>,
  clock: () => number,
  authenticate: Authenticate | undefined,
): FetchHandler {
  if (trail === undefined) return handler;
  return withCloudTrail(handler, { trail: viewOf(trail), scope, clock, authenticate });
}
