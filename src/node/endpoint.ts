/**
 * The server's endpoint: the AWS KMS API with AWS STS and AWS CloudTrail, and the paths beside it.
 *
 *   /            AWS KMS, AWS STS, CloudTrail's questions        /health, /metrics
 *   /_strongroom/explain, /_strongroom/usage                     /console, and aids for tests, where they are on
 *
 * @module
 */
import { withExplain } from '../aws/explain-path.ts';
import { type FetchHandler, type FetchHandlerOptions, kmsFetchHandler } from '../aws/fetch-handler.ts';
import { openSts } from '../aws/open-sts.ts';
import { withTestAids } from '../aws/test-aids.ts';
import { withUsage } from '../aws/usage-path.ts';
import type { EmbeddedKms, MovableClock } from '../index.ts';
import { OPERATIONS } from '../operations/table.ts';
import { findConsole } from './console-files.ts';
import { withConsole } from './console-path.ts';
import { withTrail } from './delivery-command.ts';
import type { MetricsReaders } from './metrics-path.ts';

/** What an endpoint is made of. */
export interface EndpointOptions extends Pick<FetchHandlerOptions, 'onExchange' | 'health'> {
  readonly clock: MovableClock;
  readonly metricsReaders: MetricsReaders;
  /** Whether whoever calls may erase everything and move the clock. */
  readonly hasTestAids: boolean;
  /** Whether there is a page at `/console`. */
  readonly hasConsole: boolean;
}

/**
 * Everything that the server answers.
 *
 * @example
 * const kms = await createKms();
 * const options = { clock: Date.now, metricsReaders: 'off', hasTestAids: false, hasConsole: false };
 * const handler = await endpointOf(kms, options);
 * (await handler(new Request('http://localhost/nowhere'))).status; // 400
 */
export async function endpointOf(kms: EmbeddedKms, options: EndpointOptions): Promise<FetchHandler> {
  const { onExchange, health, clock, metricsReaders: readers, hasTestAids, hasConsole } = options;
  const { door } = kms;
  const signed: Pick<FetchHandlerOptions, 'authenticate' | 'sts'> =
    door === undefined ? { sts: openSts } : { authenticate: door.authenticate, sts: door.sts };
  const told = { ...(onExchange && { onExchange }), ...(health && { health }) };
  const metered = readers === 'off' ? undefined : await meteringOf(kms, readers, told);
  let handler: FetchHandler = kmsFetchHandler(kms, { ...told, ...metered?.told, ...signed });
  handler = withTrail(handler, kms, clock, signed.authenticate);
  handler = withExplain(handler, { kms, ...signed });
  if (kms.trail !== undefined) handler = withUsage(handler, { kms, ...signed });
  if (hasTestAids) handler = withTestAids(handler, { kms, clock });
  if (hasConsole) handler = withConsole(handler, findConsole());
  return metered === undefined ? handler : metered.over(handler);
}

/** The client library for metrics is loaded where somebody may read them. */
async function meteringOf(
  { trail, meter }: EmbeddedKms,
  readers: MetricsReaders,
  { onExchange }: Pick<FetchHandlerOptions, 'onExchange'>,
): Promise<{ readonly told: FetchHandlerOptions; readonly over: (handler: FetchHandler) => FetchHandler }> {
  const { createMetrics } = await import('./metrics.ts');
  const { withMetrics } = await import('./metrics-path.ts');
  const metrics = createMetrics({
    operations: OPERATIONS,
    journal: trail?.journal,
    followers: () => (meter === undefined ? {} : { metering: meter.counted }),
  });
  const told: FetchHandlerOptions = {
    onExchange: (exchange) => {
      metrics.onExchange(exchange);
      onExchange?.(exchange);
    },
  };
  return { told, over: (handler) => withMetrics(handler, metrics, readers) };
}
