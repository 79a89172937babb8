/**
 * Usage: how often what was called, and what it would cost on AWS, as a chart that is a table.
 *
 * @module
 */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { isMissing } from '../audit-events.ts';
import { formatCount, formatUsd } from '../format.ts';
import { Empty, ErrorNote, Page, Row, Segments, Table, Waiting } from '../parts/basics.tsx';
import { useAsked, useSession } from '../parts/session.tsx';
import {
  barsOf,
  readUsage,
  USAGE_GROUPINGS,
  type UsageGrouping,
  type UsageReport,
  usageRequest,
} from '../usage-report.ts';

const MOST_BARS = 20;

/** The report. */
export function UsageView(): JSX.Element {
  const { client } = useSession();
  const [by, setBy] = useState<UsageGrouping>('operation');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const asked = useAsked(
    async () => readUsage(by, await client.ask('usage', usageRequest(by, from, to))),
    [client, by, from, to],
  );
  const { value, error } = asked;
  if (isMissing(error))
    return (
      <Page title="Usage">
        <Empty title="This service does not count its calls.">
          <p>
            Where it does, calls and what they would cost on AWS are shown here by operation, key, caller and
            day.
          </p>
        </Empty>
      </Page>
    );
  return (
    <Page title="Usage" lead="What was called, and what it would have cost on AWS.">
      <div class="filters">
        <Segments label="By" values={USAGE_GROUPINGS} value={by} onChange={setBy} />
        <label>
          <span>From, UTC</span>
          <input type="date" value={from} onInput={(event) => setFrom(event.currentTarget.value)} />
        </label>
        <label>
          <span>To, UTC</span>
          <input type="date" value={to} onInput={(event) => setTo(event.currentTarget.value)} />
        </label>
      </div>
      <ErrorNote error={error} />
      {value === undefined && error === undefined && <Waiting lines={6} />}
      {value !== undefined && <Report by={by} report={value} />}
    </Page>
  );
}

function Report({ by, report }: { by: UsageGrouping; report: UsageReport }): JSX.Element {
  if (report.rows.length === 0)
    return (
      <Empty title="Nothing was called in this time.">
        <p>Use a key, and it is counted here.</p>
      </Empty>
    );
  return (
    <>
      <dl class="figures">
        <div>
          <dt>Calls</dt>
          <dd>{formatCount(report.calls)}</dd>
        </div>
        {report.usd !== undefined && (
          <div>
            <dt>On AWS</dt>
            <dd>{formatUsd(report.usd)}</dd>
          </div>
        )}
        {report.keysUsd !== undefined && (
          <div>
            <dt>Of it for keys</dt>
            <dd>{formatUsd(report.keysUsd)}</dd>
          </div>
        )}
      </dl>
      <Table
        label={`Usage by ${by}`}
        numeric={[1, 3]}
        head={[by.charAt(0).toUpperCase() + by.slice(1), 'Calls', 'Share', 'On AWS']}
      >
        {barsOf(report.rows, MOST_BARS).map(({ row, share }) => (
          <Row key={row.name}>
            <td>{row.name}</td>
            <td class="right">{formatCount(row.calls)}</td>
            <td class="bar-cell">
              <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect width={Math.max(0.5, share * 100)} height="10" rx="0.6" />
              </svg>
              <span class="unseen">{Math.round((100 * row.calls) / Math.max(1, report.calls))} %</span>
            </td>
            <td class="right">{row.usd === undefined ? '' : formatUsd(row.usd)}</td>
          </Row>
        ))}
      </Table>
    </>
  );
}
