/**
 * All operations: every row of the table, and for each a form that asks for every member of its request.
 *
 * @module
 */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Answer } from '../client.ts';
import { groupsOf, sentenceFor } from '../operation-guide.ts';
import { Empty, Page, Section } from '../parts/basics.tsx';
import { OperationForm } from '../parts/operation-form.tsx';
import { useSession } from '../parts/session.tsx';
import { hrefOf } from '../route.ts';
import type { ViewProps } from './view-props.ts';

/** The list, or one operation. */
export function OperationsView({ path: [name], query }: ViewProps): JSX.Element {
  return name === undefined ? <OperationIndex /> : <OperationPage name={name} preset={query} />;
}

function OperationIndex(): JSX.Element {
  const { operations } = useSession();
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const names = [...operations.keys()].filter((name) =>
    `${name} ${sentenceFor(name)}`.toLowerCase().includes(wanted),
  );
  return (
    <Page
      title="All operations"
      lead={`Every operation of the API, ${operations.size} of them, with a form for each member of its request.`}
    >
      <div class="filters">
        <label class="grow">
          <span>Find an operation</span>
          <input type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
      </div>
      <div aria-live="polite" class="unseen">
        {names.length} operations
      </div>
      {names.length === 0 && <Empty title="No operation has this in its name or sentence." />}
      {groupsOf(names).map(({ title, operations: members }) => (
        <Section key={title} title={title}>
          <ul class="cards">
            {members.map((name) => (
              <li key={name}>
                <a href={hrefOf(['operations', name])}>{name}</a>
                <p>{sentenceFor(name)}</p>
              </li>
            ))}
          </ul>
        </Section>
      ))}
    </Page>
  );
}

function OperationPage({ name, preset }: { name: string; preset: Answer }): JSX.Element {
  const { operations } = useSession();
  const row = operations.get(name);
  const trail = <a href={hrefOf(['operations'])}>All operations</a>;
  if (row === undefined)
    return (
      <Page title={name} trail={trail}>
        <Empty title="The API has no such operation." />
      </Page>
    );
  const { actions, readOnly, input } = row;
  return (
    <Page title={name} trail={trail} lead={sentenceFor(name)}>
      <p class="facts">
        <span>{readOnly ? 'Changes nothing' : 'Changes something'}</span>
        {actions.length > 0 && (
          <span>
            Needs <code>{actions.join(', ')}</code>
          </span>
        )}
      </p>
      <Section title="Request">
        <OperationForm
          operation={name}
          preset={preset}
          isTechnical
          first={Object.keys(input)}
          submit={`Call ${name}`}
        />
      </Section>
    </Page>
  );
}
