/**
 * What a verification found, and the sentences that say it to an auditor.
 *
 * @module
 */
import { secondsOf } from './object-name.ts';

/** What is wrong with a file. */
export type FindingKind = 'missing' | 'altered' | 'extra' | 'reordered' | 'forged' | 'anchor';

/** Something that is not as the service left it. */
export interface Finding {
  readonly kind: FindingKind;
  /** The file; of an anchor that is not there, the anchor. */
  readonly object: string;
  readonly text: string;
}

/** What was looked at of one account in one Region. */
export interface Covered {
  readonly account: string;
  readonly region: string;
  readonly trail: string;
  readonly digests: number;
  readonly files: number;
  readonly records: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** SHA-256 of the newest digest file's content, to be kept elsewhere; absent when it does not hold. */
  readonly anchor: string | undefined;
}

/** What a verification says. */
export interface VerifyReport {
  /** By account and Region, oldest first. */
  readonly findings: readonly Finding[];
  readonly covered: readonly Covered[];
  /** Log files that are too new for the digests: nothing proves them yet. */
  readonly uncovered: readonly string[];
}

/**
 * The report in sentences.
 *
 * @param isAnchored Whether the verification was given anchors.
 */
export function describeReport(report: VerifyReport, isAnchored: boolean): string {
  const { findings, covered, uncovered } = report;
  const lines = covered.map(describeCovered);
  if (covered.length === 0 && findings.length === 0)
    lines.push('There is nothing here that a digest covers.');
  for (const name of uncovered) lines.push(`Not proven yet, since no digest lists it: ${name}`);
  const [first, ...others] = findings;
  if (first !== undefined) lines.push(`FOUND: ${first.text}`, ...others.map(({ text }) => `  also: ${text}`));
  lines.push(
    first === undefined
      ? 'Nothing is missing, altered, moved or added, as far as the digests reach.'
      : `The trail is not as it was delivered: ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}.`,
  );
  if (!isAnchored) lines.push(...LIMITS);
  return `${lines.join('\n')}\n`;
}

/** What nobody can see from the files alone. */
const LIMITS: readonly string[] = [
  'What this cannot know without an anchor that was kept elsewhere (--anchor):',
  '  whether newer files were cut off at the end, together with their digests;',
  '  whether all of it was signed anew by somebody who has the store and its root key.',
];

function describeCovered(one: Covered): string {
  const span = `${secondsOf(one.fromMs)} to ${secondsOf(one.toMs)}`;
  const counts = `${one.digests} digests, ${one.files} log files, ${one.records} records`;
  const anchor = one.anchor === undefined ? '' : `\n  anchor ${one.anchor}`;
  return `${one.account} ${one.region} (trail ${one.trail}), ${span}: ${counts}${anchor}`;
}
