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
  // Not null, which is a request without a body: the host does not know the member.
  const hasPieces = request.body !== undefined;
  if (announced === null && hasPieces) return await readPieces(request, limit);
  if (Number(announced) > limit) throw tooLarge();
  const body = new Uint8Array(await request.arrayBuffer());
  if (body.length > limit) throw tooLarge();
  return body;
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
