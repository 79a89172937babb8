import { describe, expect, it } from 'vitest';
import { createLog, gatheringSink, type RequestEntry } from '../../src/node/log.ts';

const ENTRY: RequestEntry = {
  requestId: '7f3a',
  operation: 'Encrypt',
  status: 200,
  errorCode: undefined,
  elapsedMs: 1.23456,
  keyArns: ['arn:a', 'arn:b'],
  cause: undefined,
};

function linesOf(format: 'text' | 'json', ...entries: readonly Partial<RequestEntry>[]): readonly string[] {
  const lines: string[] = [];
  const log = createLog(
    format,
    (line) => lines.push(line),
    () => 1000,
  );
  for (const entry of entries) log.request({ ...ENTRY, ...entry });
  return lines;
}

describe('a log line for people', () => {
  it('has time, request id, operation, status, error, time taken and keys in fixed places', () => {
    const refused = { status: 400, errorCode: 'NotFoundException', keyArns: [] };
    expect(linesOf('text', {}, refused)).toEqual([
      '1970-01-01T00:00:01.000Z 7f3a Encrypt 200 - 1.2ms arn:a arn:b\n',
      '1970-01-01T00:00:01.000Z 7f3a Encrypt 400 NotFoundException 1.2ms\n',
    ]);
  });

  it('says why the service failed', () => {
    const [line] = linesOf('text', { status: 500, errorCode: 'KMSInternalException', cause: 'Error: why' });
    expect(line).toMatch(/ 500 KMSInternalException 1\.2ms arn:a arn:b \(Error: why\)\n$/);
  });

  it('cannot be forged by the name of an operation', () => {
    const [line, none, empty] = linesOf(
      'text',
      { operation: 'A 200 -\n1970 \u001b[2J\u2028é' },
      { operation: undefined },
      { operation: '' },
    );
    expect(line).toMatch(/^\S+ 7f3a A\?200\?-\?1970\?\?\[2J\?\? 200 - 1\.2ms arn:a arn:b\n$/);
    expect(none).toContain(' 7f3a - 200 ');
    expect(empty).toContain(' 7f3a - 200 ');
  });
});

describe('a log line for machines', () => {
  it('is one JSON object with the same fields', () => {
    const [line] = linesOf('json', { operation: 'A\nB' });
    expect(line?.indexOf('\n')).toBe((line as string).length - 1);
    expect(JSON.parse(line as string)).toEqual({
      time: '1970-01-01T00:00:01.000Z',
      requestId: '7f3a',
      operation: 'A\nB',
      status: 200,
      elapsedMs: 1.235,
      keyArns: ['arn:a', 'arn:b'],
    });
  });

  it('holds a sentence for an event', () => {
    const lines: string[] = [];
    createLog(
      'json',
      (line) => lines.push(line),
      () => 0,
    ).event('Something happened.');
    expect(lines).toEqual(['{"time":"1970-01-01T00:00:00.000Z","event":"Something happened."}\n']);
  });
});

describe('a gathering sink', () => {
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('hands on the lines of one turn at once, in their order, and none of them twice', async () => {
    const texts: string[] = [];
    const sink = gatheringSink((text) => texts.push(text));
    sink('one\n');
    await Promise.resolve();
    sink('two\n');
    expect(texts).toEqual([]);
    await turn();
    expect(texts).toEqual(['one\ntwo\n']);
    await turn();
    sink('three\n');
    await turn();
    expect(texts).toEqual(['one\ntwo\n', 'three\n']);
  });
});
