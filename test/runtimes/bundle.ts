/**
 * The bundle that every runtime gets: suite.ts and all of the portable sources that it reaches, once, as one module.
 *
 * It is bundled as for a browser, and whatever the bundler would warn of is an error: a source that reached the machine
 * fails here. Only the cases' own assertions are exchanged.
 *
 * @module
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { AES_KERNEL } from '../../src/crypto/kernel/aes-bytes.ts';
import { unpackKernel } from '../../src/crypto/kernel/loader.ts';
import { HERE } from './install.ts';

/** The entry of hosts with a command line: the origin is the argument, the answer is the last line. */
const COMMAND = `import { runSuite } from './suite.js';
console.log(JSON.stringify(await runSuite(globalThis.process.argv[2])));
`;

/** The entry of workerd, which takes a module that was compiled beforehand and compiles none. */
const WORKER = `import kernel from './kernel.wasm';
import { runSuite } from './suite.js';
export default {
  fetch(request) {
    const { searchParams } = new URL(request.url);
    const work = runSuite(searchParams.get('origin'), kernel);
    const { readable, writable } = new TransformStream();
    const writer = writable.getWriter();
    const encoder = new TextEncoder();
    const beat = setInterval(() => writer.write(encoder.encode(' ')), 5000);
    work
      .then((runs) => JSON.stringify(runs), (error) => JSON.stringify({ error: String(error.stack ?? error) }))
      .then((text) => {
        clearInterval(beat);
        return writer.write(encoder.encode(text)).then(() => writer.close());
      });
    return new Response(readable);
  },
};
`;

/** Names that Node, Deno and Bun have and browsers do not; a bundler lets them pass. */
const NODE_GLOBALS = /(?<![.\w#])(Buffer\.|process\.|global\.|require\(|setImmediate\()/;

function refuseNode(code: string): void {
  const line = code.split('\n').find((text) => NODE_GLOBALS.test(text) && !/^\s*(\/\/|\*|\/\*)/.test(text));
  if (line !== undefined) throw new Error(`the bundle leans on Node: ${line.trim()}`);
}

/**
 * Writes suite.js, command.js, worker.js and kernel.wasm into a folder.
 *
 * @param input The suite: a module with `runSuite(origin, module)`; this folder's own when absent.
 * @returns The bundle's length in characters.
 */
export async function bundleSuite(folder: string, input: string = join(HERE, 'suite.ts')): Promise<number> {
  await mkdir(folder, { recursive: true });
  const build = await rolldown({
    input,
    platform: 'browser',
    logLevel: 'warn',
    resolve: { alias: { 'node:assert': join(HERE, 'assert.ts') } },
    onLog: (_level, log) => {
      throw new Error(`the bundle: ${log.message}`);
    },
  });
  const { output } = await build.write({
    file: join(folder, 'suite.js'),
    format: 'esm',
    codeSplitting: false,
  });
  await build.close();
  refuseNode(output[0].code);
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'command.js'), COMMAND);
  await writeFile(join(folder, 'worker.js'), WORKER);
  await writeFile(join(folder, 'kernel.wasm'), unpackKernel(AES_KERNEL));
  return output[0].code.length;
}
