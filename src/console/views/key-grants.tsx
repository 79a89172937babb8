/**
 * A key's grants: who has what, and ways to make, retire and revoke one.
 *
 * @module
 */
import type { JSX } from 'preact';
import type { Answer } from '../client.ts';
import { formatTime, shorten } from '../format.ts';
import { readAll } from '../key-list.ts';
import { Empty, ErrorNote, Row, Section, Table, Waiting } from '../parts/basics.tsx';
import { ActionButton, OperationForm } from '../parts/operation-form.tsx';
import { useAsked, useSession } from '../parts/session.tsx';
import type { TabProps } from './tab-props.ts';

/** The tab. */
export function GrantsTab({ facts }: TabProps): JSX.Element {
  const { client } = useSession();
  const KeyId = facts.keyId;
  const asked = useAsked(() => readAll(client, 'ListGrants', 'Grants', { KeyId }), [client, KeyId]);
  const grants = asked.value;
  return (
    <>
      <Section
        title="Grants"
        lead="A grant lets one principal do a few things with this key, beside its policy."
      >
        <ErrorNote error={asked.error} />
        {grants === undefined && asked.error === undefined && <Waiting />}
        {grants?.length === 0 && <Empty title="No grants on this key." />}
        {grants !== undefined && grants.length > 0 && (
          <Table
            label="Grants"
            head={['Grant', 'Grantee', 'Operations', 'Made', <span class="unseen">Actions</span>]}
          >
            {grants.map((grant) => (
              <GrantRow
                key={String(grant['GrantId'])}
                grant={grant}
                keyArn={facts.arn}
                reload={asked.reload}
              />
            ))}
          </Table>
        )}
      </Section>
      <Section title="Make a grant">
        <OperationForm
          operation="CreateGrant"
          fixed={{ KeyId }}
          first={['GranteePrincipal', 'Operations', 'RetiringPrincipal', 'Constraints', 'Name']}
          submit="Make the grant"
          onDone={asked.reload}
        />
      </Section>
    </>
  );
}

function GrantRow({
  grant,
  keyArn,
  reload,
}: {
  grant: Answer;
  keyArn: string;
  reload: () => void;
}): JSX.Element {
  const { GrantId, Name, GranteePrincipal, GranteeServicePrincipal, Operations, CreationDate, Constraints } =
    grant;
  const fixed = { KeyId: keyArn, GrantId };
  return (
    <Row>
      <td>
        <span class="stack">
          {Name !== undefined && Name !== '' && <span>{String(Name)}</span>}
          <code title={String(GrantId)}>{shorten(String(GrantId), 16)}</code>
        </span>
      </td>
      <td>
        <code>{String(GranteePrincipal ?? GranteeServicePrincipal)}</code>
      </td>
      <td>
        <span class="stack">
          {(Operations as readonly string[]).join(', ')}
          {Constraints !== undefined && <code class="muted">{JSON.stringify(Constraints)}</code>}
        </span>
      </td>
      <td class="nowrap">
        <time>{formatTime(Number(CreationDate))}</time>
      </td>
      <td class="right nowrap">
        <ActionButton
          operation="RetireGrant"
          label="Retire"
          isSmall
          fixed={fixed}
          first={[]}
          onDone={reload}
        />
        <ActionButton
          operation="RevokeGrant"
          label="Revoke"
          isSmall
          fixed={fixed}
          first={[]}
          onDone={reload}
        />
      </td>
    </Row>
  );
}
