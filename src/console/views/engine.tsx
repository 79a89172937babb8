/**
 * The engine: what computes, and whether it has proved itself.
 *
 * In the page every known-answer test can be run; a server says which engine it has.
 *
 * @module
 */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { EngineReport, PrimitiveReport } from '../../crypto/engine.ts';
import type { EmbeddedService } from '../embedded.ts';
import { AnswerList } from '../parts/answer.tsx';
import { CodeBlock, Empty, ErrorNote, Page, Row, Section, Table, Waiting } from '../parts/basics.tsx';
import { useAsked, useSession } from '../parts/session.tsx';

/** The report of the page's engine, or what a server says of its own. */
export function EngineView(): JSX.Element {
  const { service } = useSession();
  return (
    <Page
      title="Engine"
      lead="Every primitive proves itself by known answers before its first use; one that fails closes the engine."
    >
      {service === undefined ? <ServerEngine /> : <PageEngine service={service} />}
    </Page>
  );
}

function ServerEngine(): JSX.Element {
  const { client } = useSession();
  const { value, isWaiting } = useAsked(() => client.health(), [client]);
  return (
    <>
      <Section title="This server">
        {isWaiting && <Waiting lines={3} />}
        {value !== undefined && <AnswerList answer={value} />}
        {value === undefined && !isWaiting && <Empty title="This server says nothing of itself." />}
      </Section>
      <Section
        title="Self-test"
        lead="Every known-answer test, and which engine does what from which size on, on the server's machine:"
      >
        <CodeBlock
          text={`strongroom selftest --engine ${String(value?.['engine'] ?? 'auto')}`}
          what="the command"
        />
      </Section>
    </>
  );
}

function PageEngine({ service }: { service: EmbeddedService }): JSX.Element {
  const [report, setReport] = useState<EngineReport>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const [elapsedMs, setElapsedMs] = useState(0);
  const run = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    const startedAtMs = performance.now();
    try {
      setReport(await service.testEngine());
      setElapsedMs(performance.now() - startedAtMs);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const button = (
    <button type="button" class="primary" onClick={() => void run()} aria-busy={isBusy} disabled={isBusy}>
      {isBusy ? 'Testing' : 'Run every self-test'}
    </button>
  );
  return (
    <Section title="Self-test" actions={button}>
      <ErrorNote error={error} />
      <div aria-live="polite">
        {report === undefined ? (
          <p class="muted">The engine of this page, tested in this browser: it takes a second or two.</p>
        ) : (
          <p class={report.state === 'ready' ? 'fine' : ''}>
            {report.state === 'ready' ? '✓ All passed' : '✕ A test failed: the engine is closed'},{' '}
            {Math.round(elapsedMs)} ms
          </p>
        )}
      </div>
      {report !== undefined && (
        <Table label="Primitives" head={['Primitive', 'Engine', 'Self-test', 'Longer messages']}>
          {report.primitives.map((primitive) => (
            <PrimitiveRow key={primitive.primitive} report={primitive} />
          ))}
        </Table>
      )}
    </Section>
  );
}

function PrimitiveRow({ report }: { report: PrimitiveReport }): JSX.Element {
  const { primitive, engine, selfTest, longer, members = {} } = report;
  return (
    <Row>
      <td>
        <code>{primitive}</code>
      </td>
      <td>
        <span class="stack">
          {engine}
          {Object.entries(members).map(([member, other]) => (
            <span key={member} class="muted">
              {member}: {other}
            </span>
          ))}
        </span>
      </td>
      <td class="nowrap">
        {selfTest === 'passed' ? '✓' : selfTest === 'failed' ? '✕' : '·'} {selfTest}
      </td>
      <td>
        {longer === undefined ? '' : `${longer.engine} from ${longer.from} bytes on: ${longer.selfTest}`}
      </td>
    </Row>
  );
}
