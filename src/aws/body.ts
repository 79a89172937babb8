/**
 * The body of a request, read as far as it may go and no further.
 *
 * @module
 */
import { concatBytes } from '../bytes/concat.ts';
import { KmsError } from '../kms/errors.ts';

/**
 * Reads a body. One that announces its length is read at once, and measured all the same; one that does not, piece by piece.
 * Firefox shows no pieces of a request: its service workers, whose requests are their own pages', read them at once too.
 *
 * @param limit The greatest length, in bytes.
 * @throws {KmsError} RequestEntityTooLargeException: it is longer. Nothing beyond the limit was kept.
 *
 * @example
 * const request = new Request('http://localhost/', { method: 'POST', body: 'abc' });
 * (await readBody(request, 3)).length; // 3
 */
export async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  const announced = request.headers.get('content-length');
  // Undefined where the host does not know the member; null is a request without a body. Asking makes a stream of it.
  if (announced === null && request.body !== undefined) return await readPieces(request, limit);
  if (Number(announced) > limit) throw tooLarge();
  const body = await bytesOf(request);
  if (body.length > limit) throw tooLarge();
  return body;
}

/** Without a copy where the host has a way. */
function bytesOf(request: Request): Promise<Uint8Array> {
  const hasBytes = (request as Partial<Request>).bytes !== undefined;
  return hasBytes ? request.bytes() : request.arrayBuffer().then((buffer) => new Uint8Array(buffer));
}

async function readPieces(request: Request, limit: number): Promise<Uint8Array> {
  const reader = request.body?.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
    length += read.value.length;
    if (length > limit) throw tooLarge();
    parts.push(read.value);
  }
  return concatBytes(...parts);
}

function tooLarge(): KmsError {
  return new KmsError('RequestEntityTooLargeException');
}
