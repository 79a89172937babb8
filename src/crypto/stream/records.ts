/**
 * Independent records through a session: packed, several packs at once, results in the order of the records.
 *
 * What is packed at a time is bounded, whatever the number of records: copies of all of them never exist together.
 *
 * @module
 */
import { wipe } from '../../bytes/wipe.ts';
import type { Bytes } from '../primitives.ts';
import { inOrder } from './in-order.ts';
import { type Direction, expectRecord, type GcmRecord, type Pack, packOf, unpack } from './pack.ts';
import type { SealingSession } from './session.ts';

/** A pack should be worth its message to a worker, and not keep others waiting. */
const LEAST_PACK: number = 2 ** 14;
const MOST_PACK: number = 2 ** 18;
/** What a record costs besides its text, in bytes of text. */
const RECORD_COST = 64;

/**
 * Seals or opens records, and releases the session, however it ends.
 *
 * @returns One result for each record, in their order; neighbours may share a buffer.
 * @throws {AuthenticationError} A record is not what the key made: none is given.
 *
 * @example
 * const session = await openLocalSession(createPortableEngine(), new Uint8Array(32));
 * const records = [{ nonce: new Uint8Array(12), text: new Uint8Array([1, 2, 3]) }];
 * (await processRecords(session, 'seal', records)).length; // 1
 */
export async function processRecords(
  session: SealingSession,
  direction: Direction,
  records: readonly GcmRecord[],
): Promise<readonly Bytes[]> {
  const results: Bytes[] = [];
  try {
    const groups = groupsOf(records, session.width);
    const work = ({ pack }: PackItem): Promise<Bytes> => session.run(direction, pack);
    for await (const bytes of inOrder(packsOf(groups, session), session.width, work)) results.push(bytes);
    return groups.flatMap((group, i) => unpack(group, direction, results[i]));
  } catch (error) {
    wipe(...results);
    throw error;
  } finally {
    session.release();
  }
}

/** Neighbours that travel together: an even share for everybody, within the bounds of a pack. */
function groupsOf(records: readonly GcmRecord[], shares: number): readonly (readonly GcmRecord[])[] {
  for (const record of records) expectRecord(record);
  const total = records.reduce((sum, record) => sum + costOf(record), 0);
  const share = Math.min(MOST_PACK, Math.max(LEAST_PACK, Math.ceil(total / shares)));
  const groups: GcmRecord[][] = [];
  let room = 0;
  for (const record of records) {
    if (room <= 0) {
      groups.push([]);
      room = share;
    }
    groups.at(-1)?.push(record);
    room -= costOf(record);
  }
  return groups;
}

function costOf({ text, aad }: GcmRecord): number {
  return RECORD_COST + text.length + (aad?.length ?? 0);
}

/** A pack on its way. */
interface PackItem {
  readonly bytes: Bytes;
  readonly pack: Pack;
}

/** Packs, each made when it is asked for. */
async function* packsOf(
  groups: readonly (readonly GcmRecord[])[],
  { lend }: SealingSession,
): AsyncGenerator<PackItem, void> {
  for (const group of groups) {
    const pack = packOf(group, lend);
    yield { bytes: pack.bytes, pack };
  }
}
