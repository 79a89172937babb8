/**
 * The controls of one line or box: texts, choices, numbers, times, switches.
 *
 * @module
 */
import type { JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { type AnyShape, servedValues } from '../../operations/shape.ts';
import { controlOf, type TextState } from '../form-model.ts';
import { policyProblems } from '../policy-text.ts';
import { type FieldProps, FormContext, Hint, Label, useField } from './field-frame.tsx';
import { PolicyProblems } from './policy-problems.tsx';

const KEY_MEMBERS = /^(Source|Destination|Target)?KeyId$/;

/** A text, a choice, a number or a time. */
export function TextField({ name, path, member, state, onChange }: FieldProps<TextState>): JSX.Element {
  const { shape, required = false } = member;
  const { id, hint, invalid } = useField(path);
  const { keyList } = useContext(FormContext);
  const control = controlOf(shape);
  const common = {
    id,
    name: path,
    value: state.text,
    required: required && name !== 'Description',
    'aria-describedby': hint,
    ...invalid,
    onInput: (event: { currentTarget: { value: string } }) => onChange({ text: event.currentTarget.value }),
  };
  const list = keyList !== undefined && KEY_MEMBERS.test(name) ? { list: keyList } : {};
  const plain = { ...common, autocomplete: 'off', spellcheck: false };
  return (
    <div class="field" data-member={path}>
      <Label name={name} required={required} id={id} />
      {control === 'choice' ? (
        <Choice name={name} shape={shape} required={required} common={common} />
      ) : control === 'area' ? (
        <textarea {...plain} rows={name === 'Policy' ? 8 : 2} class={name === 'Policy' ? 'mono' : ''} />
      ) : control === 'number' ? (
        <input {...plain} type="text" inputMode="numeric" class="short number" />
      ) : control === 'time' ? (
        <span class="with-unit">
          <input {...plain} type="datetime-local" class="medium number" /> UTC
        </span>
      ) : control === 'secret' ? (
        <input {...plain} type="password" />
      ) : (
        <input {...plain} {...list} type="text" />
      )}
      {name === 'Policy' && state.text !== '' ? (
        <PolicyProblems id={hint} problems={policyProblems(state.text)} />
      ) : (
        <Hint id={hint} shape={shape} path={path} />
      )}
    </div>
  );
}

function Choice({
  name,
  shape,
  required,
  common,
}: {
  name: string;
  shape: AnyShape;
  required: boolean;
  common: object;
}): JSX.Element {
  const { choices } = useContext(FormContext);
  const values = choices[name] ?? (shape.kind === 'string' ? servedValues(shape) : []);
  return (
    <select {...common}>
      <option value="">{required ? 'Choose' : 'not set'}</option>
      {values.map((value) => (
        <option key={value} value={value}>
          {value}
        </option>
      ))}
    </select>
  );
}

/** Where the API's own form is shown there are three answers; elsewhere one box, which sends nothing when it is empty. */
export function SwitchField({ name, path, member, state, onChange }: FieldProps<TextState>): JSX.Element {
  const { required = false } = member;
  const { id, hint } = useField(path);
  const { isTechnical } = useContext(FormContext);
  if (!isTechnical)
    return (
      <div class="field check" data-member={path}>
        <input
          id={id}
          type="checkbox"
          checked={state.text === 'true'}
          onChange={(event) => onChange({ text: event.currentTarget.checked ? 'true' : '' })}
        />
        <Label name={name} required={required} id={id} />
      </div>
    );
  return (
    <div class="field" data-member={path}>
      <Label name={name} required={required} id={id} />
      <select
        id={id}
        class="short"
        value={state.text}
        aria-describedby={hint}
        onChange={(event) => onChange({ text: event.currentTarget.value })}
      >
        <option value="">not set</option>
        <option value="true">true</option>
        <option value="false">false</option>
      </select>
    </div>
  );
}
