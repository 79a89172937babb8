/**
 * How the page is connected, and what of it is remembered: nothing beyond the page, unless somebody chooses the session.
 *
 * The secret access key is never written anywhere but into `sessionStorage`, and there only when that is asked for: it
 * ends with the tab.
 *
 * @module
 */
import type { Connection } from './client.ts';

/** In the page itself, or behind an endpoint. */
export type Mode = 'embedded' | 'endpoint';

export interface Settings extends Connection {
  readonly mode: Mode;
  /** Whether the session remembers the credentials. */
  readonly remembers: boolean;
}

/** The part of `Storage` that is used. */
export type Memory = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const NAME = 'strongroom-console';

/**
 * The settings that a session has remembered, over those to begin with.
 *
 * @example
 * const first = { mode: 'endpoint', endpoint: 'http://localhost:4599', region: '', remembers: false };
 * recallSettings(first, undefined).endpoint; // 'http://localhost:4599'
 */
export function recallSettings(first: Settings, memory: Memory | undefined): Settings {
  try {
    const text = memory?.getItem(NAME);
    return text ? { ...first, ...readSettings(JSON.parse(text)) } : first;
  } catch {
    return first;
  }
}

/** Only what has the right type: another version of this page may have written it. */
function readSettings(value: unknown): Partial<Settings> {
  const { mode, endpoint, region, credentials } = (value ?? {}) as Partial<Settings>;
  return {
    ...(mode === 'embedded' || mode === 'endpoint' ? { mode } : {}),
    ...(typeof endpoint === 'string' && URL.canParse(endpoint) ? { endpoint } : {}),
    ...(typeof region === 'string' ? { region } : {}),
    ...(typeof credentials?.secretAccessKey === 'string' ? { credentials, remembers: true } : {}),
  };
}

/** Remembers settings for the session; credentials only where that is asked for. */
export function rememberSettings(settings: Settings, memory: Memory | undefined): void {
  const { mode, endpoint, region, credentials, remembers } = settings;
  try {
    memory?.setItem(NAME, JSON.stringify({ mode, endpoint, region, ...(remembers ? { credentials } : {}) }));
  } catch {
    // A browser that keeps nothing: then nothing is remembered.
  }
}

/** Forgets all of it. */
export function forgetSettings(memory: Memory | undefined): void {
  try {
    memory?.removeItem(NAME);
  } catch {
    // As above.
  }
}
