import { describe, expect, it, vi } from 'vitest';
import { type Take, transformPair } from '../../../src/crypto/stream/pair.ts';
import { isZero, outputOf, run, settle } from './streams.ts';

const A = Uint8Array.of(1, 2);
const B = Uint8Array.of(3);

async function* copy(take: Take): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  for (let chunk = await take(); chunk !== undefined; chunk = await take()) yield Uint8Array.from(chunk);
}

/** A promise and whether it is settled. */
function watch<T>(promise: Promise<T>): { readonly promise: Promise<T>; isSettled: boolean } {
  const watched = { promise, isSettled: false };
  const note = () => {
    watched.isSettled = true;
  };
  promise.then(note, note);
  return watched;
}

describe('a transform pair', () => {
  it('hands chunks through in order and ends after them, empty ones included', async () => {
    const release = vi.fn();
    expect([...(await outputOf(transformPair(copy, release), [A, new Uint8Array(), B]))]).toEqual([1, 2, 3]);
    expect(release).toHaveBeenCalledTimes(1);
  });

  it('serves pipeThrough', async () => {
    const readable = new Blob(['text']).stream().pipeThrough(transformPair(copy, () => undefined));
    expect(await new Response(readable).text()).toBe('text');
  });

  it('computes nothing before somebody reads', async () => {
    const begun = vi.fn();
    const { writable } = transformPair(
      async function* (take) {
        begun();
        yield* copy(take);
      },
      () => undefined,
    );
    const written = watch(writable.getWriter().write(A));
    await settle();
    expect(begun).not.toHaveBeenCalled();
    expect(written.isSettled).toBe(false);
  });

  it('settles a write when its chunk is used up, and not before', async () => {
    const { readable, writable } = transformPair(copy, () => undefined);
    const [writer, reader] = [writable.getWriter(), readable.getReader()];
    const first = watch(writer.write(A));
    expect((await reader.read()).value).toEqual(A);
    await settle();
    expect(first.isSettled).toBe(false);
    const second = writer.write(B);
    expect((await reader.read()).value).toEqual(B);
    expect(first.isSettled).toBe(true);
    const end = reader.read();
    await second;
    await writer.close();
    expect((await end).done).toBe(true);
  });

  it('settles close when the reader has everything', async () => {
    const { readable, writable } = transformPair(
      async function* (take) {
        yield* copy(take);
        yield Uint8Array.of(9);
      },
      () => undefined,
    );
    const closed = watch(writable.getWriter().close());
    const reader = readable.getReader();
    expect((await reader.read()).value).toEqual(Uint8Array.of(9));
    await settle();
    expect(closed.isSettled).toBe(false);
    expect((await reader.read()).done).toBe(true);
    await closed.promise;
  });

  it('fails at both ends with what the transform throws', async () => {
    const release = vi.fn();
    const error = new Error('no');
    const pair = transformPair(async function* (take) {
      yield Uint8Array.from((await take()) ?? []);
      throw error;
    }, release);
    const { output, readError, writeError } = await run(pair, [A, B, B]);
    expect([...output]).toEqual([1, 2]);
    expect([readError, writeError]).toEqual([error, error]);
    expect(release).toHaveBeenCalledTimes(1);
  });

  it('fails at both ends when a chunk is no Uint8Array', async () => {
    const release = vi.fn();
    const { readError, writeError } = await run(transformPair(copy, release), [A, 'text' as never, B]);
    expect(readError).toBeInstanceOf(TypeError);
    expect(writeError).toBe(readError);
    expect((readError as Error).message).toBe('"chunk" expected Uint8Array, got string');
    expect(release).toHaveBeenCalledTimes(1);
  });
});

describe('a transform pair that is given up', () => {
  /** A transform of which it is known how far it came. */
  function traced(): { pair: ReturnType<typeof transformPair>; trail: string[] } {
    const trail: string[] = [];
    const pair = transformPair(
      async function* (take) {
        trail.push('begun');
        try {
          yield* copy(take);
        } finally {
          trail.push('ended');
        }
      },
      () => trail.push('released'),
    );
    return { pair, trail };
  }

  it('ends by abort before it began, with the reason for the reader', async () => {
    const { pair, trail } = traced();
    const reason = new Error('enough');
    await pair.writable.abort(reason);
    await expect(pair.readable.getReader().read()).rejects.toBe(reason);
    expect(trail).toEqual(['released']);
  });

  it('ends by abort at once, even while a write waits for a reader who stalls', async () => {
    const { pair, trail } = traced();
    const [writer, reader] = [pair.writable.getWriter(), pair.readable.getReader()];
    const first = writer.write(A);
    await reader.read();
    const reason = new Error('enough');
    await writer.abort(reason);
    await expect(first).rejects.toBe(reason);
    await expect(reader.read()).rejects.toBe(reason);
    expect(trail).toEqual(['begun', 'ended', 'released']);
  });

  it('ends by abort while it waits for a chunk', async () => {
    const { pair, trail } = traced();
    const read = pair.readable.getReader().read();
    await settle();
    const reason = new Error('enough');
    await pair.writable.abort(reason);
    await expect(read).rejects.toBe(reason);
    expect(trail).toEqual(['begun', 'ended', 'released']);
  });

  it('ends by cancel, with the reason for the writer, in every state', async () => {
    for (const reads of [0, 1]) {
      const { pair, trail } = traced();
      const [writer, reader] = [pair.writable.getWriter(), pair.readable.getReader()];
      const written = writer.write(A);
      for (let i = 0; i < reads; i++) await reader.read();
      const reason = new Error('enough');
      const cancelled = reader.cancel(reason);
      await expect(written).rejects.toBe(reason);
      await cancelled;
      await expect(writer.write(B)).rejects.toBe(reason);
      await expect(writer.closed).rejects.toBe(reason);
      expect(trail.at(-1)).toBe('released');
      expect(trail.filter((step) => step === 'begun').length).toBe(reads);
    }
  });

  it('ends by cancel while it waits for a chunk', async () => {
    const { pair, trail } = traced();
    const reader = pair.readable.getReader();
    const read = reader.read();
    await settle();
    await reader.cancel('enough');
    expect((await read).done).toBe(true);
    expect(trail).toEqual(['begun', 'ended', 'released']);
    await expect(pair.writable.getWriter().write(A)).rejects.toBe('enough');
  });

  it('wipes the output that it comes to after nobody wants it', async () => {
    const late = Uint8Array.of(1, 2, 3);
    let goOn: (() => void) | undefined;
    const pair = transformPair(
      async function* () {
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
        yield late;
      },
      () => undefined,
    );
    const reader = pair.readable.getReader();
    const read = reader.read();
    await settle();
    const cancelled = reader.cancel();
    goOn?.();
    await cancelled;
    expect((await read).done).toBe(true);
    expect(isZero(late)).toBe(true);
  });

  it('refuses a close that comes with a failure', async () => {
    const reason = new Error('no');
    const { readable, writable } = transformPair(
      async function* (take) {
        yield* copy(take);
        throw reason;
      },
      () => undefined,
    );
    const closed = writable.getWriter().close();
    const read = readable.getReader().read();
    await expect(closed).rejects.toBe(reason);
    await expect(read).rejects.toBe(reason);
  });
});
