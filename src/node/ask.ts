/**
 * Asking a service that is running: a question in JSON on one of its own paths, as the commands ask it.
 *
 * The question is signed with the credentials of the environment where there are any: AWS_ACCESS_KEY_ID,
 * AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN. They are sent nowhere; what signs with them goes to the endpoint alone.
 *
 * @module
 */
import { toUtf8 } from '../bytes/utf8.ts';
import { createPortableEngine } from '../crypto/portable.ts';
import { signRequest } from '../sigv4/sign-request.ts';
import type { ParsedCommand } from './flags.ts';
import type { Machine } from './machine.ts';

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
  { environment }: Pick<Machine, 'environment'>,
): Promise<unknown> {
  const url = new URL(path, String(flags['endpoint-url']));
  const body = JSON.stringify(question);
  const headers = { 'content-type': 'application/json', ...(await signed(url, body, flags, environment)) };
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

async function signed(
  url: URL,
  body: string,
  { region }: Flags,
  environment: Machine['environment'],
): Promise<Readonly<Record<string, string>>> {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secret,
    AWS_SESSION_TOKEN: token,
  } = environment;
  if (accessKeyId === undefined || secret === undefined) return {};
  const signer = {
    accessKeyId,
    secret: toUtf8(secret),
    region: String(region),
    service: 'kms',
    atMs: Date.now(),
  };
  const headers = await signRequest(createPortableEngine(), signer, { method: 'POST', url, body });
  return { ...headers, ...(token === undefined ? {} : { 'x-amz-security-token': token }) };
}

function reasonOf(text: string, status: number): string {
  try {
    const { message, __type: code } = JSON.parse(text) as { message?: string; __type?: string };
    return message ?? code ?? `The service answered ${status}`;
  } catch {
    return `The service answered ${status}`;
  }
}
