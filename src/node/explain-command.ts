/**
 * `strongroom explain`: may somebody do something, and which statement decided? Asked of a service that is running.
 *
 * @module
 */
import type { AccessAnswer } from '../index.ts';
import { askService } from './ask.ts';
import { type ParsedCommand, UsageError } from './flags.ts';
import type { Machine } from './machine.ts';

type Flags = ParsedCommand['flags'];

/**
 * Asks, and prints the answer.
 *
 * @returns The exit code: 0 when it is allowed, 1 when it is not.
 * @throws {UsageError | AskError}
 */
export async function runExplain(flags: Flags, machine: Machine): Promise<number> {
  const answer = (await askService(
    '/_strongroom/explain',
    questionOf(flags),
    flags,
    machine,
  )) as AccessAnswer;
  machine.print(linesOf(answer));
  return answer.allowed ? 0 : 1;
}

function questionOf(flags: Flags): object {
  for (const name of ['principal', 'action'] as const) {
    if (flags[name] === undefined) throw new UsageError(`--${name} is missing.`);
  }
  const input = flags.input === undefined ? {} : readObject('input', String(flags.input));
  const context = flags.context === undefined ? undefined : readObject('context', String(flags.context));
  return {
    principal: flags.principal,
    action: flags.action,
    region: flags.region,
    ...(flags.key === undefined ? {} : { keyId: flags.key }),
    input: context === undefined ? input : { ...input, EncryptionContext: context },
  };
}

function readObject(name: string, text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Said below, in one way for everything that is none.
  }
  throw new UsageError(`--${name} expects an object in JSON.`);
}

function linesOf({ sentence, by }: AccessAnswer): string {
  const lines = by.map((one) => {
    if (one.role === 'grant') return `  Allow  grant ${one.grantId}`;
    if (one.role === 'root of the account')
      return '  Allow  the root of an account needs no policy of its own';
    const sid = one.sid === undefined ? '' : ` (${one.sid})`;
    return `  ${one.effect.padEnd(5)}  ${one.role} ${one.policy}, statement ${one.statement}${sid}`;
  });
  return `${[sentence, ...lines].join('\n')}\n`;
}
