/**
 * Answers, readable: bytes in three encodings with copy and download, times in UTC, nested values within each other.
 *
 * @module
 */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { fromBase64 } from '../../bytes/base64.ts';
import { kindOf, layOut, SECRET_MEMBERS } from '../answer-values.ts';
import { BLOB_ENCODINGS, type BlobEncoding, writeBlob } from '../blob-text.ts';
import type { Answer } from '../client.ts';
import { formatTime, wordsOf } from '../format.ts';
import { hrefOf } from '../route.ts';
import { CodeBlock, CopyButton, Segments } from './basics.tsx';

/** The members of an answer, in their order. */
export function AnswerList({
  answer,
  names,
  empty = 'The answer has no members: it is done.',
}: {
  answer: Answer;
  names?: readonly string[];
  empty?: string;
}): JSX.Element {
  const shown = (names ?? Object.keys(answer)).filter((name) => answer[name] !== undefined);
  if (shown.length === 0) return <p class="muted">{empty}</p>;
  return (
    <dl class="answer">
      {shown.map((name) => (
        <div key={name} class={`answer-${kindOf(name, answer[name])}`}>
          <dt>{wordsOf(name)}</dt>
          <dd>
            <Value name={name} value={answer[name]} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** One value, by its kind. */
export function Value({ name, value }: { name: string; value: unknown }): JSX.Element {
  switch (kindOf(name, value)) {
    case 'bytes':
      return <Bytes name={name} base64={String(value)} />;
    case 'time':
      return <time class="number">{formatTime(Number(value))}</time>;
    case 'policy':
      return <CodeBlock text={layOut(String(value))} what="the policy" />;
    case 'list':
      return <Items name={name} items={value as readonly unknown[]} />;
    case 'group':
      return <AnswerList answer={value as Answer} empty="none" />;
    case 'flag':
      return <span>{value === true ? 'yes' : 'no'}</span>;
    case 'number':
      return <span class="number">{String(value)}</span>;
    default:
      return <Text name={name} text={String(value)} />;
  }
}

const KEY_NAMES: ReadonlySet<string> = new Set(['KeyId', 'TargetKeyId', 'SourceKeyId', 'KeyArn']);

function Text({ name, text }: { name: string; text: string }): JSX.Element {
  if (text === '') return <span class="muted">empty</span>;
  if (!/^[\w:/.+=-]{20,}$/.test(text)) return <span>{text}</span>;
  const isKey = KEY_NAMES.has(name);
  return (
    <span class="copyable">
      {isKey ? <a href={hrefOf(['keys', text])}>{text}</a> : <code>{text}</code>}
      <CopyButton text={text} what={wordsOf(name)} />
    </span>
  );
}

function Items({ name, items }: { name: string; items: readonly unknown[] }): JSX.Element {
  if (items.length === 0) return <span class="muted">none</span>;
  return (
    <ul class="items">
      {items.map((item, i) => (
        <li key={i}>
          <Value name={name} value={item} />
        </li>
      ))}
    </ul>
  );
}

/** Bytes: as text when they are text, else in hexadecimal. What is secret is covered first. */
export function Bytes({ name, base64 }: { name: string; base64: string }): JSX.Element {
  const bytes = fromBase64(base64);
  const text = writeBlob(bytes, 'text');
  const encodings = BLOB_ENCODINGS.filter((encoding) => encoding !== 'text' || text !== undefined);
  const [chosen, setChosen] = useState<BlobEncoding>(name === 'Plaintext' ? 'text' : 'base64');
  const [isCovered, setCovered] = useState(SECRET_MEMBERS.has(name));
  const encoding = encodings.includes(chosen) ? chosen : 'base64';
  const what = wordsOf(name);
  if (isCovered)
    return (
      <p class="covered">
        {bytes.length} secret bytes{' '}
        <button type="button" class="quiet small" onClick={() => setCovered(false)}>
          Show
        </button>
      </p>
    );
  const shown = encoding === 'text' ? text : writeBlob(bytes, encoding);
  return (
    <div class="bytes">
      <div class="bytes-head">
        <Segments
          label={`Encoding of ${what}`}
          isLabelHidden
          values={encodings}
          value={encoding}
          onChange={setChosen}
        />
        <span class="muted number">{bytes.length} bytes</span>
        <span class="spread" />
        <DownloadButton bytes={bytes} name={name} />
      </div>
      <CodeBlock text={shown ?? ''} what={what} />
    </div>
  );
}

function DownloadButton({ bytes, name }: { bytes: Uint8Array<ArrayBuffer>; name: string }): JSX.Element {
  const download = (): void => {
    const url = URL.createObjectURL(new Blob([bytes]));
    const link = Object.assign(document.createElement('a'), { href: url, download: `${name}.bin` });
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <button type="button" class="quiet small" onClick={download} aria-label={`Download ${wordsOf(name)}`}>
      Download
    </button>
  );
}
