/**
 * What surrounds the control of a field: its label, what is asked of its value, and what is wrong with it.
 *
 * @module
 */
import { createContext, type JSX } from 'preact';
import { useContext, useId } from 'preact/hooks';
import type { AnyMember, AnyShape } from '../../operations/shape.ts';
import type { FieldState } from '../form-model.ts';
import { wordsOf } from '../format.ts';

/** What the fields of a form have in common. */
export interface FormContextValue {
  /** Whether the API's own names and limits are shown. */
  readonly isTechnical: boolean;
  /** Narrower choices for some members, by name. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
  /** The id of a list of keys to choose from. */
  readonly keyList: string | undefined;
  readonly problem: { readonly path: string; readonly message: string } | undefined;
}

export const FormContext = createContext<FormContextValue>({
  isTechnical: false,
  choices: {},
  keyList: undefined,
  problem: undefined,
});

/** What every field gets. */
export interface FieldProps<S extends FieldState = FieldState> {
  readonly name: string;
  readonly path: string;
  readonly member: AnyMember;
  readonly state: S;
  readonly onChange: (state: S) => void;
}

/** A label for one control. */
export function Label({ name, required, id }: { name: string; required: boolean; id: string }): JSX.Element {
  return (
    <label for={id}>
      <LabelText name={name} required={required} />
    </label>
  );
}

/** The words of a label or a legend, with the API's own name where that is shown. */
export function LabelText({ name, required }: { name: string; required: boolean }): JSX.Element {
  const { isTechnical } = useContext(FormContext);
  return (
    <>
      {wordsOf(name)}
      {required && <span class="required"> required</span>}
      {isTechnical && <code class="api-name">{name}</code>}
    </>
  );
}

/** What a shape asks of a value, in a few words. */
function limitsOf(shape: AnyShape): string {
  if (!('min' in shape) && !('max' in shape)) return '';
  const { min, max } = shape as { min?: number; max?: number };
  const unit =
    shape.kind === 'blob'
      ? ' bytes'
      : shape.kind === 'string'
        ? ' characters'
        : shape.kind === 'list'
          ? ' items'
          : '';
  if (min !== undefined && max !== undefined)
    return min === max ? `${min}${unit}` : `${min} to ${max}${unit}`;
  return max === undefined ? `at least ${min}${unit}` : `at most ${max}${unit}`;
}

/** What a field asks of its value, or what is wrong with it. */
export function Hint({ id, shape, path }: { id: string; shape: AnyShape; path: string }): JSX.Element | null {
  const { isTechnical, problem } = useContext(FormContext);
  const limits = isTechnical ? limitsOf(shape) : '';
  const wrong = problem?.path === path ? problem.message : '';
  if (limits === '' && wrong === '') return null;
  return (
    <p id={id} class={wrong === '' ? 'hint' : 'hint wrong'}>
      {wrong || limits}
    </p>
  );
}

/** The ids of a field, and whether it is wrong. */
export function useField(path: string) {
  const id = useId();
  const { problem } = useContext(FormContext);
  const isWrong = problem?.path === path;
  return { id, hint: `${id}-hint`, invalid: isWrong ? { 'aria-invalid': true as const } : {} };
}
