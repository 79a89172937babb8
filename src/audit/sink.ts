/**
 * Sinks: whoever wants every event besides, such as a file, a database, a queue.
 *
 * A sink is told the entries of the journal one after the other, from where it stopped. After a crash some of them may
 * come again: their sequence tells. One that fails is tried again with the same entry; others do not wait for it.
 *
 * @module
 */
import type { Following } from '../journal/follower.ts';
import type { CloudTrailEvent } from './cloudtrail-event.ts';
import { decodeTrailLine } from './trail-line.ts';

/** Events that became durable together. */
export interface SinkEntry {
  /** From 1, without gaps. */
  readonly sequence: number;
  readonly events: readonly CloudTrailEvent[];
}

/** See the file's head. */
export interface Sink {
  /** Where it stopped is kept under this name. */
  readonly name: string;
  /** Resolves when the sink has the events; what it throws makes the same entry come again. */
  write(entry: SinkEntry): Promise<void>;
}

/** What a follower of the journal does for a sink. */
export function sinkFollowing(sink: Sink, onFailure?: (error: unknown) => void): Following {
  return {
    name: `sink-${sink.name}`,
    take: async ({ sequence, events }) =>
      await sink.write({ sequence, events: events.map((line) => decodeTrailLine(line).event) }),
    ...(onFailure === undefined ? {} : { onFailure }),
  };
}
