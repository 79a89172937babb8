/**
 * What a scenario knows of a browser: sessions with a storage of their own, and tabs that are told to do things.
 *
 * @module
 */

/** A tab on a page of the tests. */
export interface Tab {
  /** Calls an export of page.ts. @throws {Error} What it threw, as text. */
  call<T>(name: string, ...args: readonly unknown[]): Promise<T>;
  /** Loads a page of the server anew. */
  open(path: string): Promise<void>;
}

/** The Chrome DevTools Protocol, where there is one. */
export interface DevTools {
  send(method: string, params?: object): Promise<unknown>;
}

/** A browser with empty storage, or with that of the session before. */
export interface Session {
  /** A new tab on `/page`, unless another path is given. */
  newTab(path?: string): Promise<Tab>;
  /** None where the browser has no such protocol. */
  devTools?(tab: Tab): Promise<DevTools>;
  /** Takes the network away, where the browser can. */
  goOffline?(): Promise<void>;
  close(): Promise<void>;
}

/** A browser of the machine that runs. */
export interface RunningBrowser {
  readonly version: string;
  newSession(): Promise<Session>;
  close(): Promise<void>;
}

/** A browser as data. */
export interface BrowserKind {
  readonly name: 'Chromium' | 'Firefox' | 'WebKit';
  /** The program behind it, or why it is not here. */
  find(): { readonly program: string } | { readonly missing: string };
  start(program: string, origin: string): Promise<RunningBrowser>;
  /** Prepares a profile on the disk, and says with what arguments the program opens a page over it; absent where it cannot. */
  profileOf?(folder: string): Promise<(url: string) => readonly string[]>;
}
