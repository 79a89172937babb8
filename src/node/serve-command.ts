/**
 * `strongroom serve`: store, root key, engine, service, server, in this order; then requests until it is told to stop.
 *
 * It stops by itself when the store does: after a failed write nobody can say what the disk holds until the file is
 * opened anew, so the process ends with an error and leaves that to whoever starts it again.
 *
 * @module
 */
import type { EngineName } from '../crypto/engine.ts';
import { pooledRandom } from '../crypto/pooled-random.ts';
import { hostRandom } from '../crypto/random.ts';
import { createKms, type EmbeddedKms, type KmsOptions, type MovableClock, movableClock } from '../index.ts';
import { IDENTITY_NAME } from '../keystore/identity.ts';
import { readSeed } from '../kms/seed.ts';
import type { StoreUnavailableError } from '../store/store.ts';
import { type CallEars, joinCalls } from './calls.ts';
import { startDelivery } from './delivery-command.ts';
import { endpointOf } from './endpoint.ts';
import { servingEngine } from './engines.ts';
import { type ParsedCommand, UsageError, valuesOf } from './flags.ts';
import { greeting } from './greeting.ts';
import { isLoopback } from './host-guard.ts';
import { openClusters } from './hsm-clusters.ts';
import { createLog, gatheringSink, type Log, type LogFormat } from './log.ts';
import type { Machine } from './machine.ts';
import { metricsReaders } from './metrics-path.ts';
import { readNitroRoot } from './nitro-root-file.ts';
import { leaveUntouched, openPlace, type Place, placeOf } from './place.ts';
import {
  hasClearSecrets,
  readPrincipals,
  sealPrincipals,
  watchPrincipals,
  withPrincipalsFile,
} from './principals-file.ts';
import { readQuotas } from './quotas-file.ts';
import { findRootKey } from './root-key-source.ts';
import { readSeedFile, type SeedFile, withSeedLines } from './seed-file.ts';
import { type RunningServer, serve } from './server.ts';
import { readVersion } from './version.ts';

/** So often an idle service is told to carry out the deletions that have fallen due. */
const SWEEP_INTERVAL_MS = 60_000;

const MIB = 1_048_576;

type Flags = ParsedCommand['flags'];

/** A service that is open, and how it began. */
interface OpenedService {
  readonly kms: EmbeddedKms;
  readonly isNew: boolean;
  readonly madeRootKeyFile: string | undefined;
}

/**
 * Serves until it is told to stop.
 *
 * @returns The exit code: 0 when it was told to stop, 1 when the store stopped.
 * @throws {UsageError} The flags contradict each other, or would let strangers in.
 * @throws {PrincipalsFileError} The principals cannot be read.
 * @throws {SeedFileError} Nothing of the seed was planted.
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
  refuseOpenDoor(host, flags);
  const readers = metricsReaders(String(flags.metrics ?? 'off'), machine.environment);
  const place = placeOf(flags);
  const principals =
    flags.principals === undefined ? undefined : await readPrincipals(String(flags.principals));
  const seed = await seedOf(flags);
  const requestRates = await readQuotas(String(flags.quotas ?? 'off'));
  const clock = movableClock();
  const log = createLog(flags.log as LogFormat, gatheringSink(machine.warn), Date.now);
  const ending = endingOf(log);
  const ears = joinCalls(log, ending.storeLost);
  if (flags['test-aids'] === true) log.event('Test aids are on: whoever calls may erase every key.');
  const service = await openService(place, { flags, machine, ears, seed, clock, principals, requestRates });
  let unwatch = (): void => {};
  let stopDelivery = (): void => {};
  try {
    unwatch = await keepPrincipals(service.kms, flags, principals, log);
    const delivery = await startDelivery(service.kms, flags, machine, log);
    stopDelivery = delivery.stop;
    const hasConsole = flags.console === 'on';
    const health = { version: readVersion(), engine: flags.engine, store: place.kind };
    const fetch = await endpointOf(service.kms, {
      onExchange: ears.onExchange,
      health: () => ({ ...health, ...delivery.health() }),
      clock,
      metricsReaders: readers,
      hasTestAids: flags['test-aids'] === true,
      hasConsole,
    });
    const server = await serve({
      fetch,
      host,
      port: Number(flags.port),
      allowedHosts: valuesOf(flags['allow-host']).map((name) => name.toLowerCase()),
      allowedOrigins: valuesOf(flags['allow-origin']),
    });
    const { file } = place;
    // Before the greeting: whoever waits for it may say stop at once.
    machine.onStop(ending.stop);
    const isOpen = service.kms.door === undefined;
    machine.print(
      greeting({ url: server.url, region: String(flags.region), file, isOpen, hasConsole, ...service }),
    );
    return await runUntil(ending.code, server, service.kms, machine, log);
  } finally {
    unwatch();
    stopDelivery();
    await service.kms.close();
  }
}

/** Seals the file's secrets where that is asked for, says so where they are not, and follows its changes. */
async function keepPrincipals(
  { door }: EmbeddedKms,
  flags: Flags,
  text: string | undefined,
  log: Log,
): Promise<() => void> {
  if (door === undefined || text === undefined) return () => {};
  const file = String(flags.principals);
  const isClear = hasClearSecrets(text);
  if (isClear && flags['seal-principals'] === true) await sealPrincipals(file, text, door.sealedSecrets);
  else if (isClear) log.event(`${file} holds secrets in the clear: --seal-principals seals them in place.`);
  return watchPrincipals(file, text, door, (sentence) => log.event(sentence));
}

/** Read whole before anything is opened or made: what is wrong with the file itself leaves no trace. */
async function seedOf({ seed: file, account, region }: Flags): Promise<SeedFile | undefined> {
  if (file === undefined) return undefined;
  const seed = await readSeedFile(String(file));
  const defaults = { account: String(account), region: String(region) };
  await withSeedLines(seed, async () => readSeed(seed.document, defaults));
  return seed;
}

function refuseOpenDoor(host: string, flags: Flags): void {
  if (isLoopback(host) || flags.principals !== undefined || flags['insecure-accept-unsigned'] === true)
    return;
  throw new UsageError(
    `Whoever reaches ${host} could use every key, since nobody has to sign: name who may with --principals FILE, ` +
      'or pass --insecure-accept-unsigned to listen there all the same.',
  );
}

/** What a service is opened with. */
interface Opening {
  readonly flags: Flags;
  readonly machine: Machine;
  readonly ears: CallEars;
  readonly seed: SeedFile | undefined;
  readonly clock: MovableClock;
  readonly principals: string | undefined;
  readonly requestRates: Readonly<Record<string, number>> | undefined;
}

async function openService(place: Place, opening: Opening): Promise<OpenedService> {
  const { flags, machine } = opening;
  const nitroRoot = await readNitroRoot(flags['nitro-root'] as string | undefined);
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
    const file = flags.principals === undefined ? undefined : String(flags.principals);
    const kms = await withPrincipalsFile(file, () =>
      withSeedLines(opening.seed, () =>
        createKms({
          ...(rootKey.provider === undefined ? {} : { store, rootKey: rootKey.provider }),
          ...optionsOf(opening),
          ...(nitroRoot === undefined ? {} : { nitroRoot }),
          hsmClusters: openClusters(flags.pkcs11 as string | undefined),
          random: pooledRandom(random, Date.now),
        }),
      ),
    );
    return { kms, isNew, madeRootKeyFile: rootKey.madeFile };
  } catch (error) {
    await leaveUntouched(place, store);
    throw error;
  }
}

function optionsOf({ flags, ears, seed, clock, principals, requestRates }: Opening): KmsOptions {
  const keysPerRegion = flags['keys-per-region'];
  return {
    region: String(flags.region),
    account: String(flags.account),
    engine: servingEngine(flags.engine as EngineName),
    observers: [ears.onCall],
    clock,
    settlingMs: Number(flags.settling),
    quotas: {
      keysPerRegion: keysPerRegion === 'unlimited' ? Number.POSITIVE_INFINITY : Number(keysPerRegion),
    },
    testAids: flags['test-aids'] === true,
    audit: auditOf(flags),
    ...(seed === undefined ? {} : { seed: seed.document }),
    ...(principals === undefined ? {} : { principals }),
    ...(requestRates === undefined ? {} : { requestRates }),
  };
}

function auditOf(flags: Flags): NonNullable<KmsOptions['audit']> {
  if (flags.audit === 'off') return false;
  return { keepDays: Number(flags['audit-keep']), keepBytes: Number(flags['audit-size']) * MIB };
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
  kms: EmbeddedKms,
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
