/**
 * Runs the examples of the documentation: each `@example` of a doc comment in src/, and each fence of README.md and
 * docs/ that opens with ```ts run.
 *
 *   node scripts/run-examples.ts [path ...]   all of them, or those of some files; one line for each that fails
 *
 * An example is a module of its own. In a doc comment, a name that it uses and does not declare is imported from the
 * file that it documents, else from that file's room, else from the one file of src/ that exports it;
 * `strongroom/…` means the sources. Where a line ends in a comment that is a literal, the value of its
 * expression must be that:
 *
 *   toHex(bytes); // '00ff'             a string, number, bigint, boolean, null or undefined
 *   fromHex('0001'); // 0, 1            the bytes of an array
 *   fromHex('0'); // throws RangeError  the name of the error
 *
 * Any other comment is prose, and the line must only not throw.
 *
 * @module
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import type { ESTree } from 'rolldown/utils';
import { sourcesBehind } from './check-exports.ts';
import { listFiles, ROOT, readSources, type Sources } from './sources.ts';
import { docCommentsOf, parse } from './syntax.ts';

/** Some code to run, and where it stands. */
export interface Example {
  readonly path: string;
  readonly line: number;
  readonly code: string;
}

const FOLDER = 'build/examples';
const TIMEOUT_MS = 30_000;
const LITERAL = /^('[^']*'|-?\d+(\.\d+)?n?|true|false|null|undefined)$/;
const BYTES = /^\d+(, \d+)*$/;
const THROWS = /^throws (\w+)$/;

/** The examples in the doc comments of a TypeScript file. */
export function examplesOf(path: string, text: string): readonly Example[] {
  return docCommentsOf(path, text).flatMap(({ text: comment, line }) => {
    const [before = '', ...blocks] = comment.split(/^@example[ \t]*$/m);
    let at = line + before.split('\n').length - 1;
    return blocks.map((block) => {
      const example = { path, line: at + 1, code: block.split(/^@\w+/m)[0]?.trim() ?? '' };
      at += block.split('\n').length - 1;
      return example;
    });
  });
}

/** The fences of a Markdown page that say they run. */
export function fencesOf(path: string, text: string): readonly Example[] {
  return [...text.matchAll(/^```ts run\n([\s\S]*?)^```/gm)].map((fence) => ({
    path,
    line: text.slice(0, fence.index).split('\n').length + 1,
    code: fence[1] ?? '',
  }));
}

/** The names that a module exports as values. */
function exportedValues(path: string, text: string): readonly string[] {
  return parse(path, text).module.staticExports.flatMap(({ entries }) =>
    entries
      .filter(({ isType, exportName }) => !isType && exportName.kind === 'Name')
      .map(({ exportName }) => exportName.name ?? ''),
  );
}

/** The example with its comments turned into checks. */
export function instrument(code: string): string {
  const { program, comments } = parse('example.ts', code);
  const edits: { readonly at: number; readonly end: number; readonly text: string }[] = [];
  for (const statement of program.body) {
    const comment = comments.find(({ start, type }) => {
      return type === 'Line' && start >= statement.end && !code.slice(statement.end, start).includes('\n');
    });
    const checked = comment === undefined ? undefined : checkOf(statement, comment.value.trim(), code);
    if (checked !== undefined) edits.push({ at: statement.start, end: statement.end, text: checked });
  }
  return edits.reduceRight((text, { at, end, text: by }) => text.slice(0, at) + by + text.slice(end), code);
}

function checkOf(statement: ESTree.Statement, claim: string, code: string): string | undefined {
  const expression = expressionOf(statement, code);
  if (expression === undefined) return undefined;
  const error = THROWS.exec(claim)?.[1];
  if (error !== undefined) return `await __throws(async () => (${expression}), '${error}');`;
  const expected = LITERAL.test(claim) ? claim : BYTES.test(claim) ? `[${claim}]` : undefined;
  if (expected === undefined) return undefined;
  const source = code.slice(statement.start, statement.end);
  if (statement.type === 'ExpressionStatement') return `__equals(${expression}, ${expected});`;
  return `${source} __equals(${expression}, ${expected});`;
}

/** What a line's comment speaks of: an expression by itself, or the one name that the line declares. */
function expressionOf(statement: ESTree.Statement, code: string): string | undefined {
  if (statement.type === 'ExpressionStatement') {
    return code.slice(statement.expression.start, statement.expression.end);
  }
  if (statement.type !== 'VariableDeclaration' || statement.declarations.length !== 1) return undefined;
  const id = statement.declarations[0]?.id;
  return id?.type === 'Identifier' ? id.name : undefined;
}

/** What an example may lean on: the doors of the package, and who exports which value. */
interface Scope {
  readonly sources: Sources;
  readonly subpaths: Readonly<Record<string, unknown>>;
  /** Paths by exported name. */
  readonly exporters: ReadonlyMap<string, readonly string[]>;
}

async function readScope(): Promise<Scope> {
  const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { exports: object };
  // What has markup in it Node does not run.
  const sources = new Map([...(await readSources(['src']))].filter(([path]) => path.endsWith('.ts')));
  const exporters = new Map<string, string[]>();
  for (const [path, text] of sources) {
    for (const name of exportedValues(path, text))
      exporters.set(name, [...(exporters.get(name) ?? []), path]);
  }
  return { sources, subpaths: { ...manifest.exports }, exporters };
}

/** The module that runs an example. */
function moduleFor(example: Example, scope: Scope): string {
  const files = [...scope.sources.keys()];
  const code = example.code.replace(
    /(['"])strongroom((?:\/[\w.-]+)*)\1/g,
    (mention, _quote, rest: string) => {
      const [source] = sourcesBehind(`.${rest}`, scope.subpaths, files);
      return source === undefined ? mention : `'${urlOf(source)}'`;
    },
  );
  const lines = [`import { __equals, __throws } from '${urlOf('scripts/example-checks.ts')}';`];
  if (example.path.startsWith('src/')) lines.push(...importsFor(example.path, code, scope));
  return [...lines, instrument(code), ''].join('\n');
}

/** Imports for the names that the code uses and does not declare, nearest exporter first: file, room, house. */
function importsFor(path: string, code: string, { exporters }: Scope): readonly string[] {
  const declared = declaredNames(code);
  const room = posix.dirname(path);
  const imports: string[] = [];
  for (const name of new Set(code.match(/[A-Za-z_$][\w$]*/g))) {
    const paths = exporters.get(name) ?? [];
    const near = paths.filter((other) => posix.dirname(other) === room);
    const from = [paths.filter((other) => other === path), near, paths].find(
      ({ length }) => length === 1,
    )?.[0];
    if (from !== undefined && !declared.has(name)) imports.push(`import { ${name} } from '${urlOf(from)}';`);
  }
  return imports;
}

function declaredNames(code: string): ReadonlySet<string> {
  const names: string[] = [];
  for (const statement of parse('example.ts', code).program.body) {
    if (statement.type === 'ImportDeclaration')
      names.push(...statement.specifiers.map(({ local }) => local.name));
    if (statement.type === 'VariableDeclaration')
      names.push(...statement.declarations.flatMap(({ id }) => boundIn(id)));
    if (statement.type === 'FunctionDeclaration' && statement.id) names.push(statement.id.name);
  }
  return new Set(names);
}

/** The names that a pattern binds: one, or those inside braces and brackets. */
function boundIn(pattern: ESTree.BindingPattern): readonly string[] {
  if (pattern.type === 'Identifier') return [pattern.name];
  if (pattern.type === 'AssignmentPattern') return boundIn(pattern.left);
  if (pattern.type === 'ArrayPattern') {
    return pattern.elements.flatMap((element) =>
      element === null ? [] : boundIn(element.type === 'RestElement' ? element.argument : element),
    );
  }
  if (pattern.type !== 'ObjectPattern') return [];
  return pattern.properties.flatMap((property) =>
    boundIn(property.type === 'RestElement' ? property.argument : property.value),
  );
}

function urlOf(path: string): string {
  return pathToFileURL(join(ROOT, path)).href;
}

/** Every example of the tree, or of the files given. */
export async function collectExamples(only: readonly string[] = []): Promise<readonly Example[]> {
  const examples: Example[] = [];
  for (const [path, text] of await readSources(['src'])) examples.push(...examplesOf(path, text));
  const pages = (await listFiles('docs')).filter((path) => path.endsWith('.md'));
  for (const path of ['README.md', ...pages]) {
    examples.push(...fencesOf(path, await readFile(join(ROOT, path), 'utf8').catch(() => '')));
  }
  return examples.filter(({ path }) => only.length === 0 || only.some((part) => path.startsWith(part)));
}

/** Runs examples one after another. @returns One line for each that fails. */
export async function runExamples(examples: readonly Example[]): Promise<readonly string[]> {
  const scope = await readScope();
  await mkdir(join(ROOT, FOLDER), { recursive: true });
  const folder = await mkdtemp(join(ROOT, FOLDER, 'run-'));
  const complaints: string[] = [];
  for (const [index, example] of examples.entries()) {
    try {
      const path = join(folder, `${index}.ts`);
      await writeFile(path, moduleFor(example, scope));
      await withinTime(import(pathToFileURL(path).href));
    } catch (error) {
      const message = error instanceof Error ? `${error.name}: ${error.message}` : inspect(error);
      complaints.push(`${example.path}:${example.line}: ${message}`);
    }
  }
  await rm(folder, { recursive: true, force: true });
  return complaints;
}

function withinTime(work: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`did not end within ${TIMEOUT_MS / 1000} s`)), TIMEOUT_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

if (import.meta.main) {
  const examples = await collectExamples(process.argv.slice(2));
  const complaints = await runExamples(examples);
  for (const complaint of complaints) console.error(complaint);
  console.log(`${examples.length} examples, ${examples.length - complaints.length} ran as they say`);
  process.exit(complaints.length === 0 ? 0 : 1);
}
