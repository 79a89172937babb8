/**
 * The keys: the list with its filter, and the page on which one is made.
 *
 * @module
 */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Answer } from '../client.ts';
import { aliasesByKey, filterKeys, type KeyFilter, type KeyLine, readAll, readKeyPage } from '../key-list.ts';
import { Empty, ErrorNote, Page, Row, StateBadge, Table, Waiting } from '../parts/basics.tsx';
import { useAsked, useSession } from '../parts/session.tsx';
import { hrefOf } from '../route.ts';
import { CreateKeyView } from './create-key.tsx';
import { KeyView } from './key.tsx';
import type { ViewProps } from './view-props.ts';

/** The list, the page to make one, or the page about one. */
export function KeysView({ path: [key, tab] }: ViewProps): JSX.Element {
  if (key === undefined) return <KeyList />;
  return key === 'new' ? <CreateKeyView /> : <KeyView id={key} tab={tab ?? 'overview'} />;
}

const NO_FILTER: KeyFilter = { text: '', state: '', spec: '' };

function KeyList(): JSX.Element {
  const { client } = useSession();
  const [markers, setMarkers] = useState<readonly (string | undefined)[]>([undefined]);
  const [filter, setFilter] = useState(NO_FILTER);
  const marker = markers.at(-1);
  const page = useAsked(async () => {
    const known = aliasesByKey(await readAll(client, 'ListAliases', 'Aliases').catch(() => [] as Answer[]));
    return await readKeyPage(client, known, marker);
  }, [client, marker]);
  const lines = page.value?.lines;
  const create = (
    <a class="button primary" href={hrefOf(['keys', 'new'])}>
      Create a key
    </a>
  );
  const isEmpty = lines?.length === 0 && markers.length === 1;
  return (
    <Page title="Keys" actions={create}>
      <ErrorNote error={page.error} />
      {lines === undefined && page.error === undefined && <Waiting lines={6} />}
      {isEmpty && (
        <Empty title="There are no keys in this Region yet.">
          <p>Create one to encrypt, sign or make data keys with it.</p>
        </Empty>
      )}
      {lines !== undefined && !isEmpty && (
        <>
          <Filters filter={filter} lines={lines} onChange={setFilter} />
          <KeyTable lines={filterKeys(lines, filter)} isWaiting={page.isWaiting} />
          <ElsewhereLink
            text={filter.text.trim()}
            isWhole={markers.length === 1 && page.value?.next === undefined}
          />
          <Pager
            page={markers.length}
            isLast={page.value?.next === undefined}
            onBack={() => setMarkers(markers.slice(0, -1))}
            onNext={() => setMarkers([...markers, page.value?.next])}
          />
        </>
      )}
    </Page>
  );
}

function Filters({
  filter,
  lines,
  onChange,
}: {
  filter: KeyFilter;
  lines: readonly KeyLine[];
  onChange: (filter: KeyFilter) => void;
}): JSX.Element {
  return (
    <div class="filters">
      <label class="grow">
        <span>Find by ID, alias or description</span>
        <input
          type="search"
          value={filter.text}
          onInput={(event) => onChange({ ...filter, text: event.currentTarget.value })}
        />
      </label>
      <Choice
        label="State"
        values={lines.map(({ state }) => state)}
        value={filter.state}
        onChange={(state) => onChange({ ...filter, state })}
      />
      <Choice
        label="Spec"
        values={lines.map(({ spec }) => spec)}
        value={filter.spec}
        onChange={(spec) => onChange({ ...filter, spec })}
      />
    </div>
  );
}

function Choice({
  label,
  values,
  value,
  onChange,
}: {
  label: string;
  values: readonly string[];
  value: string;
  onChange: (value: string) => void;
}): JSX.Element {
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">Any</option>
        {[...new Set(values)].sort().map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    </label>
  );
}

function KeyTable({ lines, isWaiting }: { lines: readonly KeyLine[]; isWaiting: boolean }): JSX.Element {
  return (
    <>
      <p class="unseen" aria-live="polite">
        {isWaiting ? 'Loading' : `${lines.length} keys`}
      </p>
      {lines.length === 0 ? (
        <Empty title="No key on this page is like that." />
      ) : (
        <Table label="Keys" head={['Key', 'State', 'Spec and usage', 'Description']}>
          {lines.map((line) => (
            <KeyRow key={line.arn} line={line} />
          ))}
        </Table>
      )}
    </>
  );
}

/** The filter knows the keys of this page alone; an id, an ARN or an alias leads to any. */
function ElsewhereLink({ text, isWhole }: { text: string; isWhole: boolean }): JSX.Element | null {
  if (text === '' || isWhole) return null;
  return (
    <p>
      Not on this page? <a href={hrefOf(['keys', text])}>Open {text}</a>, if it is an ID, an ARN or an alias.
    </p>
  );
}

function KeyRow({ line }: { line: KeyLine }): JSX.Element {
  const [first, ...others] = line.aliases;
  return (
    <Row>
      <td>
        <span class="stack">
          <a href={hrefOf(['keys', line.keyId])}>{first ?? <code class="id">{line.keyId}</code>}</a>
          {others.map((name) => (
            <span key={name}>{name}</span>
          ))}
          {first !== undefined && <code class="muted id">{line.keyId}</code>}
        </span>
      </td>
      <td>
        <StateBadge state={line.state} />
      </td>
      <td>
        <span class="stack nowrap">
          {line.spec}
          <span class="muted">{line.usage}</span>
          {line.manager === 'AWS' && <span class="muted">AWS managed</span>}
          {line.origin !== 'AWS_KMS' && line.origin !== '' && <span class="muted">{line.origin}</span>}
          {line.multiRegion !== undefined && (
            <span class="muted">multi-Region {line.multiRegion.toLowerCase()}</span>
          )}
        </span>
      </td>
      <td>{line.description}</td>
    </Row>
  );
}

function Pager({
  page,
  isLast,
  onBack,
  onNext,
}: {
  page: number;
  isLast: boolean;
  onBack: () => void;
  onNext: () => void;
}): JSX.Element | null {
  if (page === 1 && isLast) return null;
  return (
    <nav class="pager" aria-label="Pages of keys">
      <button type="button" disabled={page === 1} onClick={onBack}>
        Previous
      </button>
      <span class="number">Page {page}</span>
      <button type="button" disabled={isLast} onClick={onNext}>
        Next
      </button>
    </nav>
  );
}
