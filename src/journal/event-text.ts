/**
 * The events of an entry as text, in which what several of them have in common stands once.
 *
 * An event may be given in parts. A shared part that came before in the same entry, in whichever event, is not written again:
 * its number is. Joined, the parts are the event again, character by character. One line an event:
 *
 *   TAB ‖ part          a part; parts are numbered from 0 as they come
 *   US ‖ number         the part of that number again, in base 36 (US: U+001F)
 *
 * Events are JSON, which has no control character: nothing is escaped. It does not know what an event says.
 *
 * @module
 */

/** A text that many events have in common: one object for each such text, so that texts are not compared to find it. */
export class SharedPart {
  readonly text: string;
  /** The entry that is being written when the part is in it already, and how it is referred to there. */
  entry: object | undefined;
  reference = '';

  constructor(text: string) {
    this.text = text;
  }
}

/** Shared parts that follow one another wherever they are used together. */
export class SharedRun {
  readonly parts: readonly SharedPart[];
  readonly text: string;
  /** As those of a part. */
  entry: object | undefined;
  reference = '';

  constructor(parts: readonly SharedPart[]) {
    this.parts = parts;
    this.text = parts.map(({ text }) => text).join('');
  }
}

/** A part of an event: one or several that many have in common, or its own. */
export type EventPart = SharedRun | string;

/** An event that is to be entered: its text, or the same in parts. */
export type EventDraft = string | EventInParts;

/** See {@link EventDraft}. */
export interface EventInParts {
  readonly parts: readonly EventPart[];
  /** Kept nowhere: what whoever follows closely may have instead of reading the event's text. */
  readonly aside?: unknown;
}

const PART = '\t';
const REFERENCE = '\x1f';

/** The characters of some events. */
export function lengthOf(events: readonly EventDraft[]): number {
  let length = 0;
  for (const event of events) {
    if (typeof event === 'string') length += event.length;
    else for (const part of event.parts) length += typeof part === 'string' ? part.length : part.text.length;
  }
  return length;
}

/** The text of an event. */
export function textOf(event: EventDraft): string {
  if (typeof event === 'string') return event;
  let text = '';
  for (const part of event.parts) text += typeof part === 'string' ? part : part.text;
  return text;
}

/**
 * The lines of events, each with its line break.
 *
 * @throws {RangeError} An event has a control character of those that stand between events and parts.
 *
 * @example
 * const [id, end] = ['{"id":', '}'].map((text) => new SharedRun([new SharedPart(text)]));
 * writeEvents([{ parts: [id, '1', end] }, { parts: [id, '2', end] }]); // '\t{"id":\t1\t}\n\x1f0\t2\x1f2\n'
 */
export function writeEvents(events: readonly EventDraft[]): string {
  const writer = new EventWriter();
  for (const event of events) {
    if (typeof event === 'string') writer.addOwn(event);
    else {
      for (const part of event.parts) {
        if (typeof part === 'string') writer.addOwn(part);
        else writer.addRun(part);
      }
    }
    writer.endEvent();
  }
  return writer.finish();
}

/** The lines of one entry, in the making. */
class EventWriter {
  /** What parts remember of the entry, which outlive it. */
  readonly #entry = {};
  readonly #texts: string[] = [];
  #count = 0;

  addOwn(part: string): void {
    expectPart(part);
    this.#texts.push(PART, part);
    this.#count++;
  }

  addRun(run: SharedRun): void {
    if (run.entry !== this.#entry) {
      for (const part of run.parts) this.#addShared(part);
      run.reference = run.parts.map(({ reference }) => reference).join('');
      run.entry = this.#entry;
    } else this.#texts.push(run.reference);
  }

  endEvent(): void {
    this.#texts.push('\n');
  }

  finish(): string {
    return this.#texts.join('');
  }

  #addShared(part: SharedPart): void {
    if (part.entry !== this.#entry) {
      part.reference = REFERENCE + this.#count.toString(36);
      part.entry = this.#entry;
      this.addOwn(part.text);
    } else this.#texts.push(part.reference);
  }
}

/**
 * The events of the lines that {@link writeEvents} wrote, without their line breaks.
 *
 * @returns `undefined` where a line is none, or names a part that did not come before.
 *
 * @example
 * readEvents(['\ta\tb', '\x1f1\x1f0']); // ['ab', 'ba']
 */
export function readEvents(lines: readonly string[]): readonly string[] | undefined {
  const parts: string[] = [];
  const events: string[] = [];
  for (const line of lines) {
    const event = readEvent(line, parts);
    if (event === undefined) return undefined;
    events.push(event);
  }
  return events;
}

/** @param parts Those that came before, to which those of this line are added. */
function readEvent(line: string, parts: string[]): string | undefined {
  let event = '';
  for (const [i, run] of line.split(PART).entries()) {
    const [text = '', ...references] = run.split(REFERENCE);
    if (i > 0) parts.push(text);
    else if (text !== '') return undefined;
    event += text;
    for (const reference of references) {
      const part = parts[Number.parseInt(reference, 36)];
      if (part === undefined) return undefined;
      event += part;
    }
  }
  return event;
}

function expectPart(part: string): void {
  if (part.includes('\n') || part.includes(PART) || part.includes(REFERENCE))
    throw new RangeError('"events" expected no line breaks and no control characters, got one');
}
