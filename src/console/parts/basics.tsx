/**
 * The small parts of every view: the page with its heading, errors, empty places, things to copy, dialogs.
 *
 * @module
 */
import {
  type ComponentChildren,
  cloneElement,
  createContext,
  isValidElement,
  type JSX,
  toChildArray,
} from 'preact';
import { useContext, useEffect, useId, useRef, useState } from 'preact/hooks';
import { ApiError } from '../client.ts';
import { FormError } from '../form-model.ts';
import { hrefOf } from '../route.ts';

/** A view: its heading takes the focus when one comes to it, so that a reader begins there. */
export function Page({
  title,
  lead,
  actions,
  trail,
  children,
}: {
  title: string;
  lead?: ComponentChildren;
  actions?: ComponentChildren;
  trail?: ComponentChildren;
  children?: ComponentChildren;
}): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Strongroom`;
  }, [title]);
  useEffect(() => {
    // Not at the very first view: there the browser's own order is right.
    if (document.activeElement !== document.body || window.history.length > 1)
      heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, []);
  return (
    <div class="page">
      {trail && <p class="trail">{trail}</p>}
      <header class="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions && <div class="actions">{actions}</div>}
      </header>
      {lead && <p class="lead">{lead}</p>}
      {children}
    </div>
  );
}

/** A part of a view under a heading of its own. */
export function Section({
  title,
  lead,
  actions,
  children,
}: {
  title: string;
  lead?: ComponentChildren;
  actions?: ComponentChildren;
  children?: ComponentChildren;
}): JSX.Element {
  const id = useId();
  return (
    <section class="section" aria-labelledby={id}>
      <header class="section-head">
        <h2 id={id}>{title}</h2>
        {actions && <div class="actions">{actions}</div>}
      </header>
      {lead && <p class="lead">{lead}</p>}
      {children}
    </section>
  );
}

/** What a form does in place of loading another page. */
export function submitting(work: () => Promise<void>): (event: Event) => void {
  return (event) => {
    event.preventDefault();
    void work();
  };
}

/** Codes that say that one has to sign, or has signed wrongly. */
const SIGN_IN: ReadonlySet<string> = new Set([
  'MissingAuthenticationTokenException',
  'IncompleteSignatureException',
  'InvalidSignatureException',
  'UnrecognizedClientException',
  'ExpiredTokenException',
  'NetworkError',
]);

const UNSIGNED = 'MissingAuthenticationTokenException';

/** What went wrong, in the words of whoever refused. */
export function ErrorNote({ error }: { error: unknown }): JSX.Element | null {
  if (error === undefined) return null;
  const { message } = error as Error;
  const code = error instanceof ApiError ? error.code : undefined;
  const title = code ?? (error instanceof FormError ? error.path : 'This did not work');
  return (
    <div class="note failed" role="alert">
      <p>
        <strong class="code">{title}</strong>
      </p>
      {message && <p>{message}</p>}
      {code !== undefined && SIGN_IN.has(code) && (
        <p>
          <a href={hrefOf(['connection'])}>
            {code === UNSIGNED
              ? 'Give an access key: this service verifies signatures'
              : 'Check the connection'}
          </a>
        </p>
      )}
    </div>
  );
}

/** A place where there is nothing yet: what it is for, and what to do. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}

/** Lines that stand where an answer will be, as tall as it. */
export function Waiting({ lines = 3 }: { lines?: number }): JSX.Element {
  return (
    <div class="waiting" role="status">
      <span class="unseen">Loading</span>
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} class="waiting-line" aria-hidden="true" />
      ))}
    </div>
  );
}

/** Copies a text, and says so on itself. */
export function CopyButton({
  text,
  what,
  label = 'Copy',
}: {
  text: string;
  what: string;
  label?: string;
}): JSX.Element {
  const [said, setSaid] = useState<string>();
  const copy = async (): Promise<void> => {
    setSaid((await copied(text)) ? 'Copied' : 'Not copied');
    setTimeout(() => setSaid(undefined), 2000);
  };
  return (
    <button type="button" class="quiet small" onClick={() => void copy()} aria-label={`Copy ${what}`}>
      <span aria-live="polite">{said ?? label}</span>
    </button>
  );
}

/** Without https there is no clipboard but the old one of the document. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    (document.querySelector('dialog[open]') ?? document.body).append(area);
    area.select();
    const isDone = document.execCommand('copy');
    area.remove();
    return isDone;
  }
}

/** Text to be copied whole, such as a line for a shell. */
export function CodeBlock({ text, what }: { text: string; what: string }): JSX.Element {
  return (
    <div class="code-block">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <pre tabIndex={0}>{text}</pre>
      <CopyButton text={text} what={what} />
    </div>
  );
}

/** A dialog over the page: the browser keeps the focus within, and Escape closes it. */
export function Dialog({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    element.current?.showModal();
  }, []);
  return (
    <dialog ref={element} aria-labelledby={id} onClose={onClose}>
      <header class="dialog-head">
        <h2 id={id}>{title}</h2>
        <button type="button" class="quiet small" onClick={() => element.current?.close()}>
          Close
        </button>
      </header>
      {children}
    </dialog>
  );
}

/** A choice of a few, as radio buttons in one line. */
export function Segments<T extends string>({
  label,
  values,
  value,
  onChange,
  isLabelHidden = false,
}: {
  label: string;
  values: readonly T[];
  value: T;
  onChange: (value: T) => void;
  isLabelHidden?: boolean;
}): JSX.Element {
  const name = useId();
  return (
    <fieldset class="segments">
      <legend class={isLabelHidden ? 'unseen' : ''}>{label}</legend>
      <div>
        {values.map((choice) => (
          <label key={choice} class={choice === value ? 'chosen' : ''}>
            <input type="radio" name={name} checked={choice === value} onChange={() => onChange(choice)} />
            {choice}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

const HeadContext = createContext<readonly ComponentChildren[]>([]);

/** A table that scrolls sideways where it is too narrow, by the keyboard too; on a phone its rows are cards. */
export function Table({
  label,
  head,
  numeric = [],
  children,
}: {
  label: string;
  head: readonly ComponentChildren[];
  /** Columns of numbers, by their index: their heads stand over the last digits. */
  numeric?: readonly number[];
  children: ComponentChildren;
}): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <div class="table" tabIndex={0}>
      <table aria-label={label}>
        <thead>
          <tr>
            {head.map((cell, i) => (
              <th key={i} scope="col" class={numeric.includes(i) ? 'right' : ''}>
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <HeadContext.Provider value={head}>
          <tbody>{children}</tbody>
        </HeadContext.Provider>
      </table>
    </div>
  );
}

/** A row: each of its cells knows its column's name, for where the head is not shown. */
export function Row({ children }: { children: ComponentChildren }): JSX.Element {
  const head = useContext(HeadContext);
  return (
    <tr>
      {toChildArray(children).map((cell, i) => {
        const label = head[i];
        return isValidElement(cell) && typeof label === 'string'
          ? cloneElement(cell, { 'data-label': label })
          : cell;
      })}
    </tr>
  );
}

/** A key's state: a sign and a word, so that colour says nothing alone. */
export function StateBadge({ state }: { state: string }): JSX.Element {
  const [sign, tone] = STATES[state] ?? ['·', ''];
  return (
    <span class={`badge ${tone}`}>
      <span aria-hidden="true">{sign}</span> {state || 'unknown'}
    </span>
  );
}

const STATES: Readonly<Record<string, readonly [string, string]>> = {
  Enabled: ['●', 'good'],
  Disabled: ['○', ''],
  PendingDeletion: ['✕', 'bad'],
  PendingReplicaDeletion: ['✕', 'bad'],
  PendingImport: ['◔', 'odd'],
  Unavailable: ['!', 'bad'],
  CONNECTED: ['●', 'good'],
  DISCONNECTED: ['○', ''],
  FAILED: ['!', 'bad'],
};

/** A box to check, with what it means behind it. */
export function CheckBox({
  label,
  isOn,
  onChange,
}: {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}): JSX.Element {
  const id = useId();
  return (
    <div class="field check">
      <input
        id={id}
        type="checkbox"
        checked={isOn}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <label for={id}>{label}</label>
    </div>
  );
}
