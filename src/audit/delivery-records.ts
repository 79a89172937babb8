/**
 * What delivery keeps in the store, for one destination each.
 *
 *   delivery/<id>/state                            when it began, what was delivered last, the number of the next plan
 *   delivery/<id>/plan/<number, 15 digits>         an object that is to be put: its name, its metadata, its very bytes
 *   delivery/<id>/chain/<account>/<region>         the last digest of a chain, and until when it reaches
 *   delivery/<id>/file/<account>/<region>/<number> a log file that was put and that no digest lists yet
 *
 * The id is made of the destination's URL. Numbers are those of plans.
 *
 * @module
 */
import { concatBytes } from '../bytes/concat.ts';
import { FormatError } from '../bytes/reader.ts';
import { fromUtf8, toUtf8 } from '../bytes/utf8.ts';
import type { Keystore, OpenedRecord } from '../keystore/keystore.ts';
import type { Scope } from '../kms/scope.ts';
import type { DigestedFile, DigestLink } from './digest.ts';

const DIGITS = 15;
const LINE_FEED = 10;
const PAGE = 64;

/** An object that is to be put. */
export interface Plan extends Scope {
  readonly object: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly plannedMs: number;
  /** The journal entries whose events a log file holds, as far as they are of its account and Region. */
  readonly entries?: { readonly first: number; readonly last: number };
  /** Of a log file: what its digest will say. */
  readonly file?: DigestedFile;
}

/** Where a chain of digests stands. */
export interface ChainState {
  readonly endMs: number;
  readonly last?: DigestLink;
}

/** Where delivery stands. */
export interface DeliveryState {
  readonly startedMs: number;
  /** The number of the next plan. */
  readonly next: number;
  readonly lastFile?: Delivered;
  readonly lastDigest?: Delivered;
}

/** Something that arrived. */
export interface Delivered {
  readonly atMs: number;
  readonly object: string;
}

/** The names of a destination's records. */
export interface DeliveryNames {
  readonly state: string;
  readonly plans: string;
  readonly chains: string;
  plan(number: number): string;
  chain(scope: Scope): string;
  files(scope: Scope): string;
  file(scope: Scope, number: number): string;
  /** Of the chain in a record's name. */
  scopeOf(chain: string): Scope;
}

export function deliveryNames(id: string): DeliveryNames {
  const root = `delivery/${id}/`;
  const padded = (number: number): string => String(number).padStart(DIGITS, '0');
  const files = ({ account, region }: Scope): string => `${root}file/${account}/${region}/`;
  return {
    state: `${root}state`,
    plans: `${root}plan/`,
    chains: `${root}chain/`,
    plan: (number) => `${root}plan/${padded(number)}`,
    chain: ({ account, region }) => `${root}chain/${account}/${region}`,
    files,
    file: (scope, number) => files(scope) + padded(number),
    scopeOf(chain) {
      const [account = '', region = ''] = chain.slice(`${root}chain/`.length).split('/');
      return { account, region };
    },
  };
}

/** A plan and its bytes as they are kept: one line of JSON, then the bytes. */
export function encodePlan(plan: Plan, bytes: Uint8Array): Uint8Array {
  return concatBytes(toUtf8(`${JSON.stringify(plan)}\n`), bytes);
}

/** What {@link encodePlan} wrote. */
export function decodePlan(record: Uint8Array): { readonly plan: Plan; readonly bytes: Uint8Array } {
  const end = record.indexOf(LINE_FEED);
  if (end < 0) throw new FormatError();
  const plan = JSON.parse(fromUtf8(record.subarray(0, end))) as Plan;
  return { plan, bytes: record.subarray(end + 1) };
}

export function encodeJson(value: ChainState | DeliveryState | DigestedFile): Uint8Array {
  return toUtf8(JSON.stringify(value));
}

export function decodeJson<T>(bytes: Uint8Array): T {
  return JSON.parse(fromUtf8(bytes)) as T;
}

/** All names with a prefix. */
export async function namesUnder(
  keystore: Pick<Keystore, 'listNames'>,
  prefix: string,
): Promise<readonly string[]> {
  return await allPages(
    (after) => keystore.listNames(prefix, after, PAGE),
    (name) => name,
  );
}

/** All records with a prefix. */
export async function recordsUnder(
  keystore: Pick<Keystore, 'list'>,
  prefix: string,
): Promise<readonly OpenedRecord[]> {
  return await allPages(
    (after) => keystore.list(prefix, after, PAGE, false),
    ({ name }) => name,
  );
}

async function allPages<T>(
  readAfter: (name: string | undefined) => Promise<readonly T[]>,
  nameOf: (one: T) => string,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (;;) {
    const last = all.at(-1);
    const page = await readAfter(last === undefined ? undefined : nameOf(last));
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}
