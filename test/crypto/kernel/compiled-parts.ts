/** Parts of the kernel that no module exports, compiled in memory so that tests can call them by themselves. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const ENTRY = 'assembly/parts-for-a-test.ts';

/** The functions that a test calls: numbers in, a number or nothing out. */
export type Parts<N extends string> = { readonly [K in N]: (...input: readonly number[]) => number } & {
  readonly memory: WebAssembly.Memory;
};

/**
 * An instance of some functions of assembly/.
 *
 * @param names The file, without its extension, and what is wanted of it.
 * @param pages The size of the memory, in pages of 64 KiB.
 */
export async function compiledParts<N extends string>(
  names: Readonly<Record<string, readonly N[]>>,
  pages: number,
): Promise<Parts<N>> {
  const exports = Object.entries(names).map(
    ([file, parts]) => `export { ${parts.join(', ')} } from './${file}';`,
  );
  let wasm: Uint8Array<ArrayBuffer> | undefined;
  const memory = ['--initialMemory', String(pages), '--maximumMemory', String(pages)];
  const args = [ENTRY, '--baseDir', ROOT, '--config', 'asconfig.json', '--outFile', 'parts.wasm', ...memory];
  const { error, stderr } = await asc.main(args, {
    readFile: (name, folder) => (name === ENTRY ? exports.join('\n') : readOrNull(join(folder, name))),
    writeFile: (name, contents) => {
      if (name.endsWith('.wasm')) wasm = Uint8Array.from(contents as Uint8Array);
    },
  });
  if (error !== null || wasm === undefined) throw new Error(stderr.toString());
  return new WebAssembly.Instance(new WebAssembly.Module(wasm), {}).exports as unknown as Parts<N>;
}

function readOrNull(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}
