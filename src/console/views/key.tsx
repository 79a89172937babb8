/**
 * The page about one key: what it is, its life, and a tab for each thing that it has.
 *
 * @module
 */
import type { JSX } from 'preact';
import type { Answer } from '../client.ts';
import { type KeyFacts, lifeActionsOf, readKeyFacts, tabsOf, usesOf } from '../key-facts.ts';
import { readAll } from '../key-list.ts';
import { sentenceFor } from '../operation-guide.ts';
import { Empty, ErrorNote, Page, Section, StateBadge, Waiting } from '../parts/basics.tsx';
import { ActionButton } from '../parts/operation-form.tsx';
import { useAsked, useSession } from '../parts/session.tsx';
import { hrefOf } from '../route.ts';
import { GrantsTab } from './key-grants.tsx';
import { ImportTab } from './key-import.tsx';
import { OverviewTab } from './key-overview.tsx';
import { PolicyTab } from './key-policy.tsx';
import { RegionsTab } from './key-regions.tsx';
import { RotationTab } from './key-rotation.tsx';
import type { TabProps } from './tab-props.ts';

const TABS: Readonly<Record<string, (props: TabProps) => JSX.Element>> = {
  overview: OverviewTab,
  policy: PolicyTab,
  grants: GrantsTab,
  rotation: RotationTab,
  import: ImportTab,
  regions: RegionsTab,
  use: UseTab,
};

/** The page. */
export function KeyView({ id, tab }: { id: string; tab: string }): JSX.Element {
  const { client } = useSession();
  const asked = useAsked(async () => {
    const { KeyMetadata } = await client.call('DescribeKey', { KeyId: id });
    const facts = readKeyFacts(KeyMetadata as Answer);
    const aliases = await readAll(client, 'ListAliases', 'Aliases', { KeyId: facts.keyId }).catch(() => []);
    return { facts, aliases: aliases.map((alias) => String(alias['AliasName'])) };
  }, [client, id]);
  const trail = <a href={hrefOf(['keys'])}>Keys</a>;
  const { value } = asked;
  if (value === undefined)
    return (
      <Page title={id} trail={trail}>
        <ErrorNote error={asked.error} />
        {asked.error === undefined && <Waiting lines={8} />}
      </Page>
    );
  const { facts, aliases } = value;
  const Tab = TABS[tab] ?? OverviewTab;
  const props = { facts, aliases, reload: asked.reload };
  return (
    <Page title={aliases[0] ?? facts.keyId} trail={trail} actions={<LifeActions {...props} />}>
      <p class="facts">
        <StateBadge state={facts.state} />
        <span>{facts.spec}</span>
        <span>{facts.usage}</span>
        {aliases.length > 0 && <code>{facts.keyId}</code>}
      </p>
      <StateNote facts={facts} />
      <nav class="tabs" aria-label="Parts of this key">
        {tabsOf(facts).map(({ id: name, title }) => (
          <a
            key={name}
            href={hrefOf(['keys', id, name])}
            aria-current={TABS[name] === Tab ? 'page' : undefined}
          >
            {title}
          </a>
        ))}
      </nav>
      <Tab key={facts.arn} {...props} />
    </Page>
  );
}

function LifeActions({ facts, aliases, reload }: TabProps): JSX.Element {
  return (
    <>
      {lifeActionsOf(facts).map(({ operation, title }) => (
        <ActionButton
          key={operation}
          operation={operation}
          label={title}
          title={`${title}: ${aliases[0] ?? facts.keyId}`}
          fixed={{ KeyId: facts.keyId }}
          names={[...aliases, facts.keyId]}
          onDone={reload}
        />
      ))}
    </>
  );
}

/** What a state means for whoever looks at the key, where it needs saying. */
const STATE_SENTENCES: Readonly<Record<string, string>> = {
  Disabled: 'It cannot be used until it is enabled again. What it encrypted stays readable afterwards.',
  PendingDeletion: 'It cannot be used. Once it is deleted, nothing that it encrypted can be read again.',
  PendingReplicaDeletion: 'It is deleted after its last replica is.',
  PendingImport: 'It has no key material yet: the tab Import takes it.',
  Unavailable: 'Its custom key store cannot be reached.',
};

function StateNote({ facts }: { facts: KeyFacts }): JSX.Element | null {
  const sentence = STATE_SENTENCES[facts.state];
  return sentence === undefined ? null : (
    <div class="note calm">
      <p>{sentence}</p>
    </div>
  );
}

function UseTab({ facts, aliases }: TabProps): JSX.Element {
  const uses = usesOf(facts);
  const key = aliases[0] ?? facts.keyId;
  if (uses.length === 0) return <Empty title="This console does not know the usage of this key." />;
  return (
    <Section title="Use this key">
      <ul class="cards">
        {uses.map((operation) => (
          <li key={operation}>
            <a href={hrefOf(['use', operation], { KeyId: key })}>{operation}</a>
            <p>{sentenceFor(operation)}</p>
          </li>
        ))}
      </ul>
    </Section>
  );
}
