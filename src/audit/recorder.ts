/**
 * The recorder of a service that keeps a trail: every call becomes CloudTrail events in the journal, before its answer.
 *
 * A call that changes something is announced in the same commit as its first change, without what it will answer; the
 * whole event takes the announcement's place before the answer leaves. So a call that was answered has its event, one that
 * was killed half way has one if and only if something of it was done.
 *
 * @module
 */

import { fromUtf8 } from '../bytes/utf8.ts';
import type { EventDraft } from '../journal/event-text.ts';
import type { Journal } from '../journal/journal.ts';
import { PENDING_PREFIX } from '../journal/names.ts';
import type { RecordChange } from '../keystore/keystore.ts';
import type { CallOutcome, Recorder } from '../operations/recorder.ts';
import { eventsOfCall } from './call-event.ts';
import type { JsonObject } from './cloudtrail-event.ts';
import { eventOfService } from './service-event.ts';
import { encodeTrailLine } from './trail-line.ts';
import { TrailLineWriter } from './trail-line-writer.ts';

/** What a recorder works with. */
export interface TrailOptions {
  readonly journal: Journal;
  /** What is noted beside the event of a call. */
  readonly annotate?: ((outcome: CallOutcome) => JsonObject | undefined) | undefined;
}

/** The recorder over a journal. */
export function trailRecorder({ journal, annotate }: TrailOptions): Recorder {
  const writer = new TrailLineWriter();
  const linesOf = (outcome: CallOutcome): readonly EventDraft[] =>
    eventsOfCall(outcome).map((event, i) =>
      writer.write({ event, note: i === 0 ? annotate?.(outcome) : undefined }),
    );
  return {
    announceCall: (outcome) => journal.pendingChange(outcome.eventId, linesOf(outcome)),
    announceEvents: (events) =>
      events.map((event) => {
        const id = crypto.randomUUID();
        return journal.pendingChange(id, [encodeTrailLine({ event: eventOfService(event, id) })]);
      }),
    record: (outcome, isAnnounced) => journal.append(linesOf(outcome), isAnnounced ? [outcome.eventId] : []),
    settle: async (announced) => void (await Promise.all(announced.map((one) => settle(journal, one)))),
    reset: () => journal.reset(),
    close: () => journal.flush(),
  };
}

/** What was announced and not committed settles nothing, and is dropped. */
async function settle(journal: Journal, { name, value }: RecordChange): Promise<void> {
  if (value === undefined) return;
  await journal.append(fromUtf8(value).split('\n'), [name.slice(PENDING_PREFIX.length)]);
}
