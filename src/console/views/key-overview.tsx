/**
 * A key's metadata, description, aliases, tags and last use.
 *
 * @module
 */
import type { JSX } from 'preact';
import type { Answer } from '../client.ts';
import { readAll } from '../key-list.ts';
import { AnswerList } from '../parts/answer.tsx';
import { Empty, ErrorNote, Row, Section, Table, Waiting } from '../parts/basics.tsx';
import { ActionButton } from '../parts/operation-form.tsx';
import { useAsked, useSession } from '../parts/session.tsx';
import { hrefOf } from '../route.ts';
import type { TabProps } from './tab-props.ts';

/** Members of the metadata in the order in which people look for them; whatever else there is follows. */
const FIRST: readonly string[] = [
  'Arn',
  'Description',
  'KeyState',
  'KeySpec',
  'KeyUsage',
  'CreationDate',
  'DeletionDate',
  'Origin',
  'ExpirationModel',
  'ValidTo',
  'KeyManager',
];
/** Said elsewhere on the page, or twice by AWS. */
const LEFT_OUT: ReadonlySet<string> = new Set(['KeyId', 'Enabled', 'CustomerMasterKeySpec', 'AWSAccountId']);

/** The tab. */
export function OverviewTab(props: TabProps): JSX.Element {
  const { facts, reload } = props;
  const rest = Object.keys(facts.metadata).filter((name) => !FIRST.includes(name) && !LEFT_OUT.has(name));
  const describe = (
    <ActionButton
      operation="UpdateKeyDescription"
      label="Edit the description"
      fixed={{ KeyId: facts.keyId }}
      preset={{ Description: facts.description }}
      onDone={reload}
    />
  );
  return (
    <>
      <Section title="Metadata" actions={facts.manager === 'AWS' ? undefined : describe}>
        <AnswerList answer={facts.metadata} names={[...FIRST, ...rest]} />
      </Section>
      <div class="two">
        <Aliases {...props} />
        <Tags {...props} />
      </div>
      <LastUse {...props} />
    </>
  );
}

function Aliases({ facts, aliases, reload }: TabProps): JSX.Element {
  const add = (
    <ActionButton
      operation="CreateAlias"
      label="Add an alias"
      isSmall
      fixed={{ TargetKeyId: facts.keyId }}
      preset={{ AliasName: 'alias/' }}
      onDone={reload}
    />
  );
  return (
    <Section title="Aliases" actions={add}>
      {aliases.length === 0 ? (
        <Empty title="No aliases">
          <p>An alias is a name that can be pointed at another key later.</p>
        </Empty>
      ) : (
        <ul class="items">
          {aliases.map((name) => (
            <li key={name} class="copyable">
              <code>{name}</code>
              <ActionButton
                operation="DeleteAlias"
                label="Delete"
                title={`Delete ${name}`}
                isSmall
                fixed={{ AliasName: name }}
                names={[name]}
                onDone={reload}
              />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Tags({ facts }: TabProps): JSX.Element {
  const { client } = useSession();
  const asked = useAsked(
    () => readAll(client, 'ListResourceTags', 'Tags', { KeyId: facts.keyId }),
    [client, facts.keyId],
  );
  const tags = asked.value;
  const add = (
    <ActionButton
      operation="TagResource"
      label="Add tags"
      isSmall
      fixed={{ KeyId: facts.keyId }}
      preset={{ Tags: [{ TagKey: '', TagValue: '' }] }}
      onDone={asked.reload}
    />
  );
  return (
    <Section title="Tags" actions={add}>
      <ErrorNote error={asked.error} />
      {tags === undefined && asked.error === undefined && <Waiting lines={1} />}
      {tags?.length === 0 && (
        <Empty title="No tags">
          <p>Policies can allow by tags, and bills can be split by them.</p>
        </Empty>
      )}
      {tags !== undefined && tags.length > 0 && (
        <Table label="Tags" head={['Key', 'Value', <span class="unseen">Actions</span>]}>
          {tags.map((tag) => (
            <TagRow key={String(tag['TagKey'])} tag={tag} keyId={facts.keyId} reload={asked.reload} />
          ))}
        </Table>
      )}
    </Section>
  );
}

function TagRow({ tag, keyId, reload }: { tag: Answer; keyId: string; reload: () => void }): JSX.Element {
  const name = String(tag['TagKey']);
  return (
    <Row>
      <td>{name}</td>
      <td>{String(tag['TagValue'])}</td>
      <td class="right">
        <RemoveTag name={name} keyId={keyId} reload={reload} />
      </td>
    </Row>
  );
}

function RemoveTag({
  name,
  keyId,
  reload,
}: {
  name: string;
  keyId: string;
  reload: () => void;
}): JSX.Element {
  return (
    <ActionButton
      operation="UntagResource"
      label="Remove"
      isSmall
      fixed={{ KeyId: keyId, TagKeys: [name] }}
      onDone={reload}
    />
  );
}

function LastUse({ facts }: TabProps): JSX.Element {
  const { client } = useSession();
  const { value, error } = useAsked(
    () => client.call('GetKeyLastUsage', { KeyId: facts.keyId }),
    [client, facts.keyId],
  );
  const query = { attribute: 'ResourceName', value: facts.arn };
  const events = <a href={hrefOf(['audit'], query)}>Events of this key</a>;
  return (
    <Section title="Last use" actions={events}>
      <ErrorNote error={error} />
      {value !== undefined && <AnswerList answer={value} />}
      {value === undefined && error === undefined && <Waiting lines={1} />}
    </Section>
  );
}
