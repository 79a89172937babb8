/**
 * Making a key: what for first, then its spec, then everything else that CreateKey takes, and an alias with it.
 *
 * @module
 */
import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { servedValues } from '../../operations/shape.ts';
import type { Answer } from '../client.ts';
import { usagesOf } from '../key-facts.ts';
import { ErrorNote, Page, Section } from '../parts/basics.tsx';
import { OperationForm } from '../parts/operation-form.tsx';
import { useSession } from '../parts/session.tsx';
import { hrefOf } from '../route.ts';

const USAGE_SENTENCES: Readonly<Record<string, string>> = {
  ENCRYPT_DECRYPT: 'Encrypt and decrypt',
  SIGN_VERIFY: 'Sign and verify',
  GENERATE_VERIFY_MAC: 'Make and check MACs',
  KEY_AGREEMENT: 'Agree on secrets',
  ENCAPSULATE_DECAPSULATE: 'Encapsulate secrets',
};

/** The form. */
export function CreateKeyView(): JSX.Element {
  const { operations, client, notify } = useSession();
  const [usage, setUsage] = useState('ENCRYPT_DECRYPT');
  const [spec, setSpec] = useState('SYMMETRIC_DEFAULT');
  const [alias, setAlias] = useState('');
  const [failure, setFailure] = useState<unknown>();
  const shape = operations.get('CreateKey')?.input['KeySpec']?.shape;
  const all = shape?.kind === 'string' ? servedValues(shape) : [];
  const specs = all.filter((name) => usagesOf(name).includes(usage));
  const chooseUsage = (next: string): void => {
    setUsage(next);
    if (!usagesOf(spec).includes(next)) setSpec(all.find((name) => usagesOf(name).includes(next)) ?? spec);
  };
  const finish = async ({ KeyMetadata }: Answer): Promise<void> => {
    const { KeyId } = KeyMetadata as { KeyId: string };
    try {
      if (alias.trim() !== '')
        await client.call('CreateAlias', { AliasName: aliasNameOf(alias), TargetKeyId: KeyId });
    } catch (error) {
      setFailure(error);
      return;
    }
    location.hash = hrefOf(['keys', KeyId]);
    setTimeout(() => notify({ kind: 'done', text: 'The key is made' }), 50);
  };
  return (
    <Page
      title="Create a key"
      trail={<a href={hrefOf(['keys'])}>Keys</a>}
      lead="A key never leaves the service: what leaves is what it encrypted, signed or derived."
    >
      <Section title="What it is for">
        <div class="operation">
          <Select
            label="Usage"
            values={Object.keys(USAGE_SENTENCES)}
            titles={USAGE_SENTENCES}
            value={usage}
            onChange={chooseUsage}
          />
          <Select label="Key spec" values={specs} value={spec} onChange={setSpec} />
          <AliasField value={alias} onChange={setAlias} />
        </div>
      </Section>
      <Section title="Details">
        {failure !== undefined && <p>The key was made, but its alias was not:</p>}
        <ErrorNote error={failure} />
        <OperationForm
          operation="CreateKey"
          fixed={{ KeySpec: spec, KeyUsage: usage }}
          first={['Description', 'Tags', 'MultiRegion', 'Origin']}
          without={['CustomerMasterKeySpec']}
          submit="Create the key"
          isQuiet
          onDone={(answer) => void finish(answer)}
        />
      </Section>
    </Page>
  );
}

/** With its prefix, whether it was typed or not. */
function aliasNameOf(text: string): string {
  const name = text.trim();
  return name.startsWith('alias/') ? name : `alias/${name}`;
}

function AliasField({ value, onChange }: { value: string; onChange: (value: string) => void }): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>Alias</label>
      <input
        id={id}
        type="text"
        value={value}
        placeholder="alias/my-key"
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}

function Select({
  label,
  values,
  titles = {},
  value,
  onChange,
}: {
  label: string;
  values: readonly string[];
  titles?: Readonly<Record<string, string>>;
  value: string;
  onChange: (value: string) => void;
}): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {values.map((choice) => (
          <option key={choice} value={choice}>
            {titles[choice] === undefined ? choice : `${titles[choice]} (${choice})`}
          </option>
        ))}
      </select>
    </div>
  );
}
