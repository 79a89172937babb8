/**
 * The service inside of the page: store, root key, engine and paths, put together for a browser.
 *
 * This is the one place where the page decides where keys lie. They lie in memory, and end with the page.
 *
 * @module
 */
import { withExplain } from '../aws/explain-path.ts';
import { kmsFetchHandler } from '../aws/fetch-handler.ts';
import { createDefaultEngine } from '../crypto/default-engine.ts';
import type { EngineReport } from '../crypto/engine.ts';
import { createKms } from '../index.ts';
import type { Send } from './client.ts';

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
  const kms = await createKms({ engine });
  const health = () => ({ version, engine: engine.name, store: 'memory' });
  const send = withExplain(kmsFetchHandler(kms, { health }), { kms });
  return {
    send: (request) => send(request),
    keeping: 'Keys are kept in the memory of this page: they end when it is closed or loaded again.',
    async testEngine() {
      // A failed test is in the report.
      await engine.selfTest().catch(() => undefined);
      return engine.describe();
    },
  };
}
