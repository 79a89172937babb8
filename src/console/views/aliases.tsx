/**
 * Aliases: every friendly name of the account and Region, and where it points.
 *
 * @module
 */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Answer } from '../client.ts';
import { formatTime } from '../format.ts';
import { readAll } from '../key-list.ts';
import { Empty, ErrorNote, Page, Row, Table, Waiting } from '../parts/basics.tsx';
import { ActionButton } from '../parts/operation-form.tsx';
import { useAsked, useSession } from '../parts/session.tsx';
import { hrefOf } from '../route.ts';

/** The list. */
export function AliasesView(): JSX.Element {
  const { client } = useSession();
  const [text, setText] = useState('');
  const asked = useAsked(() => readAll(client, 'ListAliases', 'Aliases'), [client]);
  const wanted = text.trim().toLowerCase();
  const all = asked.value;
  const aliases = all?.filter(({ AliasName, TargetKeyId }) =>
    `${AliasName} ${TargetKeyId ?? ''}`.toLowerCase().includes(wanted),
  );
  const create = (
    <ActionButton
      operation="CreateAlias"
      label="Create an alias"
      preset={{ AliasName: 'alias/' }}
      onDone={asked.reload}
    />
  );
  return (
    <Page
      title="Aliases"
      lead="An alias is a name for a key. Programs that use it need not know which key it points at today."
      actions={create}
    >
      <ErrorNote error={asked.error} />
      {all === undefined && asked.error === undefined && <Waiting lines={5} />}
      {all?.length === 0 && (
        <Empty title="There are no aliases in this Region yet.">
          <p>Create one for a key that you have, or together with a new key.</p>
        </Empty>
      )}
      {aliases !== undefined && all !== undefined && all.length > 0 && (
        <>
          <div class="filters">
            <label class="grow">
              <span>Find by name or key</span>
              <input type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} />
            </label>
          </div>
          <Table label="Aliases" head={['Alias', 'Key', 'Changed', <span class="unseen">Actions</span>]}>
            {aliases.map((alias) => (
              <AliasRow key={String(alias['AliasName'])} alias={alias} reload={asked.reload} />
            ))}
          </Table>
        </>
      )}
    </Page>
  );
}

function AliasRow({ alias, reload }: { alias: Answer; reload: () => void }): JSX.Element {
  const { AliasName, TargetKeyId, LastUpdatedDate } = alias;
  const name = String(AliasName);
  const isTheirs = name.startsWith('alias/aws/');
  return (
    <Row>
      <td>
        <code>{name}</code>
      </td>
      <td>
        {TargetKeyId === undefined ? (
          <span class="muted">made at its first use</span>
        ) : (
          <a href={hrefOf(['keys', String(TargetKeyId)])}>
            <code>{String(TargetKeyId)}</code>
          </a>
        )}
      </td>
      <td class="nowrap">
        {LastUpdatedDate !== undefined && <time>{formatTime(Number(LastUpdatedDate))}</time>}
      </td>
      <td class="right nowrap">
        {!isTheirs && (
          <>
            <ActionButton
              operation="UpdateAlias"
              label="Point at another key"
              isSmall
              fixed={{ AliasName: name }}
              preset={{ TargetKeyId }}
              onDone={reload}
            />
            <ActionButton
              operation="DeleteAlias"
              label="Delete"
              title={`Delete ${name}`}
              isSmall
              fixed={{ AliasName: name }}
              names={[name]}
              onDone={reload}
            />
          </>
        )}
      </td>
    </Row>
  );
}
