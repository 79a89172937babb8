/**
 * `strongroom explain`: may somebody do something, and which statement decided? Asked of a service that is running.
 *
 * The question is signed with the credentials of the environment where there are any: AWS_ACCESS_KEY_ID,
 * AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN.
 *
 * @module
 */
import type { AccessAnswer } from '../index.ts';
import { type ParsedCommand, UsageError } from './flags.ts';
import type { Machine } from './machine.ts';
import { signedHeaders } from './own-credentials.ts';

type Flags = ParsedCommand['flags'];

/** The service cannot be asked, or does not answer the question. */
export class ExplainError extends Error {
  override readonly name = 'ExplainError';
}

/**
 * Asks, and prints the answer.
 *
 * @returns The exit code: 0 when it is allowed, 1 when it is not.
 * @throws {UsageError | ExplainError}
 */
export async function runExplain(flags: Flags, machine: Machine): Promise<number> {
  const question = questionOf(flags);
  const url = new URL('/_strongroom/explain', String(flags['endpoint-url']));
  const body = JSON.stringify(question);
  const region = String(flags.region);
  const headers = {
    'content-type': 'application/json',
    ...(await signedHeaders({ url, body, region, service: 'kms' }, machine)),
  };
  let response: Response;
  try {
    response = await fetch(url, { method: 'POST', headers, body });
  } catch (error) {
    throw new ExplainError(`${url.origin} does not answer: is the service running there?`, { cause: error });
  }
  const text = await response.text();
  if (response.status !== 200) throw new ExplainError(reasonOf(text, response.status));
  const answer = JSON.parse(text) as AccessAnswer;
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

function reasonOf(text: string, status: number): string {
  try {
    const { message, __type: code } = JSON.parse(text) as { message?: string; __type?: string };
    return message ?? code ?? `The service answered ${status}`;
  } catch {
    return `The service answered ${status}`;
  }
}
