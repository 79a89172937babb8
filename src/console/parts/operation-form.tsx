/**
 * The form of an operation, made from its row: fields, the call, the answer, and the same call on the AWS CLI.
 *
 * Every view that changes something goes through this file, so that what the table says is what is asked.
 *
 * @module
 */
import type { ComponentChildren, JSX } from 'preact';
import { useId, useMemo, useRef, useState } from 'preact/hooks';
import type { OperationDescription } from '../../operations/description.ts';
import type { Answer } from '../client.ts';
import { FormError, formOf, readForm, type StructureState } from '../form-model.ts';
import { wordsOf } from '../format.ts';
import { confirms } from '../key-facts.ts';
import { CAREFUL, DANGEROUS, sentenceFor } from '../operation-guide.ts';
import { shellLine } from '../shell-line.ts';
import { AnswerList } from './answer.tsx';
import { CodeBlock, Dialog, ErrorNote } from './basics.tsx';
import { FormContext } from './field-frame.tsx';
import { Fields } from './fields.tsx';
import { useKeyChoices, useSession } from './session.tsx';

/** Members that few calls need: they stand behind "More options". */
const RARE: ReadonlySet<string> = new Set([
  'BypassPolicyLockoutSafetyCheck',
  'CustomerMasterKeySpec',
  'DryRun',
  'DryRunModifiers',
  'GrantTokens',
  'Recipient',
]);

export interface OperationFormProps {
  readonly operation: string;
  /** Values to begin with. */
  readonly preset?: Answer;
  /** Values that are sent and not asked for. */
  readonly fixed?: Answer;
  /** The members to ask for at once, in this order; those that few need stand behind, others too. */
  readonly first?: readonly string[];
  /** Members that are not asked for at all. */
  readonly without?: readonly string[];
  readonly choices?: Readonly<Record<string, readonly string[]>>;
  readonly submit?: string;
  /** Names of what is changed, one of which is typed before something dangerous. */
  readonly names?: readonly string[];
  readonly isTechnical?: boolean;
  readonly onDone?: (answer: Answer, request: Answer) => void;
  /** Whether the answer is shown by the caller. */
  readonly isQuiet?: boolean;
  /** Above the button. */
  readonly children?: ComponentChildren;
}

/** What came of the last try. */
interface Outcome {
  readonly answer?: Answer;
  readonly error?: unknown;
  readonly isBusy?: boolean;
}

/** A form that calls. */
export function OperationForm(props: OperationFormProps): JSX.Element {
  const { operations } = useSession();
  const row = operations.get(props.operation);
  if (row === undefined) return <ErrorNote error={new Error(`There is no operation ${props.operation}.`)} />;
  return <RowForm {...props} row={row} />;
}

function RowForm(props: OperationFormProps & { readonly row: OperationDescription }): JSX.Element {
  const { row, preset = {}, fixed = {}, choices = {}, isTechnical = false, isQuiet = false } = props;
  const { client } = useSession();
  const [state, setState] = useState<StructureState>(() => formOf(row.input, { ...preset, ...fixed }));
  const [outcome, setOutcome] = useState<Outcome>({});
  const [typed, setTyped] = useState('');
  const output = useRef<HTMLDivElement>(null);
  const keyList = useId();
  const { shown, rare } = useMemo(() => arrange(props), [props.first, props.without, row]);
  const isDangerous = DANGEROUS.has(row.name) && props.names !== undefined;
  const isConfirmed = !isDangerous || confirms(typed, props.names ?? []);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (outcome.isBusy === true || !isConfirmed) return;
    setOutcome({ isBusy: true });
    try {
      const request = { ...readForm(row.input, state), ...fixed };
      const answer = await client.call(row.name, request);
      setOutcome({ answer });
      props.onDone?.(answer, request);
    } catch (error) {
      setOutcome({ error });
    }
    output.current?.scrollIntoView({ block: 'nearest' });
  };
  const problem = outcome.error instanceof FormError ? outcome.error : undefined;
  const context = { isTechnical, choices, keyList, problem };
  return (
    <FormContext.Provider value={context}>
      <form class="operation" onSubmit={(event) => void submit(event)} noValidate>
        <Fields members={row.input} names={shown} state={state} onChange={setState} />
        {rare.length > 0 && (
          <details class="more">
            <summary>More options</summary>
            <Fields members={row.input} names={rare} state={state} onChange={setState} />
          </details>
        )}
        {props.children}
        {isDangerous && <Confirmation names={props.names ?? []} typed={typed} onType={setTyped} />}
        <div class="submit">
          <button
            type="submit"
            class={isDangerous ? 'danger' : 'primary'}
            disabled={!isConfirmed}
            aria-busy={outcome.isBusy === true}
          >
            {props.submit ?? wordsOf(row.name)}
          </button>
        </div>
        <KeyList id={keyList} />
      </form>
      <div ref={output} class="outcome" aria-live="polite">
        <ErrorNote error={outcome.error} />
        {outcome.answer !== undefined && !isQuiet && <Done row={row} answer={outcome.answer} />}
      </div>
      <CommandLine row={row} state={state} fixed={fixed} />
    </FormContext.Provider>
  );
}

function Done({ row, answer }: { row: OperationDescription; answer: Answer }): JSX.Element {
  return (
    <section class="note done" aria-label="Answer">
      <p>
        <strong>{wordsOf(row.name)}: done</strong>
      </p>
      <AnswerList answer={answer} names={namesIn(answer, row)} />
    </section>
  );
}

/** The members in AWS's order, and whatever the answer has besides. */
function namesIn(answer: Answer, { output }: OperationDescription): readonly string[] {
  return [...output, ...Object.keys(answer).filter((name) => !output.includes(name))];
}

function arrange({
  row,
  first,
  without = [],
  fixed = {},
}: OperationFormProps & { row: OperationDescription }): {
  shown: readonly string[];
  rare: readonly string[];
} {
  const asked = Object.keys(row.input).filter((name) => !without.includes(name) && !(name in fixed));
  const shown = (first ?? asked.filter((name) => !RARE.has(name))).filter((name) => asked.includes(name));
  return { shown, rare: asked.filter((name) => !shown.includes(name)) };
}

function KeyList({ id }: { id: string }): JSX.Element {
  const keys = useKeyChoices();
  return (
    <datalist id={id}>
      {keys.map(({ value, label }) => (
        <option key={value} value={value} label={label} />
      ))}
    </datalist>
  );
}

function Confirmation({
  names,
  typed,
  onType,
}: {
  names: readonly string[];
  typed: string;
  onType: (text: string) => void;
}): JSX.Element {
  const id = useId();
  return (
    <div class="field confirm">
      <label for={id}>
        To confirm, type <code>{names[0]}</code>
      </label>
      <input
        id={id}
        type="text"
        value={typed}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => onType(event.currentTarget.value)}
      />
    </div>
  );
}

/** What can be read of the form so far, as one would type it. */
function CommandLine({
  row,
  state,
  fixed,
}: {
  row: OperationDescription;
  state: StructureState;
  fixed: Answer;
}): JSX.Element {
  const { settings } = useSession();
  const line = useMemo(() => {
    try {
      const target =
        settings.mode === 'embedded' ? {} : { endpoint: settings.endpoint, region: settings.region };
      return shellLine(row.name, row.input, { ...readForm(row.input, state), ...fixed }, target);
    } catch {
      return undefined;
    }
  }, [state, row, settings]);
  return (
    <details class="cli">
      <summary>The same on the AWS CLI</summary>
      {line === undefined ? (
        <p class="muted">Something in the form cannot be read yet.</p>
      ) : (
        <CodeBlock text={line} what="the command" />
      )}
    </details>
  );
}

/** A button that opens the form in a dialog; where there is nothing to ask, it calls at once. */
export function ActionButton(
  props: OperationFormProps & { readonly label: string; readonly title?: string; readonly isSmall?: boolean },
): JSX.Element {
  const { operations, client, notify } = useSession();
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const row = operations.get(props.operation);
  const asks =
    row === undefined ||
    arrange({ ...props, row }).shown.length > 0 ||
    DANGEROUS.has(row.name) ||
    CAREFUL.has(row.name);
  const finish = (answer: Answer, request: Answer): void => {
    setOpen(false);
    notify({ kind: 'done', text: `${props.label}: done` });
    props.onDone?.(answer, request);
  };
  const callNow = async (): Promise<void> => {
    setBusy(true);
    try {
      const request = props.fixed ?? {};
      finish(await client.call(props.operation, request), request);
    } catch (error) {
      notify({ kind: 'failed', error });
    } finally {
      setBusy(false);
    }
  };
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const look = [
    DANGEROUS.has(props.operation) ? 'danger-quiet' : '',
    props.isSmall === true ? 'small quiet' : '',
  ];
  return (
    <>
      <button
        ref={button}
        type="button"
        class={look.join(' ')}
        aria-busy={isBusy}
        onClick={() => (asks ? setOpen(true) : void callNow())}
      >
        {props.label}
      </button>
      {isOpen && (
        <Dialog title={props.title ?? props.label} onClose={close}>
          <p class="lead">{sentenceFor(props.operation)}</p>
          <OperationForm {...props} isQuiet submit={props.submit ?? props.label} onDone={finish} />
        </Dialog>
      )}
    </>
  );
}
