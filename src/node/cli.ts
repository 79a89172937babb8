/**
 * The command line program: reads the arguments, runs one command, and turns every failure into one sentence.
 *
 * It never prints a stack: what a person can act on is the sentence, what they cannot is a defect of this program, whose
 * class and message are printed.
 *
 * @module
 */
import type { EngineName } from '../crypto/engine.ts';
import { EngineFailedError, UnsupportedAlgorithmError } from '../crypto/errors.ts';
import { WrongRootKeyError } from '../index.ts';
import { StoreUnavailableError } from '../store/store.ts';
import { AskError } from './ask.ts';
import { AuditError, runAuditVerify } from './audit-command.ts';
import { engineNamed } from './engines.ts';
import { runExplain } from './explain-command.ts';
import { helpText, type ParsedCommand, parseCommand, UsageError } from './flags.ts';
import type { Machine } from './machine.ts';
import { NoPassphraseError } from './passphrase.ts';
import { Pkcs11UnavailableError } from './pkcs11-binding.ts';
import { PrincipalsFileError } from './principals-file.ts';
import { RootKeyUnavailableError } from './root-key-file.ts';
import { S3UnavailableError } from './s3-destination.ts';
import { SeedFileError } from './seed-file.ts';
import { runSelftest } from './selftest-command.ts';
import { runServe } from './serve-command.ts';
import { ListenError } from './server.ts';
import { runUsage } from './usage-command.ts';
import { runVectors } from './vectors.ts';
import { readVersion } from './version.ts';

/** The exit code of each failure that is expected; FLAGS in flags.ts tells people what they mean. */
const EXIT_CODES: readonly (readonly [abstract new (...input: never[]) => Error, number])[] = [
  [UsageError, 64],
  [WrongRootKeyError, 2],
  [RootKeyUnavailableError, 2],
  [NoPassphraseError, 2],
  [SeedFileError, 3],
  [PrincipalsFileError, 3],
  [AskError, 1],
  [AuditError, 1],
  [S3UnavailableError, 1],
  [StoreUnavailableError, 1],
  [ListenError, 1],
  [Pkcs11UnavailableError, 1],
  [EngineFailedError, 1],
  [UnsupportedAlgorithmError, 1],
];

/** The root key was refused: the process must end at once, so that nothing tidies up the store on the way out. */
export const ROOT_KEY_REFUSED = 2;

/**
 * Runs the program.
 *
 * @param args The arguments after the program's name.
 * @returns The exit code.
 *
 * @example
 * const lines = [];
 * await runCli(['--version'], { print: (line) => lines.push(line) }); // 0
 */
export async function runCli(args: readonly string[], machine: Machine): Promise<number> {
  try {
    return await runCommand(parseCommand(args), machine);
  } catch (error) {
    return explain(error, machine);
  }
}

async function runCommand({ command, flags }: ParsedCommand, machine: Machine): Promise<number> {
  if (command === 'serve') return await runServe(flags, machine);
  if (command === 'explain') return await runExplain(flags, machine);
  if (command === 'usage') return await runUsage(flags, machine);
  if (command === 'audit verify') return await runAuditVerify(flags, machine);
  if (command === 'vectors') {
    await runVectors({ engine: engineNamed(flags.engine as EngineName), ...machine });
    return 0;
  }
  if (command === 'selftest') return await runSelftest(flags.engine as EngineName, machine);
  machine.print(command === 'version' ? `${readVersion()}\n` : helpText(readVersion()));
  return 0;
}

function explain(error: unknown, { warn }: Machine): number {
  const { name, message } = error as Error;
  const code = EXIT_CODES.find(([kind]) => error instanceof kind)?.[1];
  if (code === undefined) warn(`Unexpected ${name}: ${message}\n`);
  else warn(`${message.charAt(0).toUpperCase()}${message.slice(1).replace(/\.$/, '')}.\n`);
  if (error instanceof UsageError) warn('`strongroom --help` lists commands and flags.\n');
  return code ?? 1;
}
