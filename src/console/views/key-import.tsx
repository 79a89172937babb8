/**
 * Importing material: the wrapping key and token, wrapping in this page, the import, and taking material out again.
 *
 * @module
 */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { fromBase64, toBase64 } from '../../bytes/base64.ts';
import { wipe } from '../../bytes/wipe.ts';
import { readBlob } from '../blob-text.ts';
import type { Answer } from '../client.ts';
import type { BlobState } from '../form-model.ts';
import { formatTime } from '../format.ts';
import { wrappingsOf } from '../key-facts.ts';
import { ErrorNote, Section } from '../parts/basics.tsx';
import { BlobField } from '../parts/blob-field.tsx';
import { FormContext } from '../parts/field-frame.tsx';
import { ActionButton, OperationForm } from '../parts/operation-form.tsx';
import type { TabProps } from './tab-props.ts';

/** The parameters of an import that has begun. */
interface Parameters {
  readonly algorithm: string;
  readonly answer: Answer;
}

/** The tab. */
export function ImportTab(props: TabProps): JSX.Element {
  const { facts, reload } = props;
  const [parameters, setParameters] = useState<Parameters>();
  const [wrapped, setWrapped] = useState<string>();
  const finish = (): void => {
    setParameters(undefined);
    setWrapped(undefined);
    reload();
  };
  return (
    <>
      <Section
        title="1. Get a wrapping key"
        lead="The service makes a public key for this import and a token that goes with it; both last for 24 hours."
      >
        <ParametersForm
          facts={facts}
          onGot={(got) => {
            setWrapped(undefined);
            setParameters(got);
          }}
        />
        {parameters !== undefined && (
          <p class="hint fine" role="status">
            ✓ It is here, good until {formatTime(Number(parameters.answer['ParametersValidTo']))}.
          </p>
        )}
      </Section>
      <Section
        title="2. Wrap the material in this page"
        lead="The material is encrypted here, for the wrapping key; in the clear it does not leave the page."
      >
        {parameters === undefined ? (
          <p class="muted">First get a wrapping key.</p>
        ) : (
          <Wrapping parameters={parameters} spec={facts.spec} onWrapped={setWrapped} />
        )}
        {wrapped !== undefined && (
          <p class="hint fine" role="status">
            ✓ It is wrapped: {fromBase64(wrapped).length} bytes.
          </p>
        )}
      </Section>
      <Section title="3. Import it">
        {parameters === undefined || wrapped === undefined ? (
          <p class="muted">First wrap the material.</p>
        ) : (
          <ImportForm facts={facts} answer={parameters.answer} wrapped={wrapped} onDone={finish} />
        )}
      </Section>
      <DeleteMaterial {...props} />
    </>
  );
}

function ParametersForm({
  facts,
  onGot,
}: {
  facts: TabProps['facts'];
  onGot: (parameters: Parameters) => void;
}): JSX.Element {
  const wrappings = wrappingsOf(facts.spec);
  return (
    <OperationForm
      operation="GetParametersForImport"
      fixed={{ KeyId: facts.keyId }}
      preset={{ WrappingAlgorithm: wrappings[0], WrappingKeySpec: 'RSA_4096' }}
      choices={{ WrappingAlgorithm: wrappings }}
      submit="Get the wrapping key"
      isQuiet
      onDone={(answer, request) => onGot({ algorithm: String(request['WrappingAlgorithm']), answer })}
    />
  );
}

function ImportForm({
  facts,
  answer,
  wrapped,
  onDone,
}: {
  facts: TabProps['facts'];
  answer: Answer;
  wrapped: string;
  onDone: () => void;
}): JSX.Element {
  return (
    <OperationForm
      operation="ImportKeyMaterial"
      fixed={{ KeyId: facts.keyId, ImportToken: answer['ImportToken'], EncryptedKeyMaterial: wrapped }}
      preset={{ ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' }}
      first={['ExpirationModel', 'ValidTo', 'ImportType', 'KeyMaterialDescription']}
      submit="Import the material"
      isQuiet
      onDone={onDone}
    />
  );
}

function DeleteMaterial({ facts, aliases, reload }: TabProps): JSX.Element {
  return (
    <Section
      title="Delete the material"
      lead="The key stays and cannot be used. What it encrypted can be read again once the same material is imported."
    >
      <div>
        <ActionButton
          operation="DeleteImportedKeyMaterial"
          label="Delete the material"
          fixed={{ KeyId: facts.keyId }}
          names={[...aliases, facts.keyId]}
          onDone={reload}
        />
      </div>
    </Section>
  );
}

/** What material of a spec looks like. */
function materialHint(spec: string): string {
  if (spec === 'SYMMETRIC_DEFAULT') return '32 bytes.';
  if (spec.startsWith('HMAC_')) return 'As many bytes as the hash has.';
  return 'A private key in PKCS#8: DER, or PEM as text.';
}

const BLOB = { shape: { kind: 'blob' }, required: true } as const;

function Wrapping({
  parameters,
  spec,
  onWrapped,
}: {
  parameters: Parameters;
  spec: string;
  onWrapped: (base64: string) => void;
}): JSX.Element {
  const [state, setState] = useState<BlobState>({ text: '', encoding: 'hex' });
  const [error, setError] = useState<unknown>();
  const wrap = async (event: Event): Promise<void> => {
    event.preventDefault();
    setError(undefined);
    try {
      // Loaded when it is needed: it brings AES along.
      const { fromPem, wrapMaterial } = await import('../wrap-material.ts');
      const typed = new Uint8Array(readBlob(state.text, state.encoding));
      const material = fromPem(typed);
      try {
        const publicKey = fromBase64(String(parameters.answer['PublicKey']));
        onWrapped(toBase64(await wrapMaterial(parameters.algorithm, publicKey, material)));
        setState({ text: '', encoding: state.encoding });
      } finally {
        wipe(typed, material);
      }
    } catch (refusal) {
      setError(refusal);
    }
  };
  const draw = (): void => {
    const bytes = crypto.getRandomValues(new Uint8Array(32));
    setState({ text: toBase64(bytes), encoding: 'base64' });
  };
  const context = { isTechnical: false, choices: {}, keyList: undefined, problem: undefined };
  return (
    <FormContext.Provider value={context}>
      <form class="operation" onSubmit={(event) => void wrap(event)}>
        <BlobField name="KeyMaterial" path="KeyMaterial" member={BLOB} state={state} onChange={setState} />
        <p class="hint">{materialHint(spec)}</p>
        <ErrorNote error={error} />
        <div class="submit">
          <button type="submit" class="primary" disabled={state.text === ''}>
            Wrap it
          </button>
          {spec === 'SYMMETRIC_DEFAULT' && (
            <button type="button" onClick={draw}>
              Take 32 random bytes
            </button>
          )}
        </div>
      </form>
    </FormContext.Provider>
  );
}
