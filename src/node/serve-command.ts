/**
 * `strongroom serve`: store, root key, engine, service, server, in this order; then requests until it is told to stop.
 *
 * It stops by itself when the store does: after a failed write nobody can say what the disk holds until the file is
 * opened anew, so the process ends with an error and leaves that to whoever starts it again.
 *
 * @module
 */
import { kmsFetchHandler } from '../aws/fetch-handler.ts';
import type { EngineName } from '../crypto/engine.ts';
import { hostRandom } from '../crypto/random.ts';
import { createKms, type Kms } from '../index.ts';
import { IDENTITY_NAME } from '../keystore/identity.ts';
import type { StoreUnavailableError } from '../store/store.ts';
import { type CallEars, joinCalls } from './calls.ts';
import { servingEngine } from './engines.ts';
import { type ParsedCommand, UsageError } from './flags.ts';
import { greeting } from './greeting.ts';
import { isLoopback } from './host-guard.ts';
import { openClusters } from './hsm-clusters.ts';
import { createLog, type Log, type LogFormat } from './log.ts';
import type { Machine } from './machine.ts';
import { leaveUntouched, openPlace, type Place, placeOf } from './place.ts';
import { findRootKey } from './root-key-source.ts';
import { type RunningServer, serve } from './server.ts';
import { readVersion } from './version.ts';

/** So often an idle service is told to carry out the deletions that have fallen due. */
const SWEEP_INTERVAL_MS = 60_000;

type Flags = ParsedCommand['flags'];

/** A service that is open, and how it began. */
interface OpenedService {
  readonly kms: Kms;
  readonly isNew: boolean;
  readonly madeRootKeyFile: string | undefined;
}

/**
 * Serves until it is told to stop.
 *
 * @returns The exit code: 0 when it was told to stop, 1 when the store stopped.
 * @throws {UsageError} The flags contradict each other, or would let strangers in.
 * @throws {RootKeyUnavailableError | NoPassphraseError | WrongRootKeyError} The store is as it was.
 * @throws {StoreUnavailableError | ListenError | UnsupportedAlgorithmError | EngineFailedError} As each says.
 *
 * @example
 * const machine = {
 *   environment: {},
 *   input: process.stdin,
 *   output: process.stdout,
 *   print: () => {},
 *   warn: () => {},
 *   onStop: (stop) => setTimeout(stop, 10),
 * };
 * await runServe(parseCommand(['serve', '--store', 'memory:', '--port', '0']).flags, machine); // 0
 */
export async function runServe(flags: Flags, machine: Machine): Promise<number> {
  const host = String(flags.host);
  refuseOpenDoor(host, flags['insecure-accept-unsigned'] === true);
  const place = placeOf(flags);
  const log = createLog(flags.log as LogFormat, machine.warn, Date.now);
  const ending = endingOf(log);
  const ears = joinCalls(log, ending.storeLost);
  const service = await openService(place, flags, machine, ears);
  try {
    const health = { version: readVersion(), engine: flags.engine, store: place.kind };
    const fetch = kmsFetchHandler(service.kms, { onExchange: ears.onExchange, health: () => health });
    const server = await serve({ fetch, host, port: Number(flags.port) });
    const { file } = place;
    // Before the greeting: whoever waits for it may say stop at once.
    machine.onStop(ending.stop);
    machine.print(greeting({ url: server.url, region: String(flags.region), file, ...service }));
    return await runUntil(ending.code, server, service.kms, machine, log);
  } finally {
    await service.kms.close();
  }
}

function refuseOpenDoor(host: string, isAccepted: boolean): void {
  if (isLoopback(host) || isAccepted) return;
  throw new UsageError(
    `Whoever reaches ${host} could use every key, since signatures are not verified yet: ` +
      'pass --insecure-accept-unsigned to listen there all the same.',
  );
}

async function openService(
  place: Place,
  flags: Flags,
  machine: Machine,
  { onCall }: CallEars,
): Promise<OpenedService> {
  const store = openPlace(place);
  try {
    const isNew = (await store.get(IDENTITY_NAME)) === undefined;
    const random = hostRandom();
    const rootKey = await findRootKey({
      passphrase: flags.passphrase === true,
      file: flags['root-key-file'] as string | undefined,
      defaultFile: place.rootKeyFile,
      isSealed: !isNew,
      environment: machine.environment,
      input: machine.input,
      say: machine.warn,
      random,
    });
    const kms = await createKms({
      ...(rootKey.provider === undefined ? {} : { store, rootKey: rootKey.provider }),
      region: String(flags.region),
      account: String(flags.account),
      engine: servingEngine(flags.engine as EngineName),
      observers: [onCall],
      random,
      hsmClusters: openClusters(flags.pkcs11 as string | undefined),
    });
    return { kms, isNew, madeRootKeyFile: rootKey.madeFile };
  } catch (error) {
    await leaveUntouched(place, store);
    throw error;
  }
}

/** How it will end: a promise of the exit code, and the two ways to settle it. */
interface Ending {
  readonly code: Promise<number>;
  readonly stop: () => void;
  readonly storeLost: (error: StoreUnavailableError) => void;
}

function endingOf(log: Log): Ending {
  let settle: (code: number) => void = () => {};
  let isSettled = false;
  const code = new Promise<number>((resolve) => {
    settle = resolve;
  });
  const end = (exitCode: number, sentence: string): void => {
    if (isSettled) return;
    isSettled = true;
    log.event(sentence);
    settle(exitCode);
  };
  return {
    code,
    stop: () => end(0, 'Stopping: what has begun is finished first.'),
    storeLost: (error) => end(1, `Stopping, since the store cannot go on: ${error.message}.`),
  };
}

async function runUntil(
  ended: Promise<number>,
  server: RunningServer,
  kms: Kms,
  machine: Machine,
  log: Log,
): Promise<number> {
  const sweeping = setInterval(() => {
    kms.sweep().catch((error: Error) => log.event(`Deleting keys that are due failed: ${error.message}`));
  }, SWEEP_INTERVAL_MS);
  const code = await ended;
  clearInterval(sweeping);
  // Asked a second time, it waits for nobody.
  machine.onStop(() => void server.close(0));
  await server.close();
  return code;
}
