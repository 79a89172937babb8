/**
 * Asking a service that is running: a question in JSON on one of its own paths, as the commands ask it.
 *
 * The question is signed with the credentials of the environment where there are any. They are sent nowhere; what signs
 * with them goes to the endpoint alone.
 *
 * @module
 */
import type { ParsedCommand } from './flags.ts';
import type { Machine } from './machine.ts';
import { signedHeaders } from './own-credentials.ts';

type Flags = ParsedCommand['flags'];

/** The service cannot be asked, or does not answer the question. */
export class AskError extends Error {
  override readonly name = 'AskError';
}

/**
 * Asks the service that `--endpoint-url` names.
 *
 * @param path Such as `/_strongroom/explain`.
 * @returns What it answers, from JSON.
 * @throws {AskError} Nobody is there, or the question is refused; the message is the service's.
 */
export async function askService(
  path: string,
  question: object,
  flags: Flags,
  machine: Pick<Machine, 'environment'>,
): Promise<unknown> {
  const url = new URL(path, String(flags['endpoint-url']));
  const body = JSON.stringify(question);
  const region = String(flags.region);
  const signature = await signedHeaders({ url, body, region, service: 'kms' }, machine);
  const headers = { 'content-type': 'application/json', ...signature };
  let response: Response;
  try {
    response = await fetch(url, { method: 'POST', headers, body });
  } catch (error) {
    throw new AskError(`${url.origin} does not answer: is the service running there?`, { cause: error });
  }
  const text = await response.text();
  if (response.status !== 200) throw new AskError(reasonOf(text, response.status));
  return JSON.parse(text) as unknown;
}

function reasonOf(text: string, status: number): string {
  try {
    const { message, __type: code } = JSON.parse(text) as { message?: string; __type?: string };
    return message ?? code ?? `The service answered ${status}`;
  } catch {
    return `The service answered ${status}`;
  }
}
