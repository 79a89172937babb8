/**
 * Verification: whether a delivered trail is whole and unaltered, told from its digest files and their public keys.
 *
 * Every digest file is looked at in the order of time: that it lies where it says, that a key of the service signed it
 * while that key was valid, that it names the one before as that one is, and that no time is left out between them. Every
 * log file that a digest lists must be there, byte for byte, and every log file that is there must be listed by a digest
 * that is newer. Nothing is trusted but the public keys and, where they are given, anchors: hashes of digest files that
 * somebody has kept elsewhere.
 *
 * @module
 */
import type { Engine } from '../crypto/engine.ts';
import type { Scope } from '../kms/scope.ts';
import type { Destination } from './destination.ts';
import type { Digest, DigestedFile, ListedKey } from './digest.ts';
import { type CheckedDigest, DigestReader } from './digest-reader.ts';
import { checkLogFile } from './log-file-check.ts';
import { type ObjectName, parseObjectName } from './object-name.ts';
import type { Covered, Finding, VerifyReport } from './verify-report.ts';

const MINUTE_MS = 60_000;

/** What is verified, and with what. */
export interface VerifyOptions {
  readonly engine: Engine;
  readonly destination: Pick<Destination, 'prefix' | 'get' | 'list'>;
  /** As ListPublicKeys gives them, from a place where the trail's keeper cannot change them. */
  readonly keys: readonly ListedKey[];
  /** Only digests that end after this, in milliseconds since 1970. */
  readonly startMs?: number | undefined;
  /** Only digests that begin before this. */
  readonly endMs?: number | undefined;
  /** Hashes of digest files, each of which must be there. */
  readonly anchors?: readonly string[] | undefined;
  /** Told after every file. */
  readonly onProgress?: ((files: number) => void) | undefined;
}

type Named = { readonly object: string; readonly name: ObjectName };
type NamedDigest = { readonly object: string; readonly name: ObjectName & { readonly kind: 'digest' } };

/** Everything of one account in one Region. */
interface ScopeFiles extends Scope {
  readonly logs: Named[];
  /** By trail, oldest first. */
  readonly chains: Map<string, NamedDigest[]>;
}

/** What was learnt so far. */
interface Learnt {
  readonly findings: Finding[];
  readonly covered: Covered[];
  readonly uncovered: string[];
  readonly hashes: Set<string>;
}

/** Verifies. Failures of the destination itself are thrown. */
export async function verifyTrail(options: VerifyOptions): Promise<VerifyReport> {
  const learnt: Learnt = { findings: [], covered: [], uncovered: [], hashes: new Set() };
  const scopes = await listFiles(options, learnt);
  const names = new Set(scopes.flatMap(({ logs }) => logs.map(({ object }) => object)));
  const unlisted: Unlisted[] = [];
  let longestMs = 0;
  for (const scope of scopes) {
    const walk = new ScopeWalk(options, learnt, names);
    for (const chain of scope.chains.values()) await walk.chain(chain);
    for (const log of scope.logs) if (!walk.listed.has(log.object)) unlisted.push({ log, span: walk.span });
    longestMs = Math.max(longestMs, walk.span?.longestMs ?? 0);
  }
  judgeUnlisted(unlisted, longestMs, options, learnt);
  for (const anchor of options.anchors ?? []) {
    if (!learnt.hashes.has(anchor.toLowerCase())) learnt.findings.push(lostAnchor(anchor));
  }
  return { findings: learnt.findings, covered: learnt.covered, uncovered: learnt.uncovered };
}

/** From when to when digests reach, and the longest time that one of them covers. */
interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly longestMs: number;
  /** Whether what is older was left out on purpose. */
  readonly isCut: boolean;
}

/** A log file that no digest lists, and how far the digests of its account and Region reach. */
interface Unlisted {
  readonly log: Named;
  readonly span: Span | undefined;
}

/** One account in one Region, from its oldest digest to its newest. */
class ScopeWalk {
  readonly listed = new Set<string>();
  span: Span | undefined;
  readonly #options: VerifyOptions;
  readonly #learnt: Learnt;
  readonly #reader: DigestReader;
  readonly #logs: ReadonlySet<string>;
  #files = 0;
  #records = 0;

  constructor(options: VerifyOptions, learnt: Learnt, logs: ReadonlySet<string>) {
    this.#options = options;
    this.#learnt = learnt;
    this.#logs = logs;
    this.#reader = new DigestReader(options);
  }

  async chain(all: readonly NamedDigest[]): Promise<void> {
    const { startMs = Number.NEGATIVE_INFINITY, endMs = Number.POSITIVE_INFINITY } = this.#options;
    const wanted = all.filter(({ name }, i) => name.atMs > startMs && (all[i - 1]?.name.atMs ?? 0) < endMs);
    const isCut = this.#options.startMs !== undefined;
    const present = new Set(all.map(({ object }) => object));
    this.#files = 0;
    this.#records = 0;
    let before: CheckedDigest | undefined;
    let count = 0;
    for (const { object } of wanted) {
      const checked = await this.#reader.read(object);
      this.#learnt.findings.push(...checked.findings);
      const { digest } = checked;
      if (digest !== undefined) {
        this.#link(digest, before, { isFirst: count === 0 && isCut, present });
        this.#widen(digest, isCut);
        for (const file of digest.logFiles) await this.#logFile(file, digest);
      }
      if (checked.hash !== undefined && checked.findings.length === 0) this.#learnt.hashes.add(checked.hash);
      before = { ...checked, object };
      count++;
      this.#options.onProgress?.(this.#files + count);
    }
    this.#cover(wanted, count, before);
  }

  /** Whether a digest names the one before it as that one is. */
  #link(
    digest: Digest,
    before: CheckedDigest | undefined,
    { isFirst, present }: { readonly isFirst: boolean; readonly present: ReadonlySet<string> },
  ): void {
    const { digestS3Object: object, previousDigestS3Object: previous } = digest;
    const find = (kind: Finding['kind'], text: string): void =>
      void this.#learnt.findings.push({ kind, object, text });
    if (isFirst && before === undefined) return;
    if (previous === null) {
      if (before !== undefined)
        find(
          'missing',
          `The trail begins anew with ${object}: nothing connects it with ${before.object} before it.`,
        );
      return;
    }
    if (!present.has(previous)) {
      find('missing', `The digest file ${previous} is gone: ${object} names it as the one before.`);
    } else if (previous !== before?.object) {
      find(
        'reordered',
        `${object} names ${previous} as the digest before it, where ${before?.object ?? 'none'} is.`,
      );
    } else if (digest.previousDigestHashValue !== before.hash) {
      find(
        'altered',
        `The digest file ${previous} is not the one that ${object} names: its hash is another.`,
      );
    } else if (digest.previousDigestSignature !== before.signature) {
      find('altered', `The signature of ${previous} is not the one that ${object} names.`);
    } else if (digest.digestStartTime !== before.digest?.digestEndTime) {
      find('missing', `Time is left out between ${previous} and ${object}.`);
    }
  }

  async #logFile(file: DigestedFile, digest: Digest): Promise<void> {
    const { s3Object: object } = file;
    const { findings } = this.#learnt;
    const by = digest.digestS3Object;
    if (this.listed.has(object))
      findings.push({ kind: 'extra', object, text: `${object} is listed twice, again by ${by}.` });
    this.listed.add(object);
    this.#files++;
    this.#records += file.records ?? 0;
    if (!this.#logs.has(object)) {
      findings.push({ kind: 'missing', object, text: `The log file ${object} is gone: ${by} lists it.` });
      return;
    }
    findings.push(...(await checkLogFile(this.#options, file)));
  }

  #widen({ digestStartTime, digestEndTime }: Digest, isCut: boolean): void {
    const [fromMs, toMs] = [Date.parse(digestStartTime), Date.parse(digestEndTime)];
    this.span = {
      fromMs: Math.min(fromMs, this.span?.fromMs ?? fromMs),
      toMs: Math.max(toMs, this.span?.toMs ?? toMs),
      longestMs: Math.max(toMs - fromMs, this.span?.longestMs ?? 0),
      isCut,
    };
  }

  #cover(chain: readonly NamedDigest[], digests: number, last: CheckedDigest | undefined): void {
    const [first] = chain;
    if (first === undefined || digests === 0 || this.span === undefined) return;
    const { account, region, trail } = first.name;
    const { fromMs, toMs } = this.span;
    const anchor = last?.findings.length === 0 ? last.hash : undefined;
    const counts = { digests, files: this.#files, records: this.#records };
    this.#learnt.covered.push({ account, region, trail, ...counts, fromMs, toMs, anchor });
  }
}

/**
 * What no digest lists: too new for that, or not of the service. A digest lists every file that was named before its
 * end, and all accounts and Regions have their digests equally often.
 */
function judgeUnlisted(
  unlisted: readonly Unlisted[],
  longestMs: number,
  { startMs, endMs }: VerifyOptions,
  { findings, covered, uncovered }: Learnt,
): void {
  const newestMs = Math.max(...covered.map(({ toMs }) => toMs));
  for (const { log, span } of unlisted) {
    const { object, name } = log;
    const lastMs = name.atMs + MINUTE_MS;
    if ((startMs !== undefined && name.atMs < startMs) || (endMs !== undefined && lastMs > endMs)) continue;
    if (span?.isCut === true && name.atMs < span.fromMs) continue;
    const isOld = span !== undefined && lastMs <= Math.floor(span.toMs / MINUTE_MS) * MINUTE_MS;
    if (isOld) {
      const text = `The log file ${object} was added: no digest lists it, and newer ones are there.`;
      findings.push({ kind: 'extra', object, text });
    } else if (longestMs > 0 && lastMs < newestMs - 2 * longestMs) {
      const text = `No digest covers ${object}, though others were made long after: its digests are gone, or it was added.`;
      findings.push({ kind: 'missing', object, text });
    } else {
      uncovered.push(object);
    }
  }
}

function lostAnchor(anchor: string): Finding {
  const text = `No digest has the hash ${anchor}, which was kept: it was cut off or replaced, and what follows from it too.`;
  return { kind: 'anchor', object: anchor, text };
}

/** All files by account and Region; whatever has a name that no trail gives is an addition. */
async function listFiles(
  { destination }: VerifyOptions,
  { findings }: Learnt,
): Promise<readonly ScopeFiles[]> {
  const root = destination.prefix === '' ? '' : `${destination.prefix}/`;
  const scopes = new Map<string, ScopeFiles>();
  for await (const page of destination.list(`${root}AWSLogs/`)) {
    for (const object of page) {
      const name = parseObjectName(object.slice(root.length));
      if (name === undefined) {
        findings.push({ kind: 'extra', object, text: `${object} was added: no trail names a file so.` });
        continue;
      }
      const key = `${name.account}/${name.region}`;
      const { account, region } = name;
      const scope: ScopeFiles = scopes.get(key) ?? { account, region, logs: [], chains: new Map() };
      scopes.set(key, scope);
      if (name.kind === 'log') scope.logs.push({ object, name });
      else addDigest(scope, { object, name });
    }
  }
  return [...scopes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, scope]) => scope);
}

function addDigest({ chains }: ScopeFiles, digest: NamedDigest): void {
  const { trail, homeRegion } = digest.name;
  const key = `${trail}/${homeRegion}`;
  const chain = chains.get(key) ?? [];
  chains.set(key, chain);
  // Names of one trail sort by time.
  chain.push(digest);
}
