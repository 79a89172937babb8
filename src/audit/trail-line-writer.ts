/**
 * Writes lines of the journal in parts that calls have in common, so that their entry holds them once.
 *
 * Two calls of a caller differ in ids and times, in the key and in what they say of themselves. So a line is kept as a
 * template: what its next like may differ in is left open. A template serves a line when everything else is found to be the
 * same, member by member; what comes out, joined, is what `encodeTrailLine` makes of the same line, character by character.
 * Templates are bounded, in number and in length, and hold what events hold: no secret.
 *
 * @module
 */
import { type EventInParts, type EventPart, SharedPart, SharedRun } from '../journal/event-text.ts';
import type { CloudTrailEvent, Json, JsonObject } from './cloudtrail-event.ts';
import { ANY_NUMBER, ANY_TEXT, isKnownJson, type Known, knownJson } from './known-json.ts';
import { encodeTrailLine, type TrailLine } from './trail-line.ts';

type Member = keyof CloudTrailEvent;

/** What of a member is alike: all of it; all but long texts in it, or all but texts; nothing; or it is the same for a while. */
type Likeness = 'alike' | 'alike but long texts' | 'alike but texts' | 'unique' | 'repeated';

/** Every member of an event. */
const MEMBERS: { readonly [M in Member]-?: Likeness } = {
  eventVersion: 'alike',
  userIdentity: 'alike',
  eventTime: 'repeated',
  eventSource: 'alike',
  eventName: 'alike',
  awsRegion: 'alike',
  sourceIPAddress: 'alike',
  userAgent: 'alike',
  errorCode: 'alike',
  errorMessage: 'alike',
  requestParameters: 'alike but texts',
  responseElements: 'alike but long texts',
  additionalEventData: 'alike but long texts',
  requestID: 'unique',
  eventID: 'unique',
  readOnly: 'alike',
  resources: 'alike but long texts',
  eventType: 'alike',
  managementEvent: 'alike',
  recipientAccountId: 'alike',
  sharedEventID: 'unique',
  serviceEventDetails: 'alike but long texts',
  eventCategory: 'alike',
  tlsDetails: 'alike',
};

/** Texts of at least so many characters, such as an ARN, are parts of their own: other templates have them too. */
const LONG = 24;
const LONG_TEXT = /("[^"\\]{24,}")/;
/** So many texts of calls, of at most so many characters, are kept as parts: what a call repeats is found among them. */
const MAX_TEXTS = 1024;
const MAX_TEXT_LENGTH = 256;
/** So many templates, of at most so many characters, are kept. */
const MAX_TEMPLATES = 256;
const MAX_LENGTH = 8192;
/** Of so many lines that no template serves, one gets one. */
const MAKE_INTERVAL = 8;

/** What a template leaves open. */
type Gap = (line: TrailLine) => EventPart;

interface Template {
  readonly event: Known;
  readonly note: Known;
  readonly parts: readonly (SharedRun | Gap)[];
}

/** See the file's head. */
export class TrailLineWriter {
  readonly #templates = new Map<string, Template>();
  readonly #shared = new Map<string, SharedPart>();
  readonly #repeated = new Map<string, { readonly value: Json; readonly run: SharedRun }>();
  readonly #texts = new Map<string, SharedRun>();
  #last: Template | undefined;
  #unlike = 0;

  /** The line, in parts. */
  write(line: TrailLine): EventInParts {
    const template = this.#find(line) ?? this.#makeNowAndThen(line);
    if (template === undefined) return { parts: [encodeTrailLine(line)], aside: line.note };
    const parts = template.parts.map((part) => (typeof part === 'function' ? part(line) : part));
    return { parts, aside: line.note };
  }

  #find(line: TrailLine): Template | undefined {
    if (this.#last !== undefined && serves(this.#last, line)) return this.#last;
    const known = this.#templates.get(nameOf(line));
    if (known === undefined || !serves(known, line)) return undefined;
    this.#last = known;
    return known;
  }

  /** A template takes longer than the text of a line: where no two lines are alike, only some have one. */
  #makeNowAndThen(line: TrailLine): Template | undefined {
    if (this.#unlike++ % MAKE_INTERVAL !== 0) return undefined;
    const template = this.#templateOf(line);
    if (lengthOf(template) > MAX_LENGTH) return undefined;
    if (this.#templates.size >= MAX_TEMPLATES || this.#shared.size >= MAX_TEMPLATES * 16) {
      this.#templates.clear();
      this.#shared.clear();
    }
    this.#templates.set(nameOf(line), template);
    this.#last = template;
    return template;
  }

  #templateOf({ event, note }: TrailLine): Template {
    const template = new TemplateWriter(this.#shared);
    template.add('{"event":');
    this.#addObject(template, event, likenessInEvent, ({ event }) => event);
    if (note !== undefined) {
      template.add(',"note":');
      this.#addObject(template, note, likenessInNote, ({ note }) => note);
    }
    template.add('}');
    return {
      event: knownJson(event, (value, name) => openJson(value, likenessInEvent(name))),
      note: knownJson(note, (value, name) => openJson(value, likenessInNote(name, value))),
      parts: template.finish(),
    };
  }

  /** An object whose members are left open, as far as their likeness says so. @param get Finds it in another line. */
  #addObject(
    template: TemplateWriter,
    object: object,
    likenessOf: (name: string, value: unknown) => Likeness,
    get: (line: TrailLine) => unknown,
  ): void {
    let before = '{';
    for (const [name, value] of Object.entries(object)) {
      if (value === undefined) continue;
      template.add(`${before}${JSON.stringify(name)}:`);
      before = ',';
      const getMember = (line: TrailLine): unknown => (get(line) as JsonObject)[name];
      const likeness = likenessOf(name, value);
      if (likeness === 'repeated') template.leave((line) => this.#repeat(name, getMember(line) as Json));
      else this.#addValue(template, value, likeness, getMember);
    }
    template.add(before === '{' ? '{}' : '}');
  }

  #addValue(
    template: TemplateWriter,
    value: unknown,
    likeness: Likeness,
    get: (line: TrailLine) => unknown,
  ): void {
    if (likeness === 'unique') template.leave((line) => JSON.stringify(get(line)));
    else if (isOpen(value, likeness)) template.leave(this.#gapOf(get));
    else if (likeness === 'alike' || typeof value !== 'object' || value === null)
      template.add(JSON.stringify(value));
    else if (Array.isArray(value)) this.#addArray(template, value, likeness, get);
    else this.#addObject(template, value, () => likeness, get);
  }

  #addArray(
    template: TemplateWriter,
    array: readonly unknown[],
    likeness: Likeness,
    get: (line: TrailLine) => unknown,
  ): void {
    template.add('[');
    for (const [i, value] of array.entries()) {
      if (i > 0) template.add(',');
      this.#addValue(template, value ?? null, likeness, (line) => (get(line) as readonly unknown[])[i]);
    }
    template.add(']');
  }

  #gapOf(get: (line: TrailLine) => unknown): Gap {
    let last: { readonly text: string; readonly part: EventPart } | undefined;
    return (line) => {
      const text = get(line) as string;
      if (last?.text !== text) last = { text, part: this.#textPart(text) };
      return last.part;
    };
  }

  #textPart(text: string): EventPart {
    if (text.length > MAX_TEXT_LENGTH) return JSON.stringify(text);
    let part = this.#texts.get(text);
    if (part === undefined) {
      if (this.#texts.size >= MAX_TEXTS) this.#texts.clear();
      part = new SharedRun([new SharedPart(JSON.stringify(text))]);
      this.#texts.set(text, part);
    }
    return part;
  }

  /** One part for a value as long as it does not change. */
  #repeat(name: string, value: Json): SharedRun {
    const last = this.#repeated.get(name);
    if (last?.value === value) return last.run;
    const run = new SharedRun([new SharedPart(JSON.stringify(value))]);
    this.#repeated.set(name, { value, run });
    return run;
  }
}

/** The parts of a template, in the making. */
class TemplateWriter {
  readonly #shared: Map<string, SharedPart>;
  readonly #parts: (SharedRun | Gap)[] = [];
  #text = '';

  constructor(shared: Map<string, SharedPart>) {
    this.#shared = shared;
  }

  add(text: string): void {
    this.#text += text;
  }

  leave(gap: Gap): void {
    this.#share();
    this.#parts.push(gap);
  }

  finish(): readonly (SharedRun | Gap)[] {
    this.#share();
    return this.#parts;
  }

  #share(): void {
    const texts = this.#text.split(LONG_TEXT).filter((text) => text !== '');
    if (texts.length > 0) this.#parts.push(new SharedRun(texts.map((text) => this.#partOf(text))));
    this.#text = '';
  }

  #partOf(text: string): SharedPart {
    let part = this.#shared.get(text);
    if (part === undefined) {
      part = new SharedPart(text);
      if (text.length <= MAX_LENGTH) this.#shared.set(text, part);
    }
    return part;
  }
}

/** What templates are looked for by: lines that differ in it are seldom alike. */
function nameOf({ event: { eventName, userIdentity, errorCode } }: TrailLine): string {
  return `${eventName} ${userIdentity.arn} ${errorCode}`;
}

function lengthOf({ parts }: Template): number {
  return parts.reduce((sum, part) => sum + (typeof part === 'function' ? 0 : part.text.length), 0);
}

function isOpen(value: unknown, likeness: Likeness): value is string {
  if (typeof value !== 'string' || likeness === 'alike') return false;
  return likeness !== 'alike but long texts' || value.length >= LONG;
}

function likenessInEvent(name: string): Likeness {
  return MEMBERS[name as Member];
}

/** Numbers in a note are times, another with most calls. */
function likenessInNote(_name: string, value: unknown): Likeness {
  return typeof value === 'number' ? 'repeated' : 'alike but long texts';
}

/** The value that others are compared with: whatever stands where something is left open is the same. */
function openJson(value: unknown, likeness: Likeness): Known {
  if (isOpen(value, likeness)) return ANY_TEXT;
  if (typeof value === 'number' && likeness === 'repeated') return ANY_NUMBER;
  return knownJson(value, (member) => openJson(member, likeness));
}

/** Whether a line differs from a template's own in nothing but what the template leaves open. */
function serves(template: Template, { event, note }: TrailLine): boolean {
  return isKnownJson(event, template.event) && isKnownJson(note, template.note);
}
