/**
 * How the page is connected: in itself or to an endpoint, in which Region, as whom.
 *
 * @module
 */
import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { CheckBox, ErrorNote, Page, Section, Segments } from '../parts/basics.tsx';
import { useAsked, useSession } from '../parts/session.tsx';
import { forgetSettings, type Mode, type Settings } from '../settings.ts';
import type { Credentials } from '../signing.ts';

const REGIONS: readonly string[] = [
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'eu-central-1',
  'eu-west-1',
  'ap-northeast-1',
  'ap-southeast-2',
];

const MODE_TITLES: Readonly<Record<Mode, string>> = { embedded: 'In this page', endpoint: 'An endpoint' };

/** The form of the settings. */
export function ConnectionView(): JSX.Element {
  const { settings, modes, change, notify, service } = useSession();
  const [draft, setDraft] = useState<Settings>(settings);
  const [isSigned, setSigned] = useState(settings.credentials !== undefined);
  const edit = (part: Partial<Settings>) => setDraft({ ...draft, ...part });
  const isEmbedded = draft.mode === 'embedded';
  const save = (event: Event): void => {
    event.preventDefault();
    const credentials = isSigned && !isEmbedded ? trimmed(draft.credentials) : undefined;
    change({ ...draft, credentials, remembers: draft.remembers && credentials !== undefined });
    notify({ kind: 'done', text: 'These settings are in use' });
  };
  const forget = (): void => {
    forgetSettings(sessionStorage);
    setSigned(false);
    change({ ...draft, credentials: undefined, remembers: false });
    notify({ kind: 'done', text: 'The credentials are forgotten' });
  };
  return (
    <Page title="Connection" lead="Where calls go, in which Region, and who makes them.">
      <Section title="Settings">
        <form class="operation" onSubmit={save}>
          {modes.length > 1 && (
            <Segments
              label="The service"
              values={modes.map((mode) => MODE_TITLES[mode])}
              value={MODE_TITLES[draft.mode]}
              onChange={(title) =>
                edit({ mode: modes.find((mode) => MODE_TITLES[mode] === title) ?? 'endpoint' })
              }
            />
          )}
          {isEmbedded ? (
            <p class="lead">
              {service?.keeping ?? 'The whole service runs in this page; nothing leaves it.'}
            </p>
          ) : (
            <Endpoint draft={draft} edit={edit} isFixed={modes.length === 1} />
          )}
          <RegionField region={draft.region} onChange={(region) => edit({ region })} />
          {!isEmbedded && <Signing draft={draft} edit={edit} isSigned={isSigned} onSigned={setSigned} />}
          <div class="submit">
            <button type="submit" class="primary">
              Use these settings
            </button>
            {settings.credentials !== undefined && (
              <button type="button" onClick={forget}>
                Forget the credentials
              </button>
            )}
          </div>
        </form>
      </Section>
      <ServiceFacts />
    </Page>
  );
}

interface Editing {
  readonly draft: Settings;
  readonly edit: (part: Partial<Settings>) => void;
}

function Endpoint({ draft, edit, isFixed }: Editing & { isFixed: boolean }): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>Endpoint</label>
      <input
        id={id}
        type="url"
        required
        value={draft.endpoint}
        readOnly={isFixed}
        aria-describedby={`${id}-hint`}
        onInput={(event) => edit({ endpoint: event.currentTarget.value })}
      />
      <p id={`${id}-hint`} class="hint">
        {isFixed
          ? 'This page calls the server that it came from and no other.'
          : 'Its server must let this page in: strongroom serve --allow-origin, with this page’s origin.'}
      </p>
    </div>
  );
}

function RegionField({
  region,
  onChange,
}: {
  region: string;
  onChange: (region: string) => void;
}): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>Region</label>
      <input
        id={id}
        class="medium"
        list={`${id}-list`}
        value={region}
        placeholder="the service’s own"
        autocomplete="off"
        pattern="([a-z]+-)+\d+"
        title="A Region such as eu-central-1"
        onInput={(event) => onChange(event.currentTarget.value.trim())}
      />
      <datalist id={`${id}-list`}>
        {REGIONS.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </div>
  );
}

function Signing({
  draft,
  edit,
  isSigned,
  onSigned,
}: Editing & { isSigned: boolean; onSigned: (isSigned: boolean) => void }): JSX.Element {
  const credentials = draft.credentials ?? { accessKeyId: '', secretAccessKey: '' };
  const set = (part: Partial<Credentials>) => edit({ credentials: { ...credentials, ...part } });
  return (
    <>
      <CheckBox
        label="Sign requests with an access key"
        isOn={isSigned}
        onChange={(isOn) => onSigned(isOn)}
      />
      {isSigned && (
        <fieldset class="field group">
          <legend>Credentials</legend>
          <div class="inner">
            <CredentialField
              label="Access key ID"
              value={credentials.accessKeyId}
              onChange={(accessKeyId) => set({ accessKeyId })}
            />
            <CredentialField
              label="Secret access key"
              isSecret
              value={credentials.secretAccessKey}
              onChange={(secretAccessKey) => set({ secretAccessKey })}
            />
            <CredentialField
              label="Session token"
              isSecret
              isOptional
              value={credentials.sessionToken ?? ''}
              onChange={(sessionToken) => set({ sessionToken })}
            />
            <Keeping draft={draft} edit={edit} />
          </div>
        </fieldset>
      )}
    </>
  );
}

function Keeping({ draft, edit }: Editing): JSX.Element {
  return (
    <>
      <CheckBox
        label="Keep them until this tab is closed"
        isOn={draft.remembers}
        onChange={(isOn) => edit({ remembers: isOn })}
      />
      <p class="hint">
        They sign in this page and are never sent. Without this box they are forgotten when the page is loaded
        again.
      </p>
    </>
  );
}

function CredentialField({
  label,
  value,
  onChange,
  isSecret = false,
  isOptional = false,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  isSecret?: boolean;
  isOptional?: boolean;
}): JSX.Element {
  const id = useId();
  const common = {
    id,
    value,
    required: !isOptional,
    autocomplete: 'off',
    spellcheck: false,
    onInput: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  return (
    <div class="field">
      <label for={id}>
        {label}
        {!isOptional && <span class="required"> required</span>}
      </label>
      {isSecret ? <input {...common} type="password" /> : <input {...common} type="text" />}
    </div>
  );
}

function trimmed(credentials: Credentials | undefined): Credentials | undefined {
  if (credentials === undefined) return undefined;
  const sessionToken = credentials.sessionToken?.trim();
  return {
    accessKeyId: credentials.accessKeyId.trim(),
    secretAccessKey: credentials.secretAccessKey.trim(),
    ...(sessionToken ? { sessionToken } : {}),
  };
}

/** Whether the service answers with these settings, and what it says of itself. */
function ServiceFacts(): JSX.Element | null {
  const { client, version } = useSession();
  const { value } = useAsked(() => client.health(), [client]);
  const check = useAsked(() => client.call('ListKeys', { Limit: 1 }), [client]);
  return (
    <Section title="The service">
      <ErrorNote error={check.error} />
      {check.value !== undefined && <p class="fine">✓ It answers with these settings.</p>}
      <dl class="answer">
        {Object.entries(value ?? {}).map(([name, fact]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{String(fact)}</dd>
          </div>
        ))}
        <div>
          <dt>console</dt>
          <dd>{version}</dd>
        </div>
      </dl>
    </Section>
  );
}
