/**
 * Custom key stores: keys that lie in an HSM cluster or outside, and how they are connected.
 *
 * @module
 */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Answer } from '../client.ts';
import { readAll } from '../key-list.ts';
import { AnswerList } from '../parts/answer.tsx';
import { Empty, ErrorNote, Page, Section, Segments, StateBadge, Waiting } from '../parts/basics.tsx';
import { ActionButton, OperationForm } from '../parts/operation-form.tsx';
import { useAsked, useSession } from '../parts/session.tsx';

/** The members that each kind of store takes. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  EXTERNAL_KEY_STORE: [
    'CustomKeyStoreName',
    'XksProxyUriEndpoint',
    'XksProxyUriPath',
    'XksProxyConnectivity',
    'XksProxyVpcEndpointServiceName',
    'XksProxyVpcEndpointServiceOwner',
    'XksProxyAuthenticationCredential',
  ],
  AWS_CLOUDHSM: ['CustomKeyStoreName', 'CloudHsmClusterId', 'TrustAnchorCertificate', 'KeyStorePassword'],
};

/** The list, and the form to add one. */
export function StoresView(): JSX.Element {
  const { client } = useSession();
  const asked = useAsked(() => readAll(client, 'DescribeCustomKeyStores', 'CustomKeyStores'), [client]);
  const stores = asked.value;
  return (
    <Page
      title="Custom key stores"
      lead="Stores whose keys lie in an HSM cluster, or behind a proxy of an external key manager."
    >
      <ErrorNote error={asked.error} />
      {stores === undefined && asked.error === undefined && <Waiting />}
      {stores?.length === 0 && (
        <Empty title="There are no custom key stores.">
          <p>Keys lie in the store of this service. Add a custom one to keep some elsewhere.</p>
        </Empty>
      )}
      {stores?.map((store) => (
        <Store key={String(store['CustomKeyStoreId'])} store={store} reload={asked.reload} />
      ))}
      <NewStore reload={asked.reload} />
    </Page>
  );
}

function Store({ store, reload }: { store: Answer; reload: () => void }): JSX.Element {
  const { CustomKeyStoreId, CustomKeyStoreName, ConnectionState, CustomKeyStoreType } = store;
  const fixed = { CustomKeyStoreId };
  const names = [String(CustomKeyStoreName), String(CustomKeyStoreId)];
  const isConnected = ConnectionState === 'CONNECTED';
  const actions = (
    <>
      <ActionButton
        operation={isConnected ? 'DisconnectCustomKeyStore' : 'ConnectCustomKeyStore'}
        label={isConnected ? 'Disconnect' : 'Connect'}
        fixed={fixed}
        onDone={reload}
      />
      <ActionButton
        operation="UpdateCustomKeyStore"
        label="Change"
        title={`Change ${names[0]}`}
        fixed={fixed}
        first={(KINDS[String(CustomKeyStoreType)] ?? []).map((name) =>
          name === 'CustomKeyStoreName' ? 'NewCustomKeyStoreName' : name,
        )}
        onDone={reload}
      />
      <ActionButton
        operation="DeleteCustomKeyStore"
        label="Delete"
        title={`Delete ${names[0]}`}
        fixed={fixed}
        names={names}
        onDone={reload}
      />
    </>
  );
  return (
    <Section title={names[0] ?? ''} actions={actions}>
      <p>
        <StateBadge state={String(ConnectionState)} />
      </p>
      <AnswerList answer={store} />
    </Section>
  );
}

function NewStore({ reload }: { reload: () => void }): JSX.Element {
  const [kind, setKind] = useState('EXTERNAL_KEY_STORE');
  return (
    <Section title="Add a custom key store">
      <Segments label="Kind" values={Object.keys(KINDS)} value={kind} onChange={setKind} />
      <OperationForm
        key={kind}
        operation="CreateCustomKeyStore"
        fixed={{ CustomKeyStoreType: kind }}
        first={KINDS[kind] ?? []}
        submit="Add the store"
        onDone={reload}
      />
    </Section>
  );
}
