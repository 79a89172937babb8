/**
 * The fields of a form, one for each kind of control that form-model.ts names, drawn from shapes.
 *
 * @module
 */
import type { ComponentChildren, JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { type AnyMembers, servedValues } from '../../operations/shape.ts';
import {
  type BlobState,
  controlOf,
  emptyState,
  type FieldState,
  type ListState,
  type MapState,
  type StructureState,
  type TextState,
} from '../form-model.ts';
import { wordsOf } from '../format.ts';
import { BlobField } from './blob-field.tsx';
import { type FieldProps, FormContext, LabelText } from './field-frame.tsx';
import { SwitchField, TextField } from './text-field.tsx';

/** A member's field, with its label. */
export function Field(props: FieldProps): JSX.Element {
  switch (controlOf(props.member.shape)) {
    case 'blob':
      return <BlobField {...(props as FieldProps<BlobState>)} />;
    case 'list':
      return <ListField {...(props as FieldProps<ListState>)} />;
    case 'choices':
      return <ChoicesField {...(props as FieldProps<ListState>)} />;
    case 'map':
      return <MapField {...(props as FieldProps<MapState>)} />;
    case 'structure':
      return <StructureField {...(props as FieldProps<StructureState>)} />;
    case 'switch':
      return <SwitchField {...(props as FieldProps<TextState>)} />;
    default:
      return <TextField {...(props as FieldProps<TextState>)} />;
  }
}

/** The fields of a structure or a request. */
export function Fields({
  members,
  names = Object.keys(members),
  state,
  path = '',
  onChange,
}: {
  members: AnyMembers;
  names?: readonly string[];
  state: StructureState;
  path?: string;
  onChange: (state: StructureState) => void;
}): JSX.Element {
  const change = (name: string, field: FieldState) =>
    onChange({ members: { ...state.members, [name]: field } });
  return (
    <>
      {names.map((name) => {
        const member = members[name];
        const field = state.members[name];
        if (member === undefined || field === undefined) return null;
        return (
          <Field
            key={name}
            name={name}
            path={path + name}
            member={member}
            state={field}
            onChange={(next) => change(name, next)}
          />
        );
      })}
    </>
  );
}

function Group({
  name,
  path,
  required,
  children,
}: {
  name: string;
  path: string;
  required: boolean;
  children: ComponentChildren;
}): JSX.Element {
  return (
    <fieldset class="field group" data-member={path}>
      <legend>
        <LabelText name={name} required={required} />
      </legend>
      {children}
    </fieldset>
  );
}

function StructureField({ name, path, member, state, onChange }: FieldProps<StructureState>): JSX.Element {
  const { shape, required = false } = member;
  if (shape.kind !== 'structure') throw new TypeError('a structure was expected');
  return (
    <Group name={name} path={path} required={required}>
      <div class="inner">
        <Fields members={shape.members} state={state} path={`${path}.`} onChange={onChange} />
      </div>
    </Group>
  );
}

function ListField({ name, path, member, state, onChange }: FieldProps<ListState>): JSX.Element {
  const { shape, required = false } = member;
  if (shape.kind !== 'list') throw new TypeError('a list was expected');
  const { items } = state;
  const inner = shape.member;
  const one = name.replace(/s$/, '');
  const replace = (i: number, item: FieldState) =>
    onChange({ items: items.map((old, j) => (j === i ? item : old)) });
  return (
    <Group name={name} path={path} required={required}>
      {items.map((item, i) => (
        <div class="row" key={i}>
          {inner.kind === 'structure' ? (
            <Fields
              members={inner.members}
              state={item as StructureState}
              path={`${path}.${i + 1}.`}
              onChange={(next) => replace(i, next)}
            />
          ) : (
            <Field
              name={one}
              path={`${path}.${i + 1}`}
              member={{ shape: inner, required: true }}
              state={item}
              onChange={(next) => replace(i, next)}
            />
          )}
          <button
            type="button"
            class="quiet small"
            aria-label={`Remove ${wordsOf(one)} ${i + 1}`}
            onClick={() => onChange({ items: items.filter((_, j) => j !== i) })}
          >
            Remove
          </button>
        </div>
      ))}
      <button type="button" class="small" onClick={() => onChange({ items: [...items, emptyState(inner)] })}>
        Add {wordsOf(one).toLowerCase()}
      </button>
    </Group>
  );
}

/** Several of a few: boxes to tick. */
function ChoicesField({ name, path, member, state, onChange }: FieldProps<ListState>): JSX.Element {
  const { shape, required = false } = member;
  const { choices } = useContext(FormContext);
  const inner = shape.kind === 'list' ? shape.member : shape;
  const values = choices[name] ?? (inner.kind === 'string' ? servedValues(inner) : []);
  const chosen = state.items.map((item) => (item as TextState).text);
  const toggle = (value: string, isOn: boolean) =>
    onChange({
      items: values
        .filter((other) => (other === value ? isOn : chosen.includes(other)))
        .map((text) => ({ text })),
    });
  return (
    <Group name={name} path={path} required={required}>
      <div class="checks">
        {values.map((value) => (
          <label key={value} class="check">
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={(event) => toggle(value, event.currentTarget.checked)}
            />
            {value}
          </label>
        ))}
      </div>
    </Group>
  );
}

/** Pairs of texts: an encryption context. */
function MapField({ name, path, member, state, onChange }: FieldProps<MapState>): JSX.Element {
  const { required = false } = member;
  const { problem } = useContext(FormContext);
  const { pairs } = state;
  const replace = (i: number, pair: MapState['pairs'][number]) =>
    onChange({ pairs: pairs.map((old, j) => (j === i ? pair : old)) });
  return (
    <Group name={name} path={path} required={required}>
      {pairs.map((pair, i) => (
        <div class="row pair" key={i}>
          <input
            aria-label={`Key ${i + 1} of ${wordsOf(name)}`}
            placeholder="key"
            value={pair.key}
            autocomplete="off"
            onInput={(event) => replace(i, { ...pair, key: event.currentTarget.value })}
          />
          <input
            aria-label={`Value ${i + 1} of ${wordsOf(name)}`}
            placeholder="value"
            value={pair.value}
            autocomplete="off"
            onInput={(event) => replace(i, { ...pair, value: event.currentTarget.value })}
          />
          <button
            type="button"
            class="quiet small"
            aria-label={`Remove pair ${i + 1} of ${wordsOf(name)}`}
            onClick={() => onChange({ pairs: pairs.filter((_, j) => j !== i) })}
          >
            Remove
          </button>
        </div>
      ))}
      <button
        type="button"
        class="small"
        onClick={() => onChange({ pairs: [...pairs, { key: '', value: '' }] })}
      >
        Add a pair
      </button>
      {problem?.path === path && <p class="hint wrong">{problem.message}</p>}
    </Group>
  );
}
