/**
 * `strongroom usage`: how much was used, and what AWS would charge for it. Asked of a service that is running.
 *
 * @module
 */
import type { UsageReport } from '../metering/usage.ts';
import { askService } from './ask.ts';
import type { ParsedCommand } from './flags.ts';
import type { Machine } from './machine.ts';
import { csvOf, tableOf, usageTable } from './usage-table.ts';

type Flags = ParsedCommand['flags'];

/**
 * Asks, and prints the answer.
 *
 * @returns The exit code: 0.
 * @throws {AskError}
 */
export async function runUsage(flags: Flags, machine: Machine): Promise<number> {
  const { from, to, by, format } = flags;
  const question = { by, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  const report = (await askService('/_strongroom/usage', question, flags, machine)) as UsageReport;
  if (format === 'json') machine.print(`${JSON.stringify(report, undefined, 2)}\n`);
  else if (format === 'csv') machine.print(csvOf(usageTable(report)));
  else machine.print(tableOf(report));
  return 0;
}
