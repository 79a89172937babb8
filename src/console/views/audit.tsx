/**
 * The audit: events as AWS CloudTrail tells them, filtered, in pages, each one whole.
 *
 * @module
 */
import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import {
  type EventFilter,
  type EventLine,
  isMissing,
  LOOKUP_ATTRIBUTES,
  lookupRequest,
  readEvents,
} from '../audit-events.ts';
import { formatTime, wordsOf } from '../format.ts';
import { CodeBlock, Dialog, Empty, ErrorNote, Page, Row, Table, Waiting } from '../parts/basics.tsx';
import { useAsked, useSession } from '../parts/session.tsx';
import type { ViewProps } from './view-props.ts';

/** The list of events. */
export function AuditView({ query }: ViewProps): JSX.Element {
  const { client } = useSession();
  const start = { attribute: 'EventName', value: '', from: '', to: '', ...query };
  const [filter, setFilter] = useState<EventFilter>(start);
  const [tokens, setTokens] = useState<readonly (string | undefined)[]>([undefined]);
  const token = tokens.at(-1);
  const asked = useAsked(async () => {
    const answer = await client.lookupEvents(lookupRequest(filter, token));
    const next = answer['NextToken'];
    return { events: readEvents(answer), next: next === undefined ? undefined : String(next) };
  }, [client, filter, token]);
  const { value, error } = asked;
  const change = (next: EventFilter): void => {
    setTokens([undefined]);
    setFilter(next);
  };
  const again = (
    <button type="button" onClick={asked.reload}>
      Read again
    </button>
  );
  if (isMissing(error)) return <NoAudit />;
  return (
    <Page title="Audit" lead="Every call: who made it, on what, and what came of it." actions={again}>
      <FilterForm filter={filter} onChange={change} />
      <ErrorNote error={error} />
      {value === undefined && error === undefined && <Waiting lines={6} />}
      {value?.events.length === 0 && (
        <Empty title="No events like these.">
          <p>Calls show up here shortly after they are made.</p>
        </Empty>
      )}
      {value !== undefined && value.events.length > 0 && (
        <>
          <Table label="Events" head={['Time', 'Event', 'By', 'On']}>
            {value.events.map((event) => (
              <EventRow key={event.id} event={event} />
            ))}
          </Table>
          <EventPager tokens={tokens} next={value.next} onChange={setTokens} />
        </>
      )}
    </Page>
  );
}

function EventPager({
  tokens,
  next,
  onChange,
}: {
  tokens: readonly (string | undefined)[];
  next: string | undefined;
  onChange: (tokens: readonly (string | undefined)[]) => void;
}): JSX.Element {
  return (
    <nav class="pager" aria-label="Pages of events">
      <button type="button" disabled={tokens.length === 1} onClick={() => onChange(tokens.slice(0, -1))}>
        Newer
      </button>
      <span class="number">Page {tokens.length}</span>
      <button type="button" disabled={next === undefined} onClick={() => onChange([...tokens, next])}>
        Older
      </button>
    </nav>
  );
}

function NoAudit(): JSX.Element {
  return (
    <Page title="Audit">
      <Empty title="This service keeps no events that can be looked up.">
        <p>Where a service answers LookupEvents of AWS CloudTrail, its calls are listed here.</p>
      </Empty>
    </Page>
  );
}

function FilterForm({
  filter,
  onChange,
}: {
  filter: EventFilter;
  onChange: (filter: EventFilter) => void;
}): JSX.Element {
  const [draft, setDraft] = useState(filter);
  const edit = (part: Partial<EventFilter>) => setDraft({ ...draft, ...part });
  const id = useId();
  return (
    <form
      class="filters"
      onSubmit={(event) => {
        event.preventDefault();
        onChange(draft);
      }}
    >
      <label>
        <span>By</span>
        <select value={draft.attribute} onChange={(event) => edit({ attribute: event.currentTarget.value })}>
          {LOOKUP_ATTRIBUTES.map((name) => (
            <option key={name} value={name}>
              {wordsOf(name)}
            </option>
          ))}
        </select>
      </label>
      <label class="grow">
        <span>Value</span>
        <input
          type="search"
          value={draft.value}
          list={draft.attribute === 'EventName' ? id : ''}
          onInput={(event) => edit({ value: event.currentTarget.value })}
        />
        <EventNames id={id} />
      </label>
      <label>
        <span>From, UTC</span>
        <input
          type="datetime-local"
          value={draft.from}
          onInput={(event) => edit({ from: event.currentTarget.value })}
        />
      </label>
      <label>
        <span>To, UTC</span>
        <input
          type="datetime-local"
          value={draft.to}
          onInput={(event) => edit({ to: event.currentTarget.value })}
        />
      </label>
      <button type="submit" class="primary">
        Find
      </button>
    </form>
  );
}

function EventNames({ id }: { id: string }): JSX.Element {
  const { operations } = useSession();
  return (
    <datalist id={id}>
      {[...operations.keys()].map((name) => (
        <option key={name} value={name} />
      ))}
    </datalist>
  );
}

function EventRow({ event }: { event: EventLine }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <Row>
      <td class="nowrap">
        <time>{formatTime(event.time)}</time>
      </td>
      <td>
        <span class="stack">
          <button type="button" class="small quiet link" onClick={() => setOpen(true)}>
            {event.name}
          </button>
          {event.errorCode !== undefined && <span class="badge bad">✕ {event.errorCode}</span>}
        </span>
        {isOpen && (
          <Dialog title={`${event.name}, ${formatTime(event.time)}`} onClose={() => setOpen(false)}>
            <CodeBlock text={event.json} what="the event" />
          </Dialog>
        )}
      </td>
      <td>{event.user}</td>
      <td>
        <span class="stack">
          {event.resources.map((name) => (
            <code key={name}>{name}</code>
          ))}
        </span>
      </td>
    </Row>
  );
}
