/**
 * What tests ask of a service beside the API: to forget everything, and to let time pass.
 *
 *   POST /_strongroom/reset                               everything is erased, the seed planted again, the clock put back
 *   POST /_strongroom/clock   {"advanceSeconds": 86400}   time passes, and whatever falls due in it happens
 *   POST /_strongroom/clock   {"now": "2027-01-01T00:00:00Z"}
 *   GET  /_strongroom/clock                               {"now": "…"}
 *
 * Only for services that hold nothing of worth: whoever reaches these paths may erase every key. A web page cannot, since
 * browsers say where a request comes from, and one that says so is refused.
 *
 * @module
 */
import { fromUtf8 } from '../bytes/utf8.ts';
import type { MovableClock } from '../kms/movable-clock.ts';
import type { Kms } from '../operations/kms.ts';
import type { FetchHandler } from './fetch-handler.ts';

const PREFIX = '/_strongroom/';
const MAX_BODY_LENGTH = 4096;
/** ISO 8601 with a date at least; without an offset it would be another time on every machine. */
const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/;

/** What is put at the tests' disposal. */
export interface TestAids {
  /** Made with `testAids`. */
  readonly kms: Pick<Kms, 'reset' | 'sweep'>;
  /** The one that the service was made with. */
  readonly clock: MovableClock;
}

/** A request that cannot be granted: status and reason. */
class Refusal extends Error {
  readonly status: number;
  constructor(status: number, reason: string) {
    super(reason);
    this.status = status;
  }
}

/**
 * A handler that answers the paths of the test aids, and hands everything else on.
 *
 * @example
 * import { movableClock } from 'strongroom';
 *
 * const clock = movableClock();
 * const kms = await createKms({ clock, testAids: true });
 * const handler = withTestAids(kmsFetchHandler(kms), { kms, clock });
 * const body = JSON.stringify({ advanceSeconds: 86_400 });
 * (await handler(new Request('http://localhost/_strongroom/clock', { method: 'POST', body }))).status; // 200
 */
export function withTestAids(handler: FetchHandler, aids: TestAids): FetchHandler {
  return async (request, connection, respond) => {
    const { pathname } = new URL(request.url);
    if (!pathname.startsWith(PREFIX)) return await handler(request, connection, respond);
    try {
      return answer(200, await help(pathname.slice(PREFIX.length), request, aids));
    } catch (error) {
      const { status = 500, message } = error as Partial<Refusal>;
      return answer(status, { error: message });
    }
  };
}

async function help(name: string, request: Request, { kms, clock }: TestAids): Promise<object> {
  if (request.headers.get('origin') !== null) throw new Refusal(403, 'not for web pages');
  const { method } = request;
  if (name === 'clock' && method === 'GET') return timeOf(clock);
  if (name !== 'clock' && name !== 'reset') throw new Refusal(404, 'there are reset and clock');
  if (method !== 'POST') throw new Refusal(405, `POST is expected, not ${method}`);
  if (name === 'clock') moveClock(clock, await readObject(request));
  else {
    clock.reset();
    await kms.reset();
  }
  await kms.sweep();
  return timeOf(clock);
}

function moveClock(clock: MovableClock, { advanceSeconds, now, ...others }: Record<string, unknown>): void {
  const isOne = (advanceSeconds === undefined) !== (now === undefined);
  if (!isOne || Object.keys(others).length > 0)
    throw new Refusal(400, 'one of advanceSeconds and now is expected');
  try {
    if (now === undefined) clock.advance(secondsOf(advanceSeconds) * 1000);
    else clock.moveTo(timeIn(now));
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal(400, error.message);
    throw error;
  }
}

function secondsOf(value: unknown): number {
  if (typeof value === 'number') return value;
  throw new Refusal(400, 'advanceSeconds is expected to be a number');
}

function timeIn(value: unknown): number {
  if (typeof value === 'string' && TIME.test(value)) return Date.parse(value);
  throw new Refusal(400, 'now is expected to be a time such as 2027-01-01T00:00:00Z');
}

async function readObject(request: Request): Promise<Record<string, unknown>> {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_LENGTH)
    throw new Refusal(413, 'too long');
  const body = new Uint8Array(await request.arrayBuffer());
  try {
    const value: unknown = JSON.parse(fromUtf8(body));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // Not JSON: said below.
  }
  throw new Refusal(400, 'a JSON object is expected');
}

function timeOf(clock: MovableClock): object {
  return { now: new Date(clock()).toISOString() };
}

function answer(status: number, body: object): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  });
}
