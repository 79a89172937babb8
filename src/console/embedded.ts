/**
 * The service inside of the page: store, root key, engine and paths, put together for a browser.
 *
 * This is the one place where the page decides where keys lie: in an IndexedDB database of its origin, sealed under a key
 * that the page cannot read out; in memory where the browser keeps nothing for it. Several tabs share them.
 *
 * @module
 */
import { viewOf } from '../audit/trail-reader.ts';
import { withCloudTrail } from '../aws/cloudtrail.ts';
import { withExplain } from '../aws/explain-path.ts';
import { type FetchHandler, kmsFetchHandler } from '../aws/fetch-handler.ts';
import { withUsage } from '../aws/usage-path.ts';
import { createDefaultEngine } from '../crypto/default-engine.ts';
import type { EngineReport } from '../crypto/engine.ts';
import { createKms, type EmbeddedKms, type KmsOptions } from '../index.ts';
import { webCryptoRootKey } from '../keystore/web-crypto-root-key.ts';
import { indexedDbStore } from '../store/indexeddb.ts';
import { StoreUnavailableError } from '../store/store.ts';
import type { Send } from './client.ts';

/** The database of this page's keys. */
const DATABASE = 'strongroom-console';

/** A service in the page. */
export interface EmbeddedService {
  readonly send: Send;
  /** Where keys lie, as a sentence. */
  readonly keeping: string;
  /** Every known-answer test, and what the engine says of itself afterwards. */
  testEngine(): Promise<EngineReport>;
}

/** Opens a service in this page. */
export async function openEmbedded(version: string): Promise<EmbeddedService> {
  const engine = createDefaultEngine();
  const place = await findPlace();
  const kms = await createKms({ engine, ...place.options });
  const health = () => ({ version, engine: engine.name, store: place.kind });
  const send = pathsOver(kms, kmsFetchHandler(kms, { health }));
  return {
    send: (request) => send(request),
    keeping: place.keeping,
    async testEngine() {
      // A failed test is in the report.
      await engine.selfTest().catch(() => undefined);
      return engine.describe();
    },
  };
}

interface Place {
  readonly kind: string;
  readonly keeping: string;
  readonly options: Pick<KmsOptions, 'store' | 'rootKey'>;
}

async function findPlace(): Promise<Place> {
  try {
    const store = await indexedDbStore({ name: DATABASE });
    return {
      kind: 'indexeddb',
      keeping:
        'Keys are kept in this browser, sealed under a key that no page can read out. Whoever clears the data of this site erases them.',
      options: { store, rootKey: webCryptoRootKey({ name: DATABASE }) },
    };
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    return {
      kind: 'memory',
      keeping: 'Keys are kept in the memory of this page: they end when it is closed or loaded again.',
      options: {},
    };
  }
}

/** What a server answers beside the API. */
function pathsOver(kms: EmbeddedKms, handler: FetchHandler): FetchHandler {
  const explained = withExplain(handler, { kms });
  const { trail, scope } = kms;
  if (trail === undefined) return explained;
  const told = withCloudTrail(explained, { trail: viewOf(trail), scope, clock: Date.now });
  return withUsage(told, { kms });
}
