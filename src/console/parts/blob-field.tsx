/**
 * The control of bytes: as text, hexadecimal or base64, or from a file.
 *
 * @module
 */
import type { JSX } from 'preact';
import { toBase64 } from '../../bytes/base64.ts';
import { BLOB_ENCODINGS } from '../blob-text.ts';
import { type BlobState, lengthOf, recode } from '../form-model.ts';
import { wordsOf } from '../format.ts';
import { Segments } from './basics.tsx';
import { type FieldProps, Hint, Label, useField } from './field-frame.tsx';

/** Bytes, as text, hexadecimal or base64, or from a file. */
export function BlobField({ name, path, member, state, onChange }: FieldProps<BlobState>): JSX.Element {
  const { shape, required = false } = member;
  const { id, hint, invalid } = useField(path);
  const length = lengthOf(state);
  const max = shape.kind === 'blob' ? shape.max : undefined;
  const load = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    onChange({ text: toBase64(new Uint8Array(await file.arrayBuffer())), encoding: 'base64' });
  };
  return (
    <div class="field blob" data-member={path}>
      <Label name={name} required={required} id={id} />
      <div class="blob-box">
        <textarea
          id={id}
          name={path}
          rows={3}
          class={state.encoding === 'text' ? '' : 'mono'}
          value={state.text}
          spellcheck={false}
          autocomplete="off"
          aria-describedby={hint}
          {...invalid}
          onInput={(event) => onChange({ ...state, text: event.currentTarget.value })}
        />
        <div class="blob-foot">
          <Segments
            label={`Encoding of ${wordsOf(name)}`}
            isLabelHidden
            values={BLOB_ENCODINGS}
            value={state.encoding}
            onChange={(encoding) => onChange(recode(state, encoding))}
          />
          <label class="file quiet small">
            Load a file
            <input type="file" onChange={(event) => void load(event.currentTarget.files?.[0])} />
          </label>
          <span class="spread" />
          <span class="muted number">
            {length === undefined
              ? `not ${state.encoding}`
              : `${length}${max === undefined ? '' : ` of ${max}`} bytes`}
          </span>
        </div>
      </div>
      <Hint id={hint} shape={shape} path={path} />
    </div>
  );
}
