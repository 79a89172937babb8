/**
 * Applications written against the packed package from its README alone: bundled by Vite, esbuild and wrangler, and run
 * in Chromium, Firefox and workerd; servers in Deno and Bun; the service at the edge.
 *
 * Bundlers come from clients/package-lock.json, runtimes from test/runtimes; what cannot be had is skipped with its reason.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as sdk from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runOrThrow } from '../../../scripts/processes.ts';
import { ROOT } from '../../../scripts/sources.ts';
import { temporaryFolder } from '../../node/process.ts';
import { installHosts, HERE as RUNTIMES } from '../../runtimes/install.ts';
import { installPackage, packPackage } from '../../scripts/packed-package.ts';
import { type BrowserName, launch, programOf, serveFolder, titleOf } from './browser.ts';

const CLIENTS = fileURLToPath(new URL('clients', import.meta.url));
const folder = temporaryFolder();
const consumer = join(folder, 'consumer');
const missing = (await installHosts()) ?? (await installHosts(CLIENTS));
if (missing !== undefined) console.log(`skipped: ${missing}`);
const MINUTES = 60_000;

const WORK = `import { createKms } from 'strongroom';

export async function work() {
  const kms = await createKms();
  const { KeyMetadata } = await kms.createKey({ Description: 'my first key' });
  const Plaintext = new TextEncoder().encode('attack at dawn');
  const { CiphertextBlob } = await kms.encrypt({ KeyId: KeyMetadata.KeyId, Plaintext });
  const opened = await kms.decrypt({ CiphertextBlob });
  const pair = await kms.createKey({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
  const signing = { KeyId: pair.KeyMetadata.KeyId, Message: Plaintext, SigningAlgorithm: 'ECDSA_SHA_256' };
  const { Signature } = await kms.sign(signing);
  const { SignatureValid } = await kms.verify({ ...signing, Signature });
  return new TextDecoder().decode(opened.Plaintext) + ', ' + SignatureValid;
}
`;
const PAGE = `import { work } from './work.js';
document.title = await work().catch((error) => String(error.stack ?? error));
`;
const HTML = `<!doctype html><meta charset="utf-8"><title>…</title><script type="module" src="./main.js"></script>`;
const WORKER = `import { createDefaultEngine } from 'strongroom/crypto/default-engine';
import { work } from './work.js';
export default {
  async fetch() {
    const { primitives, withoutKernel } = createDefaultEngine().describe();
    return Response.json({ said: await work(), withoutKernel, engines: primitives.map(({ engine }) => engine) });
  },
};
`;
const SAID = 'attack at dawn, true';

/** The parts of Miniflare that are used. */
interface Miniflare {
  dispatchFetch(url: string): Promise<{ json(): Promise<unknown> }>;
  dispose(): Promise<void>;
}

async function miniflareOf(options: object): Promise<Miniflare> {
  const path = createRequire(join(RUNTIMES, 'package.json')).resolve('miniflare');
  const { Miniflare: Made } = (await import(pathToFileURL(path).href)) as {
    Miniflare: new (options: object) => Miniflare;
  };
  return new Made({ compatibilityDate: '2026-07-01', host: '127.0.0.1', ...options });
}

/** A bundle as workerd takes it: its JavaScript first, then the modules that it imports. */
async function modulesIn(made: string, main: string): Promise<object[]> {
  const wasm = (await readdir(made)).filter((name) => name.endsWith('.wasm'));
  const load = async (type: string, path: string): Promise<object> => {
    return { type, path, contents: await readFile(join(made, path)) };
  };
  return await Promise.all([load('ESModule', main), ...wasm.map((name) => load('CompiledWasm', name))]);
}

const bin = (name: string): string => join(CLIENTS, 'node_modules/.bin', name);

describe.skipIf(missing !== undefined)('the packed package', () => {
  beforeAll(async () => {
    const tree = join(folder, 'tree');
    await packPackage(tree);
    await installPackage(tree, consumer);
    await mkdir(join(consumer, 'app'), { recursive: true });
    const files = { 'work.js': WORK, 'main.js': PAGE, 'index.html': HTML, 'worker.js': WORKER };
    for (const [name, text] of Object.entries(files)) await writeFile(join(consumer, 'app', name), text);
    await writeFile(join(consumer, 'package.json'), '{ "type": "module", "private": true }');
  }, 5 * MINUTES);

  describe.each<BrowserName>(['chromium', 'firefox'])('in %s', (browser) => {
    const here = programOf(browser) !== undefined;
    const titleIn = async (made: string): Promise<string> => {
      const [server, launched] = [await serveFolder(made), await launch(browser)];
      try {
        return await titleOf(await launched.newPage(), server.origin);
      } finally {
        await launched.close();
        server.close();
      }
    };

    it.skipIf(!here)('encrypts and signs as Vite bundles it', async () => {
      const out = join(folder, `vite-${browser}`);
      const args = ['build', '--outDir', out, '--target', 'es2022', '--base', './', '--logLevel', 'warn'];
      await runOrThrow(bin('vite'), args, { cwd: join(consumer, 'app') });
      expect(await titleIn(out)).toBe(SAID);
    });

    it.skipIf(!here)('encrypts and signs as esbuild bundles it, in one file', async () => {
      const out = join(folder, `esbuild-${browser}`);
      const args = ['main.js', '--bundle', '--minify', '--format=esm', `--outfile=${join(out, 'main.js')}`];
      await runOrThrow(bin('esbuild'), args, { cwd: join(consumer, 'app') });
      await writeFile(join(out, 'index.html'), HTML);
      expect(await titleIn(out)).toBe(SAID);
    });
  });

  describe('in workerd', () => {
    const runWorker = async (...flags: string[]): Promise<object> => {
      const out = join(folder, `worker-${flags.length}`);
      const args = [
        'worker.js',
        '--bundle',
        '--format=esm',
        '--loader:.wasm=copy',
        `--outfile=${out}/worker.js`,
      ];
      await runOrThrow(bin('esbuild'), [...args, ...flags], { cwd: join(consumer, 'app') });
      const worker = await miniflareOf({ modules: await modulesIn(out, 'worker.js') });
      try {
        return (await (await worker.dispatchFetch('http://localhost/')).json()) as object;
      } finally {
        await worker.dispose();
      }
    };

    it('runs the kernel as imported modules when it is bundled with the condition workerd', async () => {
      const answer = await runWorker('--conditions=workerd');
      expect(answer).toMatchObject({ said: SAID, engines: expect.arrayContaining(['kernel']) });
      expect(answer).not.toHaveProperty('withoutKernel');
    });

    it('runs the portable engine without the condition, and says why', async () => {
      expect(await runWorker()).toMatchObject({
        said: SAID,
        withoutKernel: expect.stringMatching(/^this host does not run the kernel: .*Wasm code generation/),
        engines: expect.not.arrayContaining(['kernel']),
      });
    });
  });

  describe('as a server', () => {
    const running: ChildProcess[] = [];
    afterAll(() => {
      for (const child of running) killGroup(child);
    });

    /** A process of a group of its own, and the first URL that it prints. */
    const startHost = async (program: string, args: readonly string[], cwd: string): Promise<Host> => {
      const env = { ...process.env, STRONGROOM_PASSPHRASE: 'correct horse battery staple', NO_COLOR: '1' };
      const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
      running.push(child);
      const url = await new Promise<string>((resolve, reject) => {
        let said = '';
        const hear = (text: Buffer): void => {
          said += text.toString();
          const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
          if (found !== undefined) resolve(found);
        };
        child.stdout.on('data', hear);
        child.stderr.on('data', hear);
        child.on('exit', () => reject(new Error(`it ended: ${said}`)));
      });
      return { child, url };
    };

    const clientOf = (endpoint: string, accessKeyId = 'any', secretAccessKey = 'any'): sdk.KMSClient =>
      new sdk.KMSClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey } });

    /** Encrypts, kills the host, starts it again and decrypts. */
    const survive = async (start: () => Promise<Host>, ...credentials: string[]): Promise<void> => {
      const first = await start();
      const before = clientOf(first.url, ...credentials);
      const { KeyMetadata } = await before.send(new sdk.CreateKeyCommand({}));
      const Plaintext = new Uint8Array([1, 2, 3]);
      const { CiphertextBlob } = await before.send(
        new sdk.EncryptCommand({ KeyId: KeyMetadata?.KeyId, Plaintext }),
      );
      const gone = new Promise((resolve) => first.child.once('exit', resolve));
      killGroup(first.child);
      await gone;
      const second = await start();
      const opened = await clientOf(second.url, ...credentials).send(
        new sdk.DecryptCommand({ CiphertextBlob }),
      );
      expect([...(opened.Plaintext ?? [])]).toEqual([1, 2, 3]);
      killGroup(second.child);
    };

    it.each([
      ['Deno', 'deno', ['run', '-A', '--no-prompt', 'deno-server.ts', '0'], 'deno-server.ts'],
      ['Bun', 'bun', ['bun-server.ts', '0'], 'bun-server.ts'],
    ])('keeps its keys in %s through kill -9', async (_, program, args, example) => {
      const place = join(consumer, program);
      await mkdir(place);
      await cp(join(ROOT, 'examples', example), join(place, example));
      await survive(() => startHost(join(RUNTIMES, 'node_modules/.bin', program), args, place));
    });

    it('keeps its keys in a Durable Object through kill -9, and knows its callers', async () => {
      const place = join(consumer, 'edge');
      await cp(join(ROOT, 'examples/edge'), place, { recursive: true });
      const env = { ...process.env, PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env['PATH']}` };
      const args = ['deploy', '--dry-run', '--outdir', 'made'];
      await runOrThrow(bin('wrangler'), args, {
        cwd: place,
        env: { ...env, WRANGLER_SEND_METRICS: 'false', CI: 'true' },
      });
      const host = join(import.meta.dirname, 'edge-host.ts');
      const start = (): Promise<Host> =>
        startHost(process.execPath, [host, join(place, 'made'), join(place, 'data')], place);
      await survive(start, 'AKIAROOT', 'root secret');
      const { url, child } = await start();
      const stranger = clientOf(url, 'AKIAROOT', 'guess').send(new sdk.ListKeysCommand({}));
      await expect(stranger).rejects.toThrow(/signature we calculated does not match/);
      killGroup(child);
    });
  });
});

interface Host {
  readonly child: ChildProcess;
  readonly url: string;
}

/** The host and whatever it started; all of them are ours. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
