/** The corpus of malformed and ambiguous requests against the real server: each is refused, and none is answered twice. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MALFORMED } from '../../node/malformed-http.ts';
import { call, type ServerProcess, startServer } from '../../node/process.ts';

let server: ServerProcess;
beforeAll(async () => {
  server = await startServer(['--store', 'memory:']);
});
afterAll(() => server.stop());

/** All that the server says to some bytes until it closes, or has said nothing for a while after they ended. */
function answerTo(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let got = '';
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1').setEncoding('latin1');
    socket.setTimeout(5_000, () => socket.destroy());
    socket
      .on('data', (text: string) => {
        got += text;
      })
      .on('error', () => undefined)
      .on('close', () => resolve(got));
    socket.end(bytes, 'latin1');
  });
}

describe(`${MALFORMED.length} malformed requests`, () => {
  it('are at least 200, each another one', () => {
    expect(new Set(MALFORMED.map(({ bytes }) => bytes)).size).toBe(MALFORMED.length);
    expect(MALFORMED.length).toBeGreaterThanOrEqual(200);
  });

  it.each(MALFORMED)('$kind: $name', async ({ bytes }) => {
    const answer = await answerTo(bytes);
    const statuses = answer.match(/HTTP\/1\.1 \d{3}/g) ?? [];
    expect(statuses.length, answer).toBeLessThanOrEqual(1);
    for (const status of statuses) expect(status).toMatch(/ 4\d\d$/);
    expect(answer).not.toContain('"status":"ok"');
  });

  it('leave the server as well as it was', async () => {
    expect((await call(server.url, 'ListKeys', {})).status).toBe(200);
    expect(server.stderr()).not.toMatch(/rror/);
  });
});
