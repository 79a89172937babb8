/** The vector port on streams: one answer a line, in order, however the bytes are cut. */
import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createPortableEngine } from '../../src/crypto/portable.ts';
import { MAX_LINE_LENGTH, runVectors } from '../../src/node/vectors.ts';

const engine = createPortableEngine();
const line = (id: number, message = ''): string =>
  `{"id":${id},"alg":"SHA-1","op":"digest","message":"${message}"}`;

async function* pieces(...parts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield typeof part === 'string' ? Buffer.from(part) : part;
}

async function answersTo(input: AsyncIterable<Uint8Array>): Promise<{ id?: number; error?: string }[]> {
  const output = new PassThrough({ highWaterMark: 2 ** 24 });
  await runVectors({ engine, input, output });
  const text = (output.read() as Buffer | null)?.toString() ?? '';
  expect(text === '' || text.endsWith('\n')).toBe(true);
  return text
    .split('\n')
    .slice(0, -1)
    .map((answer) => JSON.parse(answer));
}

const idsOf = (answers: readonly { id?: number }[]) => answers.map(({ id }) => id);

describe('runVectors', () => {
  it('answers every line in order, wherever the bytes are cut', async () => {
    const text = Buffer.from(`${line(1)}\n${line(2, 'c3a9')}\r\n${line(3)}\n`);
    for (let cut = 0; cut <= text.length; cut++) {
      const answers = await answersTo(pieces(text.subarray(0, cut), text.subarray(cut)));
      expect(idsOf(answers)).toEqual([1, 2, 3]);
    }
    const bytes = [...text].map((byte) => Uint8Array.of(byte));
    expect(idsOf(await answersTo(pieces(...bytes)))).toEqual([1, 2, 3]);
  });

  it('answers a last line without an end, and no line that is not there', async () => {
    expect(idsOf(await answersTo(pieces(`${line(1)}\n${line(2)}`)))).toEqual([1, 2]);
    expect(await answersTo(pieces())).toEqual([]);
    expect(await answersTo(pieces(''))).toEqual([]);
  });

  it('answers malformed lines among others: empty, cut, not UTF-8', async () => {
    const broken = Uint8Array.of(0x22, 0xff, 0xfe, 0x22, 10);
    const answers = await answersTo(pieces(`${line(1)}\n\n{"id":2\n`, broken, `${line(3)}\n`));
    const error = { error: 'TypeError' };
    expect(answers).toEqual([
      { id: 1, digest: expect.any(String) },
      error,
      error,
      error,
      { id: 3, digest: expect.any(String) },
    ]);
  });

  it('reads over a line that is too long, and answers it', async () => {
    const part = Buffer.alloc(MAX_LINE_LENGTH / 4, 0x20);
    const answers = await answersTo(pieces(part, part, part, part, `${line(1)}\n${line(2)}\n`));
    expect(answers).toEqual([{ error: 'TypeError' }, { id: 2, digest: expect.any(String) }]);
  });

  it('answers before more input comes', async () => {
    const input = new PassThrough();
    const output = new PassThrough();
    const run = runVectors({ engine, input, output });
    for (let id = 0; id < 3; id++) {
      input.write(`${line(id)}\n`);
      const answer = await new Promise((resolve) => output.once('data', resolve));
      expect(JSON.parse(String(answer))).toMatchObject({ id });
    }
    input.end();
    expect(await run).toBe(3);
  });

  it('waits for a reader that is slower', async () => {
    let waiting = 0;
    let most = 0;
    const output = new Writable({
      highWaterMark: 1024,
      write: (chunk: Buffer, _, done) => {
        waiting += chunk.length;
        most = Math.max(most, waiting);
        setImmediate(() => {
          waiting -= chunk.length;
          done();
        });
      },
    });
    const text = Array.from({ length: 20_000 }, (_, id) => line(id)).join('\n');
    const input = pieces(...(text.match(/[\s\S]{1,5000}/g) as string[]));
    expect(await runVectors({ engine, input, output })).toBe(20_000);
    expect(most).toBeLessThan(200_000);
    expect(output.listenerCount('error')).toBe(0);
  });

  it('ends quietly when nobody reads any more', async () => {
    const output = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
    const endless = (async function* () {
      for (let id = 0; ; id++) yield Buffer.from(`${line(id)}\n`);
    })();
    expect(await runVectors({ engine, input: endless, output })).toBeLessThan(10);
  });
});
