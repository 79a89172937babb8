/**
 * A key's policy: read, edited with its mistakes shown where they are, and put.
 *
 * @module
 */
import type { JSX } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { layOut } from '../answer-values.ts';
import { CheckBox, ErrorNote, Section, submitting, Waiting } from '../parts/basics.tsx';
import { PolicyProblems } from '../parts/policy-problems.tsx';
import { useAsked, useSession } from '../parts/session.tsx';
import { policyProblems, policyTemplates } from '../policy-text.ts';
import { hrefOf } from '../route.ts';
import type { TabProps } from './tab-props.ts';

const BYPASS = 'Save even if it locks me out of changing the policy again';

/** The tab. */
export function PolicyTab({ facts }: TabProps): JSX.Element {
  const { client } = useSession();
  const asked = useAsked(
    async () => String((await client.call('GetKeyPolicy', { KeyId: facts.keyId }))['Policy']),
    [client, facts.keyId],
  );
  return (
    <Section
      title="Key policy"
      lead="Who may do what with this key. Without a statement that lets the account in, IAM policies have no say."
    >
      <ErrorNote error={asked.error} />
      {asked.value === undefined && asked.error === undefined && <Waiting lines={10} />}
      {asked.value !== undefined && (
        <Editor
          saved={layOut(asked.value)}
          keyId={facts.keyId}
          account={facts.account}
          isReadOnly={facts.manager === 'AWS'}
          reload={asked.reload}
        />
      )}
    </Section>
  );
}

function Editor({
  saved,
  keyId,
  account,
  isReadOnly,
  reload,
}: {
  saved: string;
  keyId: string;
  account: string;
  isReadOnly: boolean;
  reload: () => void;
}): JSX.Element {
  const { client, notify } = useSession();
  const [text, setText] = useState(saved);
  const [isBypassing, setBypassing] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  useEffect(() => setText(saved), [saved]);
  const save = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    const bypass = isBypassing ? { BypassPolicyLockoutSafetyCheck: true } : {};
    try {
      await client.call('PutKeyPolicy', { KeyId: keyId, Policy: text, ...bypass });
      notify({ kind: 'done', text: 'The policy is saved' });
      reload();
    } catch (refusal) {
      setError(refusal);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="steps" onSubmit={submitting(save)}>
      <PolicyText text={text} isReadOnly={isReadOnly} onChange={setText} />
      {!isReadOnly && (
        <>
          <Templates account={account} onChoose={setText} />
          <CheckBox label={BYPASS} isOn={isBypassing} onChange={setBypassing} />
          <ErrorNote error={error} />
          <div class="submit">
            <button type="submit" class="primary" disabled={text === saved || isBusy} aria-busy={isBusy}>
              Save the policy
            </button>
            <button type="button" disabled={text === layOut(text)} onClick={() => setText(layOut(text))}>
              Lay out
            </button>
            <button type="button" disabled={text === saved} onClick={() => setText(saved)}>
              Undo changes
            </button>
            <a class="button quiet" href={hrefOf(['access'], { keyId })}>
              Who may do what?
            </a>
          </div>
        </>
      )}
    </form>
  );
}

function PolicyText({
  text,
  isReadOnly,
  onChange,
}: {
  text: string;
  isReadOnly: boolean;
  onChange: (text: string) => void;
}): JSX.Element {
  const id = useId();
  const problems = policyProblems(text);
  return (
    <div class="field">
      <label for={id}>Policy, in JSON</label>
      <textarea
        id={id}
        class="mono"
        rows={Math.min(28, Math.max(14, text.split('\n').length + 1))}
        spellcheck={false}
        autocomplete="off"
        value={text}
        readOnly={isReadOnly}
        aria-describedby={`${id}-problems`}
        {...(problems.length > 0 ? { 'aria-invalid': true } : {})}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <PolicyProblems id={`${id}-problems`} problems={problems} />
    </div>
  );
}

function Templates({
  account,
  onChoose,
}: {
  account: string;
  onChoose: (text: string) => void;
}): JSX.Element {
  return (
    <details>
      <summary>Begin with a template</summary>
      <div class="actions">
        {policyTemplates(account).map(({ title, text }) => (
          <button key={title} type="button" class="small" onClick={() => onChoose(text)}>
            {title}
          </button>
        ))}
      </div>
    </details>
  );
}
