import { describe, expect, it } from 'vitest';
import { readBody } from '../../src/aws/body.ts';
import { KmsError } from '../../src/kms/errors.ts';

const LIMIT = 10;

/** A body that comes in pieces and tells how many of them were taken. */
function inPieces(pieces: number): { request: Request; taken: () => number } {
  let taken = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (taken++ < pieces) controller.enqueue(new Uint8Array(4));
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  const request = new Request('http://localhost/', { method: 'POST', body, duplex: 'half' } as RequestInit);
  return { request, taken: () => taken };
}

function announced(length: string, body: string): Request {
  return new Request('http://localhost/', { method: 'POST', body, headers: { 'content-length': length } });
}

describe('readBody', () => {
  it('reads as much as may be, announced or in pieces', async () => {
    expect(await readBody(announced('10', 'x'.repeat(10)), LIMIT)).toHaveLength(10);
    expect(await readBody(inPieces(2).request, LIMIT)).toHaveLength(8);
    expect(await readBody(new Request('http://localhost/'), LIMIT)).toHaveLength(0);
  });

  it('refuses what announces more without reading it, and what is more than it announced', async () => {
    for (const request of [announced('11', 'x'), announced('1', 'x'.repeat(11))]) {
      await expect(readBody(request, LIMIT)).rejects.toThrow(KmsError);
    }
  });

  it('reads at once, and measures, where the host shows no pieces of a request', async () => {
    const without = (body: string): Request =>
      Object.defineProperty(new Request('http://localhost/', { method: 'POST', body }), 'body', {
        value: undefined,
      });
    expect(await readBody(without('x'.repeat(10)), LIMIT)).toHaveLength(10);
    await expect(readBody(without('x'.repeat(11)), LIMIT)).rejects.toThrow(KmsError);
  });

  it('takes no more pieces once there are too many', async () => {
    const { request, taken } = inPieces(1_000_000);
    await expect(readBody(request, LIMIT)).rejects.toMatchObject({ code: 'RequestEntityTooLargeException' });
    expect(taken()).toBeLessThan(10);
  });
});
