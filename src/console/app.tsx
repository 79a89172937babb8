/**
 * The page as a whole: where one can go, where one is, and how it is connected.
 *
 * @module
 */
import { type ComponentChildren, type JSX, render } from 'preact';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { OperationDescription } from '../operations/description.ts';
import { createClient, type Send } from './client.ts';
import type { EmbeddedService } from './embedded.ts';
import { ErrorNote, Waiting } from './parts/basics.tsx';
import { type Notice, type Session, SessionContext, useSession } from './parts/session.tsx';
import { hrefOf, type Route, readRoute } from './route.ts';
import { type Memory, type Mode, recallSettings, rememberSettings, type Settings } from './settings.ts';
import { viewFor } from './views/views.tsx';

/** What a page is started with. */
export interface Start {
  readonly operations: readonly OperationDescription[];
  readonly version: string;
  /** The ways to be connected that this page has, the first one to begin with. */
  readonly modes: readonly Mode[];
  /** Opens the service in the page; for pages that have one. */
  readonly openService?: () => Promise<EmbeddedService>;
}

/** Where one can go. */
const PLACES: readonly (readonly [view: string, title: string])[] = [
  ['keys', 'Keys'],
  ['aliases', 'Aliases'],
  ['stores', 'Key stores'],
  ['use', 'Use a key'],
  ['access', 'Access'],
  ['audit', 'Audit'],
  ['usage', 'Usage'],
  ['engine', 'Engine'],
  ['operations', 'All operations'],
];

/** Draws the page into an element. */
export function startConsole(start: Start, element: Element): void {
  element.textContent = '';
  render(<App {...start} />, element);
}

/** What a browser that keeps nothing has none of. */
function sessionMemory(): Memory | undefined {
  try {
    return globalThis.sessionStorage;
  } catch {
    return undefined;
  }
}

function App({ operations, version, modes, openService }: Start): JSX.Element {
  const memory = useMemo(sessionMemory, []);
  const [settings, setSettings] = useState<Settings>(() =>
    recallSettings(
      { mode: modes[0] ?? 'endpoint', endpoint: endpointOf(location), region: '', remembers: false },
      memory,
    ),
  );
  const [service, setService] = useState<EmbeddedService>();
  const [failure, setFailure] = useState<unknown>();
  const [notice, setNotice] = useState<Notice>();
  const route = useRoute(() => setNotice(undefined));
  const isEmbedded = settings.mode === 'embedded' && openService !== undefined;
  useEffect(() => {
    if (isEmbedded && service === undefined) openService().then(setService, setFailure);
  }, [isEmbedded]);
  const change = useCallback(
    (next: Settings) => {
      rememberSettings(next, memory);
      setSettings(next);
    },
    [memory],
  );
  const table = useMemo(() => new Map(operations.map((row) => [row.name, row])), [operations]);
  const client = useMemo(() => clientOf(settings, service), [settings, service]);
  const session: Session = {
    client,
    settings,
    operations: table,
    modes,
    service: isEmbedded ? service : undefined,
    version,
    change,
    notify: setNotice,
  };
  const isReady = !isEmbedded || service !== undefined;
  return (
    <SessionContext.Provider value={session}>
      <Frame route={route}>
        <NoticeBar notice={notice} onDismiss={() => setNotice(undefined)} />
        <ErrorNote error={failure} />
        {isReady ? <View route={route} /> : failure === undefined && <Opening />}
      </Frame>
    </SessionContext.Provider>
  );
}

/** The page's own origin; a file has none. */
function endpointOf({ origin }: Location): string {
  return origin.startsWith('http') ? origin : 'http://127.0.0.1:4599';
}

function clientOf(settings: Settings, service: EmbeddedService | undefined) {
  const send: Send =
    settings.mode === 'embedded' ? (service?.send ?? refuse) : (request) => globalThis.fetch(request);
  // A service in the page has no address; its requests carry one all the same.
  const connection = settings.mode === 'embedded' ? { ...settings, endpoint: 'http://localhost' } : settings;
  return createClient({ send, connection, sign: signLater, clock: Date.now });
}

const refuse: Send = () => Promise.reject(new Error('the service is not open yet'));

const signLater: Parameters<typeof createClient>[0]['sign'] = async (...args) => {
  const { signatureHeaders } = await import('./signing.ts');
  return await signatureHeaders(...args);
};

function useRoute(onLeave: () => void): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = (): void => {
      setHash(location.hash);
      onLeave();
    };
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  return useMemo(() => readRoute(hash), [hash]);
}

function View({ route }: { route: Route }): JSX.Element {
  const { settings } = useSession();
  const [name = 'keys', ...rest] = route.path;
  const Component = viewFor(name);
  // Another place, or another connection, begins anew.
  const connection = [settings.mode, settings.endpoint, settings.region, settings.credentials?.accessKeyId];
  return <Component key={[...connection, name, rest[0]].join(' ')} path={rest} query={route.query} />;
}

function Opening(): JSX.Element {
  return (
    <div class="page">
      <header class="page-head">
        <h1>Opening the service in this page</h1>
      </header>
      <Waiting lines={4} />
    </div>
  );
}

function Frame({ route, children }: { route: Route; children: ComponentChildren }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const [view = 'keys'] = route.path;
  useEffect(() => setOpen(false), [route]);
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        Skip to content
      </button>
      <header class="top">
        <a class="brand" href={hrefOf(['keys'])}>
          Strongroom
        </a>
        <ConnectionLink isHere={view === 'connection'} />
        <button
          type="button"
          class="menu-button small"
          aria-expanded={isOpen}
          aria-controls="places"
          onClick={() => setOpen(!isOpen)}
        >
          Menu
        </button>
      </header>
      <nav id="places" class={isOpen ? 'places open' : 'places'} aria-label="Console">
        <ul>
          {PLACES.map(([name, title]) => (
            <li key={name}>
              <a href={hrefOf([name])} aria-current={name === view ? 'page' : undefined}>
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

function ConnectionLink({ isHere }: { isHere: boolean }): JSX.Element {
  const { settings } = useSession();
  const place = settings.mode === 'embedded' ? 'in this page' : new URL(settings.endpoint).host;
  const who = settings.credentials === undefined ? 'unsigned' : settings.credentials.accessKeyId;
  return (
    <a class="connection" href={hrefOf(['connection'])} aria-current={isHere ? 'page' : undefined}>
      <span class="unseen">Connection: </span>
      <span>{place}</span>
      <span class="connection-more">{settings.region || 'default Region'}</span>
      <span class="connection-more">{settings.mode === 'embedded' ? '' : who}</span>
    </a>
  );
}

function NoticeBar({
  notice,
  onDismiss,
}: {
  notice: Notice | undefined;
  onDismiss: () => void;
}): JSX.Element {
  return (
    <div class="notices" aria-live="polite">
      {notice?.kind === 'failed' && <ErrorNote error={notice.error} />}
      {notice?.kind === 'done' && (
        <div class="note done slim">
          <p>{notice.text}</p>
          <button type="button" class="quiet small" onClick={onDismiss}>
            Dismiss
          </button>
        </div>
      )}
    </div>
  );
}
