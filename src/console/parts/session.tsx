/**
 * What every view shares: the client, the settings, the table of operations, and a place for news.
 *
 * @module
 */
import { createContext } from 'preact';
import { useCallback, useContext, useEffect, useRef, useState } from 'preact/hooks';
import type { OperationDescription } from '../../operations/description.ts';
import type { Answer, Client } from '../client.ts';
import type { EmbeddedService } from '../embedded.ts';
import { readAll } from '../key-list.ts';
import type { Mode, Settings } from '../settings.ts';

/** Something that happened, shown at the top of the page. */
export interface Notice {
  readonly kind: 'done' | 'failed';
  readonly text?: string;
  readonly error?: unknown;
}

export interface Session {
  readonly client: Client;
  readonly settings: Settings;
  readonly operations: ReadonlyMap<string, OperationDescription>;
  /** The ways in which this page can be connected. */
  readonly modes: readonly Mode[];
  /** The service in the page, where there is one. */
  readonly service: EmbeddedService | undefined;
  readonly version: string;
  change(settings: Settings): void;
  notify(notice: Notice | undefined): void;
}

export const SessionContext = createContext<Session | undefined>(undefined);

/** The session that the view is drawn in. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new TypeError('a view was drawn outside of a session');
  return session;
}

/** Something that is being asked for, or was. */
export interface Asked<T> {
  readonly value: T | undefined;
  readonly error: unknown;
  readonly isWaiting: boolean;
  reload(): void;
}

/** Asks when the view appears, and again when one of `inputs` changes. Late answers to old questions are dropped. */
export function useAsked<T>(ask: () => Promise<T>, inputs: readonly unknown[]): Asked<T> {
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<Omit<Asked<T>, 'reload'>>({
    value: undefined,
    error: undefined,
    isWaiting: true,
  });
  const current = useRef(0);
  useEffect(() => {
    const mine = ++current.current;
    const settle = (next: Omit<Asked<T>, 'reload'>) => {
      if (current.current === mine) setState(next);
    };
    setState((before) => ({ ...before, isWaiting: true }));
    ask().then(
      (value) => settle({ value, error: undefined, isWaiting: false }),
      (error: unknown) => settle({ value: undefined, error, isWaiting: false }),
    );
  }, [...inputs, turn]);
  const reload = useCallback(() => setTurn((before) => before + 1), []);
  return { ...state, reload };
}

/** What people may mean by a key: aliases first, then ids. */
export function useKeyChoices(): readonly { readonly value: string; readonly label: string }[] {
  const { client } = useSession();
  const { value = [] } = useAsked(async () => {
    const [aliases, keys] = await Promise.all([
      readAll(client, 'ListAliases', 'Aliases', {}, 200),
      readAll(client, 'ListKeys', 'Keys', { Limit: 100 }, 100),
    ]);
    return [...aliases.filter(isUsed).map(aliasChoice), ...keys.map(keyChoice)];
  }, [client]);
  return value;
}

function isUsed(alias: Answer): boolean {
  return alias['TargetKeyId'] !== undefined;
}

function aliasChoice(alias: Answer): { value: string; label: string } {
  return { value: String(alias['AliasName']), label: String(alias['TargetKeyId']) };
}

function keyChoice(key: Answer): { value: string; label: string } {
  return { value: String(key['KeyId']), label: '' };
}
