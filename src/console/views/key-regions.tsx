/**
 * A multi-Region key: its primary and its replicas, and ways to make another one of either.
 *
 * @module
 */
import type { JSX } from 'preact';
import type { Answer } from '../client.ts';
import { Empty, Row, Section, Table } from '../parts/basics.tsx';
import { ActionButton, OperationForm } from '../parts/operation-form.tsx';
import { useSession } from '../parts/session.tsx';
import { hrefOf } from '../route.ts';
import type { TabProps } from './tab-props.ts';

/** The tab. */
export function RegionsTab({ facts, reload }: TabProps): JSX.Element {
  const { MultiRegionKeyType, PrimaryKey, ReplicaKeys } = facts.metadata[
    'MultiRegionConfiguration'
  ] as Answer;
  const replicas = (ReplicaKeys ?? []) as readonly Answer[];
  const isPrimary = MultiRegionKeyType === 'PRIMARY';
  return (
    <>
      <Section
        title="Related keys"
        lead="They share their id and their material; all else is each one's own."
      >
        <Table label="Related keys" head={['Region', 'Role', 'ARN', <span class="unseen">Actions</span>]}>
          <RelatedRow related={PrimaryKey as Answer} part="primary" here={facts.region} keyId={facts.keyId} />
          {replicas.map((replica) => (
            <RelatedRow
              key={String(replica['Region'])}
              related={replica}
              part="replica"
              here={facts.region}
              keyId={facts.keyId}
            >
              {isPrimary && (
                <ActionButton
                  operation="UpdatePrimaryRegion"
                  label="Make it the primary"
                  isSmall
                  fixed={{ KeyId: facts.keyId, PrimaryRegion: replica['Region'] }}
                  onDone={reload}
                />
              )}
            </RelatedRow>
          ))}
        </Table>
      </Section>
      <Section title="Make a replica">
        {isPrimary ? (
          <OperationForm
            operation="ReplicateKey"
            fixed={{ KeyId: facts.keyId }}
            first={['ReplicaRegion', 'Description', 'Tags']}
            submit="Make the replica"
            onDone={reload}
          />
        ) : (
          <Empty
            title={`Replicas are made from the primary, in ${String((PrimaryKey as Answer)['Region'])}.`}
          />
        )}
      </Section>
    </>
  );
}

function RelatedRow({
  related,
  part,
  here,
  keyId,
  children,
}: {
  related: Answer;
  part: string;
  here: string;
  keyId: string;
  children?: preact.ComponentChildren;
}): JSX.Element {
  const { settings, change } = useSession();
  const region = String(related['Region']);
  const go = (): void => {
    change({ ...settings, region });
    location.hash = hrefOf(['keys', keyId, 'regions']);
  };
  return (
    <Row>
      <td>
        {region} {region === here && <span class="muted">(this one)</span>}
      </td>
      <td>{part}</td>
      <td>
        <code>{String(related['Arn'])}</code>
      </td>
      <td class="right">
        {children}
        {region !== here && (
          <button type="button" class="small quiet" onClick={go}>
            Go to {region}
          </button>
        )}
      </td>
    </Row>
  );
}
