/**
 * What is tried in each browser. Each scenario has a session of its own, with empty storage, and throws what is wrong.
 *
 * @module
 */
import { strict as assert } from 'node:assert';
import type { RunningBrowser, Session } from './browser.ts';
import type { TestServer } from './server.ts';
import type { CaseResult } from './test-runner.ts';

/** What a scenario has. */
export interface Stage {
  readonly browser: RunningBrowser;
  readonly session: Session;
  readonly server: TestServer;
}

/** Why a browser cannot do a scenario. */
export class Skip extends Error {}

/** A scenario: it may say more than that it passed. */
export type Scenario = (stage: Stage) => Promise<string | undefined>;

/** What a call to a stopped store says. */
const STOPPED = /^StoreUnavailableError: the database '(held|keys)' was (taken away|deleted)/;
/** As many as there were when this was written: a runner that loses some must not pass. */
const CONTRACT_CASES = 35;

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'the contract of stores': async ({ session }) => {
    const tab = await session.newTab();
    const cases = await tab.call<readonly CaseResult[]>('contract');
    assert.ok(cases.length >= CONTRACT_CASES, `only ${cases.length} cases ran`);
    const failed = cases.filter(({ error }) => error !== undefined && error !== null);
    assert.equal(failed.length, 0, failed.map(({ title, error }) => `${title}: ${error}`).join('; '));
    return `${cases.length} cases`;
  },

  'a journey under a key that cannot be extracted, and a restart': async ({ session }) => {
    await (await session.newTab()).call('journey', 'web-crypto');
    return undefined;
  },

  'a journey under a passphrase; another one opens nothing': async ({ session }) => {
    const tab = await session.newTab();
    await tab.call('journey', 'passphrase');
    assert.equal(await tab.call('opens', 'passphrase', 'another passphrase'), 'WrongRootKeyError');
    assert.equal(await tab.call('opens', 'web-crypto'), 'WrongRootKeyError');
    return `scrypt with 128 MiB in ${await tab.call<number>('passphraseSeconds')} s`;
  },

  "a journey under a passkey's PRF output": async ({ session }) => {
    if (session.devTools === undefined) throw new Skip('no virtual authenticator with PRF in this browser');
    const tab = await session.newTab();
    const tools = await session.devTools(tab);
    await tools.send('WebAuthn.enable');
    const { authenticatorId } = (await tools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        ctap2Version: 'ctap2_1',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        hasPrf: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })) as { authenticatorId: string };
    await tab.call('journey', 'passkey');
    await tools.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
    return undefined;
  },

  'three tabs that open at once found one store and one root key': async ({ session }) => {
    const tabs = [await session.newTab(), await session.newTab(), await session.newTab()];
    type Founded = { readonly identity: string; readonly rootKeys: readonly string[] };
    const founded = await Promise.all(tabs.map((tab) => tab.call<Founded>('openAndHold')));
    assert.equal(new Set(founded.map(({ identity }) => identity)).size, 1);
    assert.notEqual(founded[0]?.identity, '');
    for (const { rootKeys } of founded) assert.deepEqual(rootKeys, founded[0]?.rootKeys);
    assert.equal(founded[0]?.rootKeys.length, 1);
    return undefined;
  },

  "tabs see each other's changes": async ({ session }) => {
    const [one, two] = [await session.newTab(), await session.newTab()];
    await Promise.all([one.call('openAndHold'), two.call('openAndHold')]);
    type Created = { readonly KeyMetadata: { readonly KeyId: string } };
    const { KeyId } = (await one.call<Created>('call', 'createKey', {})).KeyMetadata;
    const encrypted = await two.call<object>('call', 'encrypt', { KeyId, Plaintext: [1, 2, 3] });
    await one.call('call', 'disableKey', { KeyId });
    assert.equal(await two.call('call', 'decrypt', encrypted), 'DisabledException');
    await two.call('call', 'enableKey', { KeyId });
    const { Plaintext } = await one.call<{ Plaintext: unknown }>('call', 'decrypt', {
      CiphertextBlob: (encrypted as { CiphertextBlob: unknown }).CiphertextBlob,
    });
    assert.deepEqual(Plaintext, [1, 2, 3]);
    return undefined;
  },

  'three tabs that count up by comparing and swapping lose no update': async ({ session }) => {
    const tabs = [await session.newTab(), await session.newTab(), await session.newTab()];
    const conflicts = await Promise.all(tabs.map((tab) => tab.call<number>('countUp', 20, 3)));
    assert.equal(await tabs[0]?.call('counted'), 180);
    return `180 updates, ${conflicts.reduce((a, b) => a + b)} conflicts`;
  },

  'a reload in the middle of writes leaves no half of one and loses none': async ({ session, server }) => {
    const [writer, reader] = [await session.newTab(), await session.newTab()];
    server.acknowledged = 0;
    for (let reload = 0; reload < 8; reload++) {
      const before = server.acknowledged;
      await writer.call('writeForEver');
      await server.untilAcknowledged(before + 3);
      await writer.open('/page');
      const left = await reader.call<number | string>('pairsLeft');
      assert.ok(typeof left === 'number' && left >= server.acknowledged, `${left} of ${server.acknowledged}`);
    }
    return `${server.acknowledged} acknowledged`;
  },

  "the README's service worker answers fetch and the AWS SDK in every tab, without a server": async ({
    session,
    server,
  }) => {
    const tab = await session.newTab();
    const keyId = await tab.call<string>('runReadme');
    const { status, body } = await tab.call<{ status: number; body: string }>('fetchKms', 'DescribeKey', {
      KeyId: keyId,
    });
    assert.equal(status, 200, body);
    assert.match(body, new RegExp(keyId));
    const other = await session.newTab();
    assert.equal(await other.call('listBySdk'), 1);
    const refusal = await other.call<{ status: number; body: string }>('fetchKms', 'Encrypt', {});
    assert.match(refusal.body, /ValidationException/);
    const how = await goOffline({ session, server });
    try {
      assert.equal(await other.call('isOnline'), false);
      assert.equal(await other.call('listBySdk'), 1);
      assert.equal((await tab.call<{ status: number }>('fetchKms', 'CreateKey', {})).status, 200);
    } finally {
      await server.resume();
    }
    return how;
  },

  'a service worker that was stopped starts again and opens the store anew': async ({ session }) => {
    if (session.devTools === undefined) throw new Skip('no way to stop a service worker in this browser');
    const tab = await session.newTab();
    await tab.call('runReadme');
    const tools = await session.devTools(tab);
    await tools.send('ServiceWorker.enable');
    for (let stop = 0; stop < 3; stop++) {
      await tools.send('ServiceWorker.stopAllWorkers');
      assert.equal(await tab.call('listBySdk'), 1);
    }
    return undefined;
  },

  'a shared worker serves every tab over its port': async ({ session }) => {
    const [one, two] = [await session.newTab(), await session.newTab()];
    assert.equal(await one.call('useSharedWorker'), 1);
    assert.equal(await two.call('useSharedWorker'), 2);
    return undefined;
  },

  'a page whose policy forbids WebAssembly has the portable engine, and says so': async ({ session }) => {
    const free = await (await session.newTab()).call<Record<string, string>>('engineReport');
    assert.ok(
      Object.values(free).some((engine) => engine.includes('kernel')),
      JSON.stringify(free),
    );
    const tab = await session.newTab('/strict');
    const report = await tab.call<Record<string, string>>('engineReport');
    const engines = Object.values(report);
    assert.ok(
      engines.length > 0 && !engines.some((engine) => engine.includes('kernel')),
      JSON.stringify(report),
    );
    assert.ok(engines.some((engine) => engine.includes('portable')));
    await tab.call('journey', 'web-crypto');
    return `${[...new Set(engines)].join(', ')}`;
  },

  'a database that another tab deletes stops the store, and founds none under the old root key': async ({
    session,
  }) => {
    const [tab, other] = [await session.newTab(), await session.newTab()];
    await tab.call('holdStore', 'held');
    await other.call('deleteStore', 'held');
    await expectStopped(tab, 'useStore');
    assert.match(await other.call('openExisting', 'held'), /is not there: its data were cleared/);
    const former = await tab.call<{ rootKeys: readonly string[] }>('openAndHold');
    await other.call('deleteStore', 'keys');
    assert.match(
      String(await tab.call('call', 'listKeys', {})),
      /StoreUnavailableError: the database 'keys' was deleted/,
    );
    const next = await other.call<{ rootKeys: readonly string[] }>('openAndHold');
    assert.notDeepEqual(next.rootKeys, former.rootKeys);
    return undefined;
  },

  'a database that is deleted alone comes back from its copy, root key and keys': async ({ session }) => {
    const tab = await session.newTab();
    if (!(await tab.call<boolean>('keepsCopies'))) throw new Skip('no storage buckets in this browser');
    const former = await tab.call('openAndHold');
    type Created = { readonly KeyMetadata: { readonly KeyId: string } };
    const { KeyId } = (await tab.call<Created>('call', 'createKey', {})).KeyMetadata;
    const encrypted = await tab.call<object>('call', 'encrypt', { KeyId, Plaintext: [1, 2, 3] });
    await (await session.newTab()).call('deleteDatabase', 'keys');
    assert.deepEqual(await tab.call('openAndHold'), former);
    const { CiphertextBlob } = encrypted as { CiphertextBlob: unknown };
    const { Plaintext } = await tab.call<{ Plaintext: unknown }>('call', 'decrypt', { CiphertextBlob });
    assert.deepEqual(Plaintext, [1, 2, 3]);
    return undefined;
  },

  'data that the browser clears while the store is open stop it': async ({ session, server }) => {
    if (session.devTools === undefined) throw new Skip('no way to clear the data of a site in this browser');
    const tab = await session.newTab();
    const tools = await session.devTools(tab);
    await tab.call('holdStore', 'held');
    await tools.send('Storage.clearDataForOrigin', { origin: server.origin, storageTypes: 'all' });
    await expectStopped(tab, 'useStore');
    assert.match(await tab.call('openExisting', 'held'), /is not there: its data were cleared/);
    return undefined;
  },

  'a store with a copy that has no more room refuses writes, still reads, and opens again': async ({
    session,
    server,
  }) => {
    if (session.devTools === undefined) throw new Skip('no way to set a quota in this browser');
    const tab = await session.newTab();
    if (!(await tab.call<boolean>('keepsCopies'))) throw new Skip('no storage buckets in this browser');
    const tools = await session.devTools(tab);
    await tools.send('Storage.overrideQuotaForOrigin', { origin: server.origin, quotaSize: 10_000_000 });
    await tab.call('holdStore', 'held');
    assert.ok(await tab.call<boolean>('isCopied', 'held'));
    const said = await tab.call<string>('fillStore', 30);
    assert.match(said, /^StoreUnavailableError: the database 'held' cannot grow/);
    assert.equal((await tab.call<{ read: string }>('useStore', 1)).read, 'done');
    assert.equal(await tab.call('openExisting', 'held'), 'done');
    return undefined;
  },

  'a store that has no more room refuses writes, and still reads': async ({ session, server }) => {
    if (session.devTools === undefined) throw new Skip('no way to set a quota in this browser');
    const tab = await session.newTab();
    const tools = await session.devTools(tab);
    // Before the first write: Chromium remembers for a while how much room there was.
    await tools.send('Storage.overrideQuotaForOrigin', { origin: server.origin, quotaSize: 200_000 });
    await tab.call('holdStore', 'held');
    const { read, write } = await tab.call<{ read: string; write: string }>('useStore', 500_000);
    assert.equal(read, 'done');
    assert.match(write, /^StoreUnavailableError: the database 'held' cannot grow/);
    assert.deepEqual(await tab.call('useStore'), { read: 'done', write: 'done' });
    return undefined;
  },
};

/** @returns How the network was taken away. */
async function goOffline({ session, server }: Pick<Stage, 'session' | 'server'>): Promise<string> {
  await server.pause();
  if (session.goOffline === undefined) return 'offline: the server was stopped';
  return await session.goOffline().then(
    () => 'offline: by the browser',
    () => 'offline: the server was stopped',
  );
}

async function expectStopped(tab: Awaited<ReturnType<Session['newTab']>>, call: string): Promise<void> {
  const { read, write } = await tab.call<{ read: string; write: string }>(call);
  for (const said of [read, write]) assert.match(said, STOPPED);
}
