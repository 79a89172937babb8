/**
 * The worker's side of a pool: keeps keys, seals and opens packs under them, wipes; and generates RSA keys.
 *
 * Requests are done one after another, in their order: a key that is to be forgotten is wiped when the packs before
 * are done. Each pack is wiped when it is done; results leave by transfer. Nothing else is kept.
 *
 * @module
 */
import { wipe } from '../../bytes/wipe.ts';
import type { Engine, EngineName } from '../engine.ts';
import type { AesGcm, Bytes } from '../primitives.ts';
import { hostRandom } from '../random.ts';
import { runPack } from './pack.ts';
import { reportOf } from './worker-errors.ts';
import type { PoolPort, WorkerAnswer, WorkerRequest } from './worker-protocol.ts';

/**
 * Serves a pool until the thread ends.
 *
 * @param engineNamed Makes an engine; called once, with the name that the pool asks for.
 *
 * @example
 * const port = { postMessage: (answer) => answer, listen: (onRequest) => onRequest({ kind: 'close' }) };
 * servePool(port, createPortableEngine);
 */
export function servePool(port: PoolPort, engineNamed: (name: EngineName) => Engine): void {
  const tell = (answer: WorkerAnswer) => port.postMessage(answer, transferOf(answer));
  const desk: Desk = { engineNamed, tell, engine: undefined, gcm: undefined, keys: new Map() };
  let last = Promise.resolve();
  port.listen((request) => {
    last = last.then(async () => {
      const answer = await answerTo(request, desk);
      if (answer !== undefined) tell(answer);
    });
  });
}

function transferOf(answer: WorkerAnswer): ArrayBuffer[] {
  if (answer.kind === 'done') return [answer.bytes.buffer, answer.spare.buffer];
  return answer.kind === 'generated' ? [answer.pair.privateKey.buffer, answer.pair.publicKey.buffer] : [];
}

/** What a worker has before it. */
interface Desk {
  readonly engineNamed: (name: EngineName) => Engine;
  /** An answer that is not the last one to its request. */
  readonly tell: (answer: WorkerAnswer) => void;
  engine: Engine | undefined;
  gcm: AesGcm | undefined;
  readonly keys: Map<number, Bytes>;
}

async function answerTo(request: WorkerRequest, desk: Desk): Promise<WorkerAnswer | undefined> {
  switch (request.kind) {
    case 'start':
      return await start(request.engine, desk);
    case 'key':
      desk.keys.set(request.session, request.key);
      return undefined;
    case 'work':
      return await work(request, desk);
    case 'generate':
      return await generate(request, desk);
    case 'forget':
      wipe(desk.keys.get(request.session));
      desk.keys.delete(request.session);
      return undefined;
    case 'close':
      wipe(...desk.keys.values());
      desk.keys.clear();
      return { kind: 'closed' };
  }
}

async function start(engine: EngineName, desk: Desk): Promise<WorkerAnswer> {
  try {
    desk.engine = desk.engineNamed(engine);
    desk.gcm = await desk.engine.use('aesGcm');
    return { kind: 'ready' };
  } catch (error) {
    return { kind: 'refused', error: reportOf(error) };
  }
}

async function work(
  { session, job, direction, pack }: Extract<WorkerRequest, { readonly kind: 'work' }>,
  { gcm, keys }: Desk,
): Promise<WorkerAnswer> {
  const key = keys.get(session);
  try {
    if (gcm === undefined || key === undefined) throw new TypeError('"session" expected a known one');
    const bytes = await runPack(gcm, key, direction, pack);
    return { kind: 'done', job, bytes, spare: pack.bytes };
  } catch (error) {
    wipe(pack.bytes);
    return { kind: 'failed', job, error: reportOf(error) };
  }
}

/** Progress is told now and then: candidates come by the hundred. */
const PROGRESS_MS = 50;

async function generate(
  { job, modulusBits }: Extract<WorkerRequest, { readonly kind: 'generate' }>,
  { engine, tell }: Desk,
): Promise<WorkerAnswer> {
  let told = Date.now();
  const onProgress = (candidates: number) => {
    if (Date.now() - told < PROGRESS_MS) return;
    told = Date.now();
    tell({ kind: 'progress', job, candidates });
  };
  try {
    if (engine === undefined) throw new TypeError('"generate" expected a start before it');
    const rsa = await engine.use('rsa');
    return { kind: 'generated', job, pair: await rsa.generateKey(modulusBits, hostRandom(), onProgress) };
  } catch (error) {
    return { kind: 'failed', job, error: reportOf(error) };
  }
}
