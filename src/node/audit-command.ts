/**
 * `strongroom audit verify`: looks whether a delivered trail is whole and unaltered.
 *
 * The public keys come from a file that was kept apart from the trail, or from a service that is running: whoever can
 * write both the trail and the keys can sign a trail of their own.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import type { ListedKey } from '../audit/digest.ts';
import { verifyTrail } from '../audit/verify.ts';
import { describeReport } from '../audit/verify-report.ts';
import { openAuditPlace } from './audit-place.ts';
import { engineNamed } from './engines.ts';
import { type ParsedCommand, UsageError, valuesOf } from './flags.ts';
import type { Machine } from './machine.ts';
import { signedHeaders } from './own-credentials.ts';

type Flags = ParsedCommand['flags'];

/** The trail, or its keys, cannot be read. */
export class AuditError extends Error {
  override readonly name = 'AuditError';
}

const TARGET = 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.ListPublicKeys';
/** On a long way people want to know that it goes on. */
const PROGRESS_INTERVAL = 1000;

/**
 * Verifies, and prints what was found.
 *
 * @returns The exit code: 0 when nothing was found, 1 otherwise.
 * @throws {UsageError | AuditError | S3UnavailableError}
 */
export async function runAuditVerify(flags: Flags, machine: Machine): Promise<number> {
  if (flags.trail === undefined) throw new UsageError('--trail is missing.');
  const keys = await readKeys(flags, machine);
  const destination = await openAuditPlace(String(flags.trail), flags, machine);
  const anchors = valuesOf(flags.anchor);
  const report = await reading(destination.url, () =>
    verifyTrail({
      engine: engineNamed('auto'),
      destination,
      keys,
      anchors,
      startMs: timeOf(flags.start),
      endMs: timeOf(flags.end),
      onProgress: (files) => {
        if (files % PROGRESS_INTERVAL === 0) machine.warn(`Looked at ${files} files.\n`);
      },
    }),
  );
  machine.print(describeReport(report, anchors.length > 0));
  return report.findings.length === 0 ? 0 : 1;
}

async function reading<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new AuditError(`${what} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

function timeOf(flag: string | true | undefined): number | undefined {
  return typeof flag === 'string' ? Date.parse(flag) : undefined;
}

async function readKeys(flags: Flags, machine: Machine): Promise<readonly ListedKey[]> {
  const file = flags['public-keys'];
  const url = new URL(String(flags['endpoint-url']));
  const what = typeof file === 'string' ? file : url.origin;
  return await reading(what, async () => {
    const text = typeof file === 'string' ? await readFile(file, 'utf8') : await askKeys(url, flags, machine);
    return listedKeys(JSON.parse(text));
  });
}

async function askKeys(url: URL, flags: Flags, machine: Machine): Promise<string> {
  const body = JSON.stringify({ StartTime: 0, EndTime: Math.ceil(Date.now() / 1000) + 86_400 });
  const request = { url, body, region: String(flags.region), service: 'cloudtrail' };
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': TARGET };
  const signature = await signedHeaders(request, machine);
  const response = await fetch(url, { method: 'POST', headers: { ...headers, ...signature }, body });
  const text = await response.text();
  if (response.status === 200) return text;
  const { message, __type: code } = JSON.parse(text) as { message?: string; __type?: string };
  throw new Error(message ?? code ?? `it answered ${response.status}`);
}

/** What ListPublicKeys answers, with times as the wire has them, or as the AWS CLI prints them. */
function listedKeys(value: unknown): readonly ListedKey[] {
  const list = (value as { PublicKeyList?: unknown } | null)?.PublicKeyList;
  if (!Array.isArray(list)) throw new Error('it holds no PublicKeyList');
  return list.map((one: Readonly<Record<string, unknown>>) => ({
    value: String(one['Value']),
    fingerprint: String(one['Fingerprint']),
    validFromMs: momentOf(one['ValidityStartTime']),
    validToMs: momentOf(one['ValidityEndTime']),
  }));
}

function momentOf(time: unknown): number {
  const ms = typeof time === 'number' ? time * 1000 : Date.parse(String(time));
  if (Number.isNaN(ms)) throw new Error('a key has no time from or to which it is valid');
  return ms;
}
