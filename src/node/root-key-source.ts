/**
 * Where the root key comes from: one place out of four, named by flags and environment, and never guessed.
 *
 *   --passphrase, STRONGROOM_PASSPHRASE, STRONGROOM_ROOT_KEY, or the root key file (made for a store that has none)
 *
 * Two places at once are refused: whoever set both believes in one of them. A root key file is made only for a store
 * that nothing has sealed yet; for any other one a missing file is a missing file.
 *
 * @module
 */
import { fromBase64 } from '../bytes/base64.ts';
import { fromHex } from '../bytes/hex.ts';
import { wipe } from '../bytes/wipe.ts';
import type { Bytes, Random } from '../crypto/primitives.ts';
import { type RootKeyProvider, rootKeyFromBytes, rootKeyFromPassphrase } from '../index.ts';
import { type PassphraseInput, readPassphrase } from './passphrase.ts';
import {
  createRootKeyFile,
  ROOT_KEY_LENGTH,
  RootKeyUnavailableError,
  readRootKeyFile,
} from './root-key-file.ts';

/** What the flags, the environment and the store say. */
export interface RootKeyRequest {
  /** Whether `--passphrase` was given. */
  readonly passphrase: boolean;
  /** `--root-key-file`. */
  readonly file: string | undefined;
  /** Where the file lies when no flag says so; `undefined` for a store in memory. */
  readonly defaultFile: string | undefined;
  /** Whether the store has been sealed by a root key already. */
  readonly isSealed: boolean;
  /** Its secrets are taken out once they are read, so that no child process inherits them. */
  readonly environment: Record<string, string | undefined>;
  readonly input: PassphraseInput;
  /** Prints to the person at the terminal. */
  readonly say: (text: string) => void;
  readonly random: Random;
}

/** A root key, and the file that was made for it just now. */
export interface FoundRootKey {
  /** `undefined`: none is needed, the store ends with the process. */
  readonly provider: RootKeyProvider | undefined;
  readonly madeFile: string | undefined;
}

/**
 * Finds the root key.
 *
 * @throws {RootKeyUnavailableError} It is given twice, missing, malformed, or can be read by others.
 * @throws {NoPassphraseError} A passphrase was asked for and not given.
 *
 * @example
 * const request = {
 *   passphrase: false,
 *   file: undefined,
 *   defaultFile: undefined,
 *   isSealed: false,
 *   environment: { STRONGROOM_ROOT_KEY: '00'.repeat(32) },
 *   input: process.stdin,
 *   say: console.error,
 *   random: hostRandom(),
 * };
 * (await findRootKey(request)).provider?.kind; // 'bytes'
 */
export async function findRootKey(request: RootKeyRequest): Promise<FoundRootKey> {
  refuseSecondSource(request);
  const taken = takeSecrets(request.environment);
  if (taken.rootKey !== undefined) return found(providerOf(parseRootKey(taken.rootKey)));
  if (taken.passphrase !== undefined) return found(rootKeyFromPassphrase(requireText(taken.passphrase)));
  if (request.passphrase) return found(rootKeyFromPassphrase(await askPassphrase(request)));
  const file = request.file ?? request.defaultFile;
  return file === undefined ? found(undefined) : fromFile(file, request);
}

function refuseSecondSource({ passphrase, file, environment }: RootKeyRequest): void {
  const given = Object.entries({
    '--root-key-file': file !== undefined,
    '--passphrase': passphrase,
    STRONGROOM_ROOT_KEY: environment['STRONGROOM_ROOT_KEY'] !== undefined,
    STRONGROOM_PASSPHRASE: environment['STRONGROOM_PASSPHRASE'] !== undefined,
  }).filter(([, isGiven]) => isGiven);
  if (given.length < 2) return;
  const names = given.map(([name]) => name).join(' and ');
  throw new RootKeyUnavailableError(`${names} were given: the root key can come from one of them only.`);
}

function takeSecrets(environment: RootKeyRequest['environment']): {
  readonly rootKey: string | undefined;
  readonly passphrase: string | undefined;
} {
  const taken = {
    rootKey: environment['STRONGROOM_ROOT_KEY'],
    passphrase: environment['STRONGROOM_PASSPHRASE'],
  };
  delete environment['STRONGROOM_ROOT_KEY'];
  delete environment['STRONGROOM_PASSPHRASE'];
  return taken;
}

function parseRootKey(text: string): Bytes {
  const trimmed = text.trim();
  const key = attempt(fromHex, trimmed) ?? attempt(fromBase64, trimmed);
  if (key?.length === ROOT_KEY_LENGTH) return key;
  throw new RootKeyUnavailableError(
    'STRONGROOM_ROOT_KEY does not hold a root key: 64 hexadecimal digits, or base64 of 32 bytes.',
  );
}

function attempt(decode: (text: string) => Bytes, text: string): Bytes | undefined {
  try {
    return decode(text);
  } catch {
    return undefined;
  }
}

function requireText(passphrase: string): string {
  if (passphrase !== '') return passphrase;
  throw new RootKeyUnavailableError('STRONGROOM_PASSPHRASE is empty.');
}

/** Twice where a new store will depend on it: a slip of the hand would lock it for good. */
async function askPassphrase({ input, say, isSealed }: RootKeyRequest): Promise<string> {
  const ask = async (question: string): Promise<string> => {
    const answer = await readPassphrase(input, () => say(question));
    if (input.isTTY === true) say('\n');
    return answer;
  };
  const passphrase = await ask('Passphrase: ');
  if (isSealed || input.isTTY !== true) return passphrase;
  if ((await ask('Once more: ')) === passphrase) return passphrase;
  throw new RootKeyUnavailableError('The two passphrases are not the same.');
}

function fromFile(file: string, { isSealed, random }: RootKeyRequest): FoundRootKey {
  const key = readRootKeyFile(file);
  if (key !== undefined) return found(providerOf(key));
  if (isSealed)
    throw new RootKeyUnavailableError(
      `${file} is missing, and the store is sealed by a root key: put the file back, or say where the key is.`,
    );
  return { provider: providerOf(createRootKeyFile(file, random)), madeFile: file };
}

function providerOf(key: Bytes): RootKeyProvider {
  try {
    return rootKeyFromBytes(key);
  } finally {
    wipe(key);
  }
}

function found(provider: RootKeyProvider | undefined): FoundRootKey {
  return { provider, madeFile: undefined };
}
