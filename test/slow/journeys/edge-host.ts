/**
 * A process that runs the bundle of examples/edge in workerd until it is killed, and prints where. Arguments: the folder
 * of the bundle, and the one in which the Durable Object keeps its storage.
 *
 * @module
 */
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PRINCIPALS } from '../../aws/door.ts';
import { HERE as RUNTIMES } from '../../runtimes/install.ts';

const [made = '', data] = process.argv.slice(2);
const path = createRequire(join(RUNTIMES, 'package.json')).resolve('miniflare');
const { Miniflare } = (await import(pathToFileURL(path).href)) as {
  Miniflare: new (options: object) => { readonly ready: Promise<URL> };
};
const contentsOf = async (type: string, name: string): Promise<object> => {
  return { type, path: name, contents: await readFile(join(made, name)) };
};
const wasm = (await readdir(made)).filter((name) => name.endsWith('.wasm'));
const worker = new Miniflare({
  modules: await Promise.all([
    contentsOf('ESModule', 'worker.js'),
    ...wasm.map((name) => contentsOf('CompiledWasm', name)),
  ]),
  compatibilityDate: '2026-07-01',
  host: '127.0.0.1',
  durableObjects: { KEYS: { className: 'KeyService', useSQLite: true } },
  durableObjectsPersist: data,
  bindings: { ROOT_KEY: '07'.repeat(32), PRINCIPALS: JSON.stringify(PRINCIPALS) },
});
console.log((await worker.ready).origin);
