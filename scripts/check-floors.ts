/**
 * The floors: which room may import which, as data, and the walk that finds what breaks it.
 *
 * A file imports its own room and lower floors; rooms on one floor do not see each other; no files import each other
 * in a circle; the machine (`node:`, `bun:`, `cloudflare:`) is met only in the host files named here; and nothing that
 * a browser may import leads to it. Type-only imports count, and so do re-exports, dynamic imports and imports in types.
 *
 *   node scripts/check-floors.ts   one line a breach: file, line, rule
 *
 * The table is docs/ARCHITECTURE.md in code: a new room is a new row in both.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import { ROOT, readSources, type Sources } from './sources.ts';
import { type Import, importsOf } from './syntax.ts';

/** A folder, or a single file, and the floor it stands on. */
export interface Room {
  readonly path: string;
  readonly floor: number;
}

/** What the house looks like. */
export interface FloorTable {
  readonly rooms: readonly Room[];
  /** The folders (with a slash at the end) and files that may meet the machine. */
  readonly hosts: readonly string[];
  /** Packages that run anywhere. */
  readonly portablePackages: readonly string[];
  /** Packages of one room alone, by its path: what is bundled into it. */
  readonly roomPackages?: Readonly<Record<string, readonly string[]>>;
  /** Files that import a module whose name is computed. */
  readonly computedImports?: readonly string[];
  /** Packages that need the machine: for the hosts only. */
  readonly hostPackages: readonly string[];
}

/** Something that breaks a rule. */
export interface Breach {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
}

export const FLOORS: FloorTable = {
  rooms: [
    { path: 'src/bytes/', floor: 0 },
    { path: 'src/crypto/', floor: 1 },
    { path: 'src/store/', floor: 1 },
    { path: 'src/iam/', floor: 1 },
    { path: 'src/keystore/', floor: 2 },
    { path: 'src/attestation/', floor: 2 },
    { path: 'src/envelope/', floor: 2 },
    { path: 'src/sigv4/', floor: 2 },
    { path: 'src/external/', floor: 2 },
    { path: 'src/journal/', floor: 3 },
    { path: 'src/kms/', floor: 3 },
    { path: 'src/operations/', floor: 4 },
    { path: 'src/aws/', floor: 5 },
    { path: 'src/audit/', floor: 5 },
    { path: 'src/metering/', floor: 5 },
    { path: 'src/index.ts', floor: 6 },
    // The programs stand on the composition root: they are the first to use what everybody else is offered.
    { path: 'src/node/', floor: 7 },
    { path: 'src/console/', floor: 7 },
  ],
  hosts: [
    'src/node/',
    'src/store/sqlite.ts',
    'src/crypto/host/node.ts',
    'src/crypto/host/node-keys.ts',
    'src/crypto/host/node-lattices.ts',
  ],
  portablePackages: ['@noble/curves', '@noble/hashes', '@noble/post-quantum'],
  roomPackages: { 'src/console/': ['preact'] },
  // In a clone of the sources it runs the bundler, which no package has.
  computedImports: ['src/node/console-files.ts'],
  hostPackages: ['prom-client', 'yaml', '@aws-sdk/client-s3'],
};

/** The subpaths of the package that need a machine below them; every other one is for browsers too. */
const HOST_SUBPATHS = /^\.\/(node(\/worker-threads|\/pkcs11)?|store\/sqlite|crypto\/host\/node(-[a-z]+)?)$/;
const MACHINE = /^(node|bun|cloudflare):/;

/** The imports of a file that lead to other files of the tree, and those that leave it. */
interface Edges {
  readonly inner: readonly { readonly to: string; readonly line: number }[];
  readonly outer: readonly Import[];
}

type Graph = ReadonlyMap<string, Edges>;

/**
 * Every breach of the table by some files.
 *
 * @param sources TypeScript by path.
 * @param table The house.
 * @param subpaths The `exports` of package.json, as they are; none when absent.
 */
export function findBreaches(sources: Sources, table: FloorTable, subpaths: object = {}): readonly Breach[] {
  const graph = graphOf(sources);
  const breaches: Breach[] = [];
  for (const [file, edges] of graph) {
    breaches.push(...roomBreaches(file, edges, graph, table), ...machineBreaches(file, edges, table));
  }
  breaches.push(...cycleBreaches(graph), ...exportBreaches(graph, table, subpaths));
  return breaches;
}

function graphOf(sources: Sources): Graph {
  const graph = new Map<string, Edges>();
  for (const [file, text] of sources) {
    const imports = importsOf(file, text);
    const inner = imports
      .filter(({ specifier }) => specifier.startsWith('.'))
      .map(({ specifier, line }) => ({ to: posix.join(posix.dirname(file), specifier), line }));
    graph.set(file, { inner, outer: imports.filter(({ specifier }) => !specifier.startsWith('.')) });
  }
  return graph;
}

function roomBreaches(file: string, edges: Edges, graph: Graph, table: FloorTable): Breach[] {
  const room = roomOf(file, table);
  if (room === undefined) return [{ file, line: 1, rule: 'stands in no room of the table' }];
  const breaches: Breach[] = [];
  for (const { to, line } of edges.inner) {
    const rule = graph.has(to) ? stepRule(room, roomOf(to, table)) : 'there is no such file';
    if (rule !== undefined) breaches.push({ file, line, rule: `imports ${to}: ${rule}` });
  }
  return breaches;
}

function stepRule(from: Room, to: Room | undefined): string | undefined {
  if (to === undefined) return 'it stands in no room';
  if (to.path === from.path || to.floor < from.floor) return undefined;
  if (to.floor === from.floor)
    return `${from.path} and ${to.path} share floor ${to.floor} and do not see each other`;
  return `climbs from floor ${from.floor} to floor ${to.floor}`;
}

function machineBreaches(file: string, edges: Edges, table: FloorTable): Breach[] {
  const isHost = isWithin(file, table.hosts);
  const breaches: Breach[] = [];
  for (const { specifier, line } of edges.outer) {
    const rule = isOfRoom(file, specifier, table) ? undefined : packageRule(specifier, isHost, table);
    if (rule !== undefined) breaches.push({ file, line, rule: `imports ${specifier}: ${rule}` });
  }
  return breaches;
}

function isOfRoom(
  file: string,
  specifier: string,
  { roomPackages = {}, computedImports = [] }: FloorTable,
): boolean {
  if (specifier === '*') return computedImports.includes(file);
  return Object.entries(roomPackages).some(
    ([path, packages]) => file.startsWith(path) && packages.includes(packageOf(specifier)),
  );
}

function packageRule(specifier: string, isHost: boolean, table: FloorTable): string | undefined {
  if (needsMachine(specifier, table)) return isHost ? undefined : 'only host files meet the machine';
  if (table.portablePackages.includes(packageOf(specifier))) return undefined;
  return 'neither a file of the tree nor a package of the table';
}

function needsMachine(specifier: string, table: FloorTable): boolean {
  return MACHINE.test(specifier) || isBuiltin(specifier) || table.hostPackages.includes(packageOf(specifier));
}

/** Three colours: a file is new, on the path walked now, or done; an import of one on the path closes a cycle. */
function cycleBreaches(graph: Graph): Breach[] {
  const breaches: Breach[] = [];
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): void => {
    for (const { to, line } of graph.get(file)?.inner ?? []) {
      const at = path.indexOf(to);
      if (at >= 0)
        breaches.push({ file, line, rule: `closes a cycle: ${[...path.slice(at), to].join(' -> ')}` });
      else if (graph.has(to) && !done.has(to)) walk(to, [...path, to]);
    }
    done.add(file);
  };
  for (const file of graph.keys()) if (!done.has(file)) walk(file, [file]);
  return breaches;
}

function exportBreaches(graph: Graph, table: FloorTable, subpaths: object): Breach[] {
  const breaches: Breach[] = [];
  for (const [subpath, file] of portableEntries(graph, subpaths)) {
    const trail = trailToMachine(file, graph, table);
    if (trail !== undefined) {
      const rule = `exports ${subpath} to browsers, and it leads to the machine: ${trail.join(' -> ')}`;
      breaches.push({ file: 'package.json', line: 1, rule });
    }
  }
  return breaches;
}

/** Subpath and source file of every export that is not the hosts'; a pattern stands for each file it matches. */
function* portableEntries(graph: Graph, subpaths: object): Iterable<readonly [string, string]> {
  for (const [subpath, target] of Object.entries(subpaths)) {
    const source = sourceOf(target);
    if (source === undefined) continue;
    const [head = '', tail] = source.split('*');
    for (const file of graph.keys()) {
      const fits = tail === undefined ? file === source : file.startsWith(head) && file.endsWith(tail);
      const star = tail === undefined ? '' : file.slice(head.length, file.length - tail.length);
      const name = subpath.replace('*', star);
      if (fits && !HOST_SUBPATHS.test(name)) yield [name, file];
    }
  }
}

/** The file of src/ from which an export's target is built: `dist` and `.js` become `src` and `.ts`. */
export function sourceOf(target: unknown): string | undefined {
  const path = typeof target === 'string' ? target : (target as { readonly default?: unknown })?.default;
  if (typeof path !== 'string') return undefined;
  return /^\.\/dist\/.*\.js$/.test(path)
    ? path.replace('./dist/', 'src/').replace(/\.js$/, '.ts')
    : undefined;
}

/** The shortest way from a file to the machine, by names; breadth first. */
function trailToMachine(start: string, graph: Graph, table: FloorTable): readonly string[] | undefined {
  const seen = new Set([start]);
  const queue: (readonly string[])[] = [[start]];
  for (const trail of queue) {
    const edges = graph.get(trail.at(-1) ?? '');
    const machine = edges?.outer.find(({ specifier }) => needsMachine(specifier, table));
    if (machine !== undefined) return [...trail, machine.specifier];
    for (const { to } of edges?.inner ?? []) {
      if (!seen.has(to)) queue.push([...trail, to]);
      seen.add(to);
    }
  }
  return undefined;
}

function roomOf(file: string, table: FloorTable): Room | undefined {
  return table.rooms.find(({ path }) => isWithin(file, [path]));
}

function isWithin(file: string, paths: readonly string[]): boolean {
  return paths.some((path) => (path.endsWith('/') ? file.startsWith(path) : file === path));
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The tree as it stands against the table. */
export async function checkFloors(): Promise<readonly string[]> {
  const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { exports: object };
  const breaches = findBreaches(await readSources(['src']), FLOORS, manifest.exports);
  return breaches.map(({ file, line, rule }) => `${file}:${line}: ${rule}`);
}

if (import.meta.main) {
  const breaches = await checkFloors();
  for (const breach of breaches) console.error(breach);
  process.exitCode = breaches.length === 0 ? 0 : 1;
}
