/**
 * What an application's users download: entries of the package, bundled and minified as applications do it, in gzip.
 *
 * Counted are the entry, every chunk that it imports at once, and every chunk that was loaded by the time the work of the
 * case was done: the bundle is run, and its chunks say that they are there. A chunk that comes later (key pairs, attestation
 * documents, passphrases, principals, custom key stores, importing, and the portable primitives where the kernel
 * serves) is not counted; the last test says what everything together weighs. 1 kB is 1000 bytes.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type OutputChunk, type Plugin, rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/sources.ts';
import { AES_KERNEL } from '../../src/crypto/kernel/aes-bytes.ts';
import { INTEGRITY_KERNEL } from '../../src/crypto/kernel/integrity-bytes.ts';
import { unpackKernel } from '../../src/crypto/kernel/loader.ts';
import type * as strongroom from '../../src/index.ts';

const ENTRY = 'virtual:entry';
const LOADED = Symbol.for('strongroom.test.loaded');
const loaded: string[] = [];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'strongroom-size-'));
  Object.assign(globalThis, { [LOADED]: loaded });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const gzipped = (code: string | Uint8Array): number => gzipSync(code, { level: 9 }).length;
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Bundles some code of an application as for a browser. Whatever the bundler would warn of is an error. */
async function bundle(name: string, code: string, plugins: readonly Plugin[] = []): Promise<OutputChunk[]> {
  const build = await rolldown({
    input: ENTRY,
    cwd: ROOT,
    platform: 'browser',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === ENTRY ? id : undefined),
        load: (id) => (id === ENTRY ? code.replaceAll('src/', `${ROOT}/src/`) : undefined),
      },
      ...plugins,
    ],
    onLog: (_level, log) => {
      throw new Error(`the bundle: ${log.message}`);
    },
  });
  const { output } = await build.write({ dir: join(folder, name), format: 'esm', minify: true });
  await build.close();
  return output.filter((file) => file.type === 'chunk');
}

/** Puts a line before every chunk that says that it is there. */
const telling: Plugin = {
  name: 'telling',
  renderChunk: (code, { fileName }) =>
    `globalThis[Symbol.for('strongroom.test.loaded')]?.push('${fileName}');${code}`,
};

/** The bundled code without that line, in gzip. */
const weightOf = ({ code, fileName }: OutputChunk): number =>
  gzipped(code.replace(new RegExp(`^.*?push\\(.${fileName}.\\)[;,]?`), ''));

describe('an application downloads', () => {
  it('at most 6 kB for portable AES-GCM', async () => {
    const [chunk, ...others] = await bundle('portable', "export * from 'src/crypto/aes-gcm.ts';");
    expect(others).toEqual([]);
    expect(gzipped(chunk?.code ?? '')).toBeLessThanOrEqual(6000);
  });

  it('at most 14 kB for AES-GCM in the kernel with its loader, where modules are carried as text', async () => {
    const [chunk] = await bundle('kernel', "export { createAesGcmKey } from 'src/crypto/kernel/shared.ts';");
    expect(gzipped(chunk?.code ?? '')).toBeLessThanOrEqual(14_000);
  });

  it('at most 14 kB for the same, where modules are files of their own', async () => {
    const files: Plugin = {
      name: 'files',
      load: (id) => {
        const [, name] = /(aes|integrity)-bytes\.ts$/.exec(id) ?? [];
        return name && `export { default as ${name.toUpperCase()}_KERNEL } from './${name}.wasm';`;
      },
      resolveId: (id) => (id.endsWith('.wasm') ? { id, external: true } : undefined),
    };
    const code = "export { createAesGcmKey } from 'src/crypto/kernel/shared.ts';";
    const [chunk] = await bundle('files', code, [files]);
    expect([...(chunk?.imports ?? [])].sort()).toEqual(['./aes.wasm', './integrity.wasm']);
    const modules = [unpackKernel(AES_KERNEL), Buffer.from(INTEGRITY_KERNEL.base64, 'base64')].map(gzipped);
    expect(gzipped(chunk?.code ?? '') + sum(modules)).toBeLessThanOrEqual(14_000);
  });

  it('at most 4 kB for the store in IndexedDB with its copy', async () => {
    const [chunk, ...others] = await bundle('indexeddb', "export * from 'src/store/indexeddb.ts';");
    expect(others).toEqual([]);
    expect(gzipped(chunk?.code ?? '')).toBeLessThanOrEqual(4000);
  });

  it('at most 120 kB for the whole service, until it has made a key, encrypted and decrypted', async () => {
    const chunks = await bundle('service', "export * from 'src/index.ts';", [telling]);
    const entry = chunks.find(({ isEntry }) => isEntry);
    const path = join(folder, 'service', entry?.fileName ?? '');
    const { createKms } = (await import(pathToFileURL(path).href)) as typeof strongroom;
    const kms = await createKms();
    const { KeyMetadata } = await kms.createKey({});
    const Plaintext = new Uint8Array([1, 2, 3]);
    const { CiphertextBlob } = await kms.encrypt({ KeyId: KeyMetadata.KeyId, Plaintext });
    expect([...((await kms.decrypt({ CiphertextBlob })).Plaintext ?? [])]).toEqual([1, 2, 3]);
    const needed = chunks.filter(({ fileName }) => loaded.includes(fileName));
    expect(needed.length).toBeLessThan(chunks.length);
    expect(sum(needed.map(weightOf))).toBeLessThanOrEqual(120_000);
    expect(sum(chunks.map(weightOf))).toBeLessThanOrEqual(260_000);
    for (const { imports } of chunks) expect(imports.filter((name) => name.startsWith('node:'))).toEqual([]);
  });
});
