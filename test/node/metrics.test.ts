import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../src/aws/fetch-handler.ts';
import { createMetrics, type Metrics } from '../../src/node/metrics.ts';

const OPERATIONS = new Set(['Encrypt', 'Decrypt']);
const EXCHANGE: Exchange = {
  requestId: 'r',
  operation: 'Encrypt',
  status: 200,
  errorCode: undefined,
  elapsedMs: 3,
};

async function linesOf(metrics: Metrics, prefix: string): Promise<readonly string[]> {
  const { text } = await metrics.read();
  return text.split('\n').filter((line) => line.startsWith(prefix));
}

describe('metrics', () => {
  it('count calls by operation and by what they were answered', async () => {
    const metrics = createMetrics({ operations: OPERATIONS });
    metrics.onExchange(EXCHANGE);
    metrics.onExchange(EXCHANGE);
    metrics.onExchange({ ...EXCHANGE, errorCode: 'DisabledException' });
    expect(await linesOf(metrics, 'strongroom_calls_total')).toEqual([
      'strongroom_calls_total{operation="Encrypt",code="OK"} 2',
      'strongroom_calls_total{operation="Encrypt",code="DisabledException"} 1',
    ]);
  });

  it('have one label for whatever strangers ask for', async () => {
    const metrics = createMetrics({ operations: OPERATIONS });
    for (let i = 0; i < 300; i++) {
      metrics.onExchange({ ...EXCHANGE, operation: `Nonsense${i}`, errorCode: `${'x'.repeat(i % 70)}Q` });
    }
    metrics.onExchange({ ...EXCHANGE, operation: undefined, errorCode: 'a"b' });
    const lines = await linesOf(metrics, 'strongroom_calls_total');
    expect(lines.length).toBeLessThan(102);
    expect(lines.every((line) => line.includes('operation="other"'))).toBe(true);
    expect(lines.some((line) => line.includes('code="other"'))).toBe(true);
  });

  it('tell how long calls took, in seconds', async () => {
    const metrics = createMetrics({ operations: OPERATIONS });
    metrics.onExchange(EXCHANGE);
    metrics.onExchange({ ...EXCHANGE, elapsedMs: 700 });
    const buckets = await linesOf(metrics, 'strongroom_call_duration_seconds_bucket');
    expect(buckets).toContain('strongroom_call_duration_seconds_bucket{le="0.0025",operation="Encrypt"} 0');
    expect(buckets).toContain('strongroom_call_duration_seconds_bucket{le="0.005",operation="Encrypt"} 1');
    expect(buckets).toContain('strongroom_call_duration_seconds_bucket{le="1",operation="Encrypt"} 2');
    expect(await linesOf(metrics, 'strongroom_call_duration_seconds_sum')).toEqual([
      'strongroom_call_duration_seconds_sum{operation="Encrypt"} 0.703',
    ]);
  });

  it('tell how many requests are running, until they are answered or fail', async () => {
    const metrics = createMetrics({ operations: OPERATIONS });
    let answer: (response: Response) => void = () => {};
    const handler = metrics.count(() => new Promise((resolve) => (answer = resolve)));
    const running = handler(new Request('http://localhost/'));
    expect(await linesOf(metrics, 'strongroom_requests_in_flight')).toEqual([
      'strongroom_requests_in_flight 1',
    ]);
    answer(new Response());
    await running;
    await expect(
      metrics.count(() => Promise.reject(new Error('no')))(new Request('http://x/')),
    ).rejects.toThrow('no');
    expect(await linesOf(metrics, 'strongroom_requests_in_flight')).toEqual([
      'strongroom_requests_in_flight 0',
    ]);
  });

  it('look at the journal, its followers and the store when they are read', async () => {
    const journal = { head: { last: 10, events: 25, bytes: 999 } };
    const sources = {
      operations: OPERATIONS,
      journal,
      followers: () => ({ metering: 7 }),
      storeBytes: () => 4096,
    };
    const metrics = createMetrics(sources);
    journal.head.last = 11;
    expect(await linesOf(metrics, 'strongroom_journal')).toEqual([
      'strongroom_journal_entries 11',
      'strongroom_journal_events 25',
      'strongroom_journal_bytes 999',
      'strongroom_journal_lag_entries{follower="metering"} 4',
    ]);
    expect(await linesOf(metrics, 'strongroom_store_bytes')).toEqual(['strongroom_store_bytes 4096']);
    expect(await linesOf(metrics, 'process_resident_memory_bytes')).toHaveLength(1);
  });

  it('of two servers in one process are two', async () => {
    const metrics = [createMetrics({ operations: OPERATIONS }), createMetrics({ operations: OPERATIONS })];
    metrics[0]?.onExchange(EXCHANGE);
    expect(await linesOf(metrics[1] as Metrics, 'strongroom_calls_total')).toEqual([]);
  });
});
