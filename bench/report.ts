/**
 * From measurements to docs/BENCHMARKS.md: the tables between its markers, and the plots that it shows.
 *
 *   node bench/report.ts NODE-20.json NODE-24.json RUNTIMES.json
 *
 * Nothing is left out and nothing is rounded in anybody's favour: every subject of every case stands in the table.
 *
 * @module
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../scripts/sources.ts';
import { type Bar, renderPlot } from './plot.ts';

interface Row {
  readonly subject: string;
  readonly p10Ns: number;
}

/** By the best tenth: what others on the machine take away is no subject's own. */
function perSecondOf(row: Row | undefined): number {
  return row === undefined ? 0 : 1e9 / row.p10Ns;
}

interface CaseRows {
  readonly case: string;
  readonly bytes: number;
  readonly subjects: readonly Row[];
}

interface NodeReport {
  readonly node: string;
  readonly results: readonly CaseRows[];
}

interface RuntimeRow {
  readonly case: string;
  readonly bytes: number;
  readonly subject: string;
  readonly opsPerSecond: number;
}

interface RuntimesReport {
  readonly results: readonly {
    readonly runtime: string;
    readonly version: string;
    readonly measurements: readonly RuntimeRow[];
  }[];
}

const DOCUMENT = 'docs/BENCHMARKS.md';
/** From this length on throughput says more than messages a second. */
const LONG = 16_384;

async function read<T>(path: string | undefined): Promise<T> {
  if (path === undefined)
    throw new Error('usage: node bench/report.ts NODE-20.json NODE-24.json RUNTIMES.json');
  return JSON.parse(await readFile(path, 'utf8')) as T;
}

function rate(perSecond: number, bytes: number, records = 1): string {
  const each = perSecond * records;
  if (records === 1 && bytes >= LONG) return `${((perSecond * bytes) / 1e6).toFixed(0)} MB/s`;
  return each >= 1e6 ? `${(each / 1e6).toFixed(2)} M/s` : `${(each / 1e3).toFixed(1)} k/s`;
}

/** How many messages one run of a case seals. */
function recordsOf(name: string): number {
  return Number(/(\d+) x /.exec(name)?.[1] ?? 1);
}

/** One case on both Nodes: rates, and their ratio to the first subject. */
function caseTable(name: string, reports: readonly NodeReport[]): string {
  const columns = reports.map(({ results }) => results.find((one) => one.case === name)?.subjects ?? []);
  const [{ bytes = 0 } = {}] = reports.flatMap(({ results }) => results.filter((one) => one.case === name));
  const heads = reports.flatMap(({ node }) => [`Node ${node.slice(1, 3)}`, 'against the kernel']);
  const names = [...new Set(columns.flatMap((rows) => rows.map(({ subject }) => subject)))];
  const lines = names.map((subject) => {
    const cells = columns.flatMap((rows) => {
      const perSecond = perSecondOf(rows.find((row) => row.subject === subject));
      const ratio = perSecond / perSecondOf(rows[0]);
      return [rate(perSecond, bytes, recordsOf(name)), `${ratio.toFixed(2)}x`];
    });
    return `| ${[subject, ...cells].join(' | ')} |`;
  });
  const title = `### ${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return [title, '', `| | ${heads.join(' | ')} |`, `|---|${'---:|'.repeat(heads.length)}`, ...lines].join(
    '\n',
  );
}

function runtimesTable({ results }: RuntimesReport): string {
  const first = results[0]?.measurements ?? [];
  const names = [...new Set(first.map((row) => row.case))];
  const lines = results.flatMap(({ runtime, version, measurements }) => {
    const subjects = [...new Set(measurements.map(({ subject }) => subject))];
    return subjects.map((subject, i) => {
      const cells = names.map((name) => {
        const row = measurements.find((one) => one.case === name && one.subject === subject);
        const kernel = measurements.find((one) => one.case === name)?.opsPerSecond ?? 1;
        if (row === undefined) return '';
        const ratio = (row.opsPerSecond / kernel).toFixed(2);
        return `${rate(row.opsPerSecond, row.bytes, recordsOf(name))}, ${ratio}x`;
      });
      return `| ${[i === 0 ? `${runtime} ${version}` : '', subject, ...cells].join(' | ')} |`;
    });
  });
  return [`| | | ${names.join(' | ')} |`, `|---|---|${'---:|'.repeat(names.length)}`, ...lines].join('\n');
}

function barsOf(results: readonly CaseRows[]): readonly Bar[] {
  return results.flatMap(({ case: name, subjects }) =>
    subjects.map((row) => ({
      group: name,
      label: row.subject,
      ratio: perSecondOf(row) / perSecondOf(subjects[0]),
    })),
  );
}

function between(text: string, marker: string, inner: string): string {
  const [start, end] = [`<!-- ${marker}:start -->`, `<!-- ${marker}:end -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < 0) throw new Error(`${DOCUMENT} has no ${marker} markers`);
  return `${text.slice(0, from + start.length)}\n${inner}\n${text.slice(to)}`;
}

const [old, current, everywhere] = process.argv.slice(2);
const reports = [await read<NodeReport>(old), await read<NodeReport>(current)];
const runtimes = await read<RuntimesReport>(everywhere);
const names = reports[1]?.results.map((one) => one.case) ?? [];
const tables = names.map((name) => caseTable(name, reports)).join('\n\n');
await mkdir(join(ROOT, 'docs/plots'), { recursive: true });
for (const { node, results } of reports) {
  const kept = results.filter((one) => one.case.includes('kept key') || one.case.includes(' x '));
  const title = `AES-256-GCM on Node ${node.slice(1)}: speed against the kernel, which is 1 (logarithmic)`;
  await writeFile(
    join(ROOT, `docs/plots/aes-gcm-node-${node.slice(1, 3)}.svg`),
    renderPlot(title, barsOf(kept)),
  );
}
const text = await readFile(join(ROOT, DOCUMENT), 'utf8');
await writeFile(
  join(ROOT, DOCUMENT),
  between(between(text, 'aes-gcm', tables), 'runtimes', runtimesTable(runtimes)),
);
