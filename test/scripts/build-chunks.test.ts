/** The chunks of the start: few files for Node and for bundlers, which can drop of them, and one class whichever way it comes. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Part, writeChunks } from '../../scripts/build-chunks.ts';
import { runOrThrow } from '../../scripts/processes.ts';
import { listFiles, ROOT } from '../../scripts/sources.ts';

const PARTS: readonly Part[] = [
  { name: 'low', reachedBy: ['low/class.js', 'aside.js'] },
  { name: 'high', reachedBy: ['index.js'] },
];
const FILES: Readonly<Record<string, string>> = {
  'low/base.js': 'export class Base {}\n',
  'low/class.js': "import { Base } from './base.js';\nexport class Low extends Base {}\n",
  'high/make.js':
    "import { Low } from '../low/class.js';\nexport const make = () => new Low();\n" +
    "export const judge = async (one) => (await import('../late.js')).isLow(one);\n",
  'index.js': "export { judge, make } from './high/make.js';\nexport { Low } from './low/class.js';\n",
  'late.js': "import { Low } from './low/class.js';\nexport const isLow = (one) => one instanceof Low;\n",
  'aside.js': "import { Low } from './low/class.js';\nexport class Aside extends Low {}\n",
};
const PROGRAM = `import { judge, Low, make } from './dist/index.js';
import { Aside } from './dist/aside.js';
import { Low as Same } from './dist/low/class.js';
export const answers = Promise.all([Low === Same, new Aside() instanceof Low, judge(make()), judge(new Aside()), judge({})]);
`;

let folder: string;
let dist: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'strongroom-chunks-'));
  dist = join(folder, 'dist');
  const { imports } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { imports: object };
  const manifest = { type: 'module', sideEffects: false, imports };
  await writeAll(folder, { 'package.json': JSON.stringify(manifest), 'program.js': PROGRAM });
  await writeAll(dist, FILES);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function writeAll(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

async function textsOf(root: string): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const path of await listFiles('.', root)) texts.set(path, await readFile(join(root, path), 'utf8'));
  return texts;
}

describe('writeChunks', () => {
  it('puts what the start reaches into its parts, and leaves what comes late or by others as files', async () => {
    await writeChunks(dist, PARTS);
    const paths = [...(await textsOf(dist)).keys()];
    expect(paths.filter((path) => path.startsWith('chunks/parts/'))).toEqual([
      'chunks/parts/high.js',
      'chunks/parts/low.js',
    ]);
    const start = ['high/make.js', 'index.js', 'low/base.js', 'low/class.js'];
    const at = (where: string): readonly string[] => start.map((path) => `${where}/${path}`);
    const expected = [...Object.keys(FILES), ...at('chunks'), ...at('bundled')];
    expect(paths.filter((path) => !/^\w+\/parts\//.test(path))).toEqual(expected.sort());
  });

  it('parts, for bundlers, what reaches nothing late from what does', async () => {
    await writeChunks(dist, PARTS);
    const texts = await textsOf(dist);
    expect([...texts.keys()].filter((path) => path.startsWith('bundled/parts/'))).toEqual([
      'bundled/parts/high.js',
      'bundled/parts/plain.js',
    ]);
    expect(texts.get('bundled/parts/plain.js')).toContain('Low = class extends Base');
    expect(texts.get('bundled/parts/plain.js')).not.toContain('late.js');
    expect(texts.get('bundled/parts/high.js')).toContain('late.js');
  });

  it('parts, for bundlers, what late modules share from what the start alone takes', async () => {
    await writeAll(dist, {
      'late.js': "import { seldom } from './high/rows.js';\nexport const isLow = () => seldom;\n",
    });
    await writeAll(dist, {
      'high/rows.js': "export const seldom = async () => await import('../aside.js');\n",
      'index.js': "export { seldom } from './high/rows.js';\nexport { judge, make } from './high/make.js';\n",
    });
    await writeChunks(dist, PARTS);
    const texts = await textsOf(dist);
    expect(texts.get('bundled/parts/shared.js') ?? texts.get('bundled/high/rows.js')).toContain('aside.js');
    expect(texts.get('bundled/high/make.js')).not.toContain('aside.js');
  });

  it('lets a bundler drop what nobody uses, with what that imports late', async () => {
    await writeAll(dist, {
      'low/rows.js': "import { ROW } from './base.js';\nexport const ROWS = { ...ROW };\n",
    });
    await writeAll(dist, { 'low/base.js': 'export class Base {}\nexport const ROW = {};\n' });
    await writeAll(dist, { 'index.js': `${FILES['index.js']}export { ROWS } from './low/rows.js';\n` });
    await writeAll(folder, { 'program.js': "export { Low } from './dist/index.js';\n" });
    await writeChunks(dist, PARTS);
    const build = await rolldown({ input: join(folder, 'program.js'), cwd: folder, platform: 'browser' });
    const { output } = await build.generate({ format: 'esm' });
    await build.close();
    expect(output.map(({ fileName }) => fileName)).toEqual(['program.js']);
    expect(output[0].code).toContain('class extends Base');
    expect(output[0].code).not.toContain('ROW');
  });

  it('gives one class whichever way it comes, where Node runs', async () => {
    await writeChunks(dist, PARTS);
    const program = "import('./program.js').then(async ({ answers }) => console.log(await answers))";
    const answer = await runOrThrow(process.execPath, ['--input-type=module', '-e', program], {
      cwd: folder,
    });
    expect(answer.trim()).toBe('[ true, true, true, true, false ]');
  });

  it('gives one class whichever way it comes to a bundler for browsers, out of the parts for bundlers', async () => {
    await writeChunks(dist, PARTS);
    const build = await rolldown({ input: join(folder, 'program.js'), cwd: folder, platform: 'browser' });
    const { output } = await build.write({ dir: join(folder, 'bundle'), format: 'esm' });
    await build.close();
    const bundled = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
    expect(bundled.filter((id) => id.includes('/dist/chunks/'))).toEqual([]);
    expect(bundled.filter((id) => id.includes('/dist/bundled/parts/')).length).toBeGreaterThan(0);
    const entry = join(folder, 'bundle', output[0].fileName);
    const { answers } = (await import(entry)) as { readonly answers: Promise<readonly boolean[]> };
    expect(await answers).toEqual([true, true, true, true, false]);
  });

  it('gives the same files every time', async () => {
    await writeChunks(dist, PARTS);
    const first = await textsOf(dist);
    await rm(dist, { recursive: true });
    await writeAll(dist, FILES);
    await writeChunks(dist, PARTS);
    expect(await textsOf(dist)).toEqual(first);
  });

  it('refuses a module of the start that asks where it lies', async () => {
    await writeAll(dist, { 'high/make.js': 'export const make = () => import.meta.url;\n' });
    await writeAll(dist, { 'index.js': "export { make } from './high/make.js';\n" });
    await expect(writeChunks(dist, PARTS)).rejects.toThrow('high/make.js asks where it lies');
  });
});
