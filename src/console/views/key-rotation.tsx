/**
 * A key's rotation: by itself, on demand, and those that it has had.
 *
 * @module
 */
import type { JSX } from 'preact';
import type { Answer } from '../client.ts';
import { formatTime, shorten } from '../format.ts';
import { readAll } from '../key-list.ts';
import { AnswerList } from '../parts/answer.tsx';
import { Empty, ErrorNote, Row, Section, Table, Waiting } from '../parts/basics.tsx';
import { ActionButton } from '../parts/operation-form.tsx';
import { useAsked, useSession } from '../parts/session.tsx';
import type { TabProps } from './tab-props.ts';

/** The tab. */
export function RotationTab({ facts, reload }: TabProps): JSX.Element {
  const { client } = useSession();
  const KeyId = facts.keyId;
  const status = useAsked(() => client.call('GetKeyRotationStatus', { KeyId }), [client, KeyId]);
  const past = useAsked(
    () => readAll(client, 'ListKeyRotations', 'Rotations', { KeyId, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' }),
    [client, KeyId],
  );
  const again = (): void => {
    status.reload();
    past.reload();
    reload();
  };
  return (
    <>
      <Section
        title="Rotation"
        lead="A rotated key encrypts with new material and goes on decrypting with all that it ever had."
        actions={status.value && <RotationActions facts={facts} status={status.value} reload={again} />}
      >
        <ErrorNote error={status.error} />
        {status.value === undefined && status.error === undefined && <Waiting />}
        {status.value !== undefined && <AnswerList answer={status.value} />}
      </Section>
      <Section title="Key material">
        <ErrorNote error={past.error} />
        {past.value?.length === 0 && <Empty title="This key was never rotated." />}
        {past.value !== undefined && past.value.length > 0 && <Rotations rotations={past.value} />}
      </Section>
    </>
  );
}

function RotationActions({
  facts,
  status,
  reload,
}: {
  facts: TabProps['facts'];
  status: Answer;
  reload: () => void;
}): JSX.Element {
  const fixed = { KeyId: facts.keyId };
  const isOn = status['KeyRotationEnabled'] === true;
  const days = { RotationPeriodInDays: status['RotationPeriodInDays'] ?? 365 };
  return (
    <>
      <ActionButton operation="RotateKeyOnDemand" label="Rotate now" fixed={fixed} onDone={reload} />
      {facts.origin !== 'EXTERNAL' && (
        <ActionButton
          operation="EnableKeyRotation"
          label={isOn ? 'Change the period' : 'Rotate by itself'}
          fixed={fixed}
          preset={days}
          submit="Save"
          onDone={reload}
        />
      )}
      {isOn && (
        <ActionButton operation="DisableKeyRotation" label="Stop rotating" fixed={fixed} onDone={reload} />
      )}
    </>
  );
}

function Rotations({ rotations }: { rotations: readonly Answer[] }): JSX.Element {
  return (
    <Table label="Key material" head={['Material', 'State', 'Rotated', 'By', 'Imported']}>
      {rotations.map((rotation, i) => (
        <Row key={i}>
          <td>
            <code title={String(rotation['KeyMaterialId'] ?? '')}>
              {shorten(String(rotation['KeyMaterialId'] ?? ''), 20)}
            </code>
          </td>
          <td>{String(rotation['KeyMaterialState'] ?? '')}</td>
          <td class="nowrap">
            {rotation['RotationDate'] === undefined ? (
              <span class="muted">the first</span>
            ) : (
              <time>{formatTime(Number(rotation['RotationDate']))}</time>
            )}
          </td>
          <td>{String(rotation['RotationType'] ?? '')}</td>
          <td>{String(rotation['ImportState'] ?? '')}</td>
        </Row>
      ))}
    </Table>
  );
}
