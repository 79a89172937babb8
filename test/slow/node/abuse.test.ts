/**
 * A server under abuse: senders of a byte a second, bodies without end, JSON without bottom, all at once, while an
 * honest client goes on asking. The honest one is always answered, and the abusers are cut off.
 */
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { call, type ServerProcess, startServer } from '../../node/process.ts';

const SLOW_SENDERS = 500;
const SECONDS = 25;
const HEADERS =
  'Host: localhost\r\nContent-Type: application/x-amz-json-1.1\r\nX-Amz-Target: TrentService.ListKeys\r\n';

/** Resident memory of a process in MiB; `undefined` where there is no /proc. */
function residentMiB({ child }: ServerProcess): number | undefined {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return undefined;
  }
}

/** A connection that sends its request a byte a second: half of them never end their headers, half their body. */
function slowSender(
  port: number,
  index: number,
): { readonly socket: Socket; readonly closed: Promise<string> } {
  const request = `POST / HTTP/1.1\r\n${HEADERS}${index % 2 === 0 ? 'X-Slow: ' : 'Content-Length: 900\r\n\r\n'}`;
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  let got = '';
  socket.on('data', (text: string) => {
    got += text;
  });
  socket.write(request);
  const dripping = setInterval(() => socket.write('a'), 1000);
  const closed = new Promise<string>((resolve) => {
    socket
      .on('error', () => undefined)
      .on('close', () => {
        clearInterval(dripping);
        resolve(got);
      });
  });
  return { socket, closed };
}

const BODIES = {
  'ten megabytes': 'a'.repeat(10 * 1_048_576),
  'a million brackets': '['.repeat(1_000_000),
  'a hundred thousand members': `{${Array.from({ length: 100_000 }, (_, i) => `"${i}":1`).join(',')}}`,
} as const;

describe('a server under abuse', () => {
  it(
    `answers every honest request for ${SECONDS} s beside ${SLOW_SENDERS} slow senders and endless bodies`,
    async () => {
      const server = await startServer(['--store', 'memory:']);
      const port = Number(new URL(server.url).port);
      await call(server.url, 'CreateKey', {});
      const before = residentMiB(server);
      const senders = Array.from({ length: SLOW_SENDERS }, (_, i) => slowSender(port, i));
      const latenciesMs: number[] = [];
      const endMs = performance.now() + SECONDS * 1000;
      while (performance.now() < endMs) {
        for (const body of Object.values(BODIES))
          expect([400, 413]).toContain((await call(server.url, 'ListKeys', body)).status);
        const startedMs = performance.now();
        expect((await call(server.url, 'ListKeys', {})).status).toBe(200);
        latenciesMs.push(performance.now() - startedMs);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      for (const { socket } of senders) socket.end();
      const answers = await Promise.all(senders.map(({ closed }) => closed));
      // Headers have 10 seconds. Bodies have 30: those that the test ended first were never answered at all.
      const cut = answers.filter((answer) => answer.startsWith('HTTP/1.1 408')).length;
      expect(cut).toBeGreaterThanOrEqual(SLOW_SENDERS / 2);
      const after = residentMiB(server);
      latenciesMs.sort((a, b) => a - b);
      const p99 = latenciesMs[Math.floor(0.99 * latenciesMs.length)] as number;
      console.log(
        `abuse: ${latenciesMs.length} honest requests, all answered, p99 ${p99.toFixed(0)} ms; ` +
          `${cut} of ${SLOW_SENDERS} slow senders cut off; resident ${before?.toFixed(0)} to ${after?.toFixed(0)} MiB`,
      );
      expect(await server.stop()).toMatchObject({ code: 0 });
    },
    3 * 60_000,
  );
});
