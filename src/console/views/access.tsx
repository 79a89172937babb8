/**
 * Access: may somebody do something with a key, and which statements decide.
 *
 * @module
 */
import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { type Explanation, readExplanation } from '../access-text.ts';
import { isMissing } from '../audit-events.ts';
import type { Answer } from '../client.ts';
import { emptyState, type MapState, readField } from '../form-model.ts';
import { ErrorNote, Page, Section } from '../parts/basics.tsx';
import { Field } from '../parts/fields.tsx';
import { useAsked, useKeyChoices, useSession } from '../parts/session.tsx';
import type { ViewProps } from './view-props.ts';

const CONTEXT = { shape: { kind: 'map' } } as const;

/** What somebody asks. */
interface Question {
  readonly principal: string;
  readonly action: string;
  readonly keyId: string;
  readonly context: MapState;
}

/** The question and its answer. */
export function AccessView({ query }: ViewProps): JSX.Element {
  const { client } = useSession();
  const [question, setQuestion] = useState<Question>({
    principal: '',
    action: 'kms:Decrypt',
    keyId: query['keyId'] ?? '',
    context: emptyState(CONTEXT.shape) as MapState,
  });
  const [found, setFound] = useState<Explanation>();
  const [error, setError] = useState<unknown>();
  const root = useRootOfAccount(question.keyId);
  const ask = async (event: Event): Promise<void> => {
    event.preventDefault();
    setFound(undefined);
    setError(undefined);
    try {
      setFound(readExplanation(await client.ask('explain', requestOf(question, root))));
    } catch (refusal) {
      setError(isMissing(refusal) ? new Error('This endpoint does not explain access.') : refusal);
    }
  };
  return (
    <Page
      title="Access"
      lead="Who may do what: the decision that a call would meet, and the statements that make it. Nothing is called."
    >
      <Section title="Ask">
        <form class="operation" onSubmit={(event) => void ask(event)}>
          <QuestionFields question={question} root={root} onChange={setQuestion} />
          <div class="submit">
            <button type="submit" class="primary">
              Explain
            </button>
          </div>
        </form>
        <div class="outcome" aria-live="polite">
          <ErrorNote error={error} />
          {found !== undefined && <Verdict found={found} />}
        </div>
      </Section>
    </Page>
  );
}

function requestOf({ principal, action, keyId, context }: Question, root: string | undefined): Answer {
  const EncryptionContext = readField(CONTEXT, context, 'EncryptionContext');
  return {
    principal: principal.trim() || root,
    action,
    ...(keyId.trim() === '' ? {} : { keyId: keyId.trim() }),
    ...(EncryptionContext === undefined ? {} : { input: { EncryptionContext } }),
  };
}

function QuestionFields({
  question,
  root,
  onChange,
}: {
  question: Question;
  root: string | undefined;
  onChange: (question: Question) => void;
}): JSX.Element {
  const { operations } = useSession();
  const keys = useKeyChoices();
  const actions = [...new Set([...operations.values()].flatMap((row) => row.actions))].sort();
  const edit = (part: Partial<Question>) => onChange({ ...question, ...part });
  return (
    <>
      <TextRow
        label="Principal"
        value={question.principal}
        placeholder={root ?? 'arn:aws:iam::111122223333:user/alice'}
        hint="The ARN of a root, a user or a session of a role; the root of the account when empty."
        onChange={(principal) => edit({ principal })}
      />
      <TextRow
        label="Action"
        value={question.action}
        choices={actions.map((value) => ({ value, label: '' }))}
        onChange={(action) => edit({ action })}
      />
      <TextRow
        label="Key"
        value={question.keyId}
        choices={keys}
        hint="An ID, an ARN or an alias; nothing for actions that touch no key."
        onChange={(keyId) => edit({ keyId })}
      />
      <Field
        name="EncryptionContext"
        path="EncryptionContext"
        member={CONTEXT}
        state={question.context}
        onChange={(state) => edit({ context: state as MapState })}
      />
    </>
  );
}

function Verdict({ found }: { found: Explanation }): JSX.Element {
  return (
    <div class={found.allowed ? 'note done' : 'note failed'}>
      <p class="verdict">{found.allowed ? '✓ Allowed' : '✕ Not allowed'}</p>
      <p>{found.sentence}</p>
      {found.reasons.length > 0 && (
        <ul class="items">
          {found.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The root of the account that a key is of, or of the first key that there is. */
function useRootOfAccount(keyId: string): string | undefined {
  const { client } = useSession();
  const { value } = useAsked(async () => {
    const { Keys } = await client.call('ListKeys', { Limit: 1 });
    return String((Keys as readonly Answer[])[0]?.['KeyArn'] ?? '');
  }, [client]);
  const arn = keyId.startsWith('arn:') ? keyId : value;
  const [, partition, , , account] = arn?.split(':') ?? [];
  return account ? `arn:${partition}:iam::${account}:root` : undefined;
}

function TextRow({
  label,
  value,
  onChange,
  choices = [],
  hint,
  placeholder,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  choices?: readonly { readonly value: string; readonly label: string }[];
  hint?: string;
  placeholder?: string;
}): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        value={value}
        list={`${id}-list`}
        placeholder={placeholder ?? ''}
        aria-describedby={`${id}-hint`}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <datalist id={`${id}-list`}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value} label={choice.label} />
        ))}
      </datalist>
      {hint !== undefined && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
    </div>
  );
}
