/**
 * A key management service at the edge: one Durable Object holds the keys, any Worker hands it requests.
 *
 * Secrets: ROOT_KEY, 64 hexadecimal digits, seals all that is stored; PRINCIPALS, JSON as in docs/PRINCIPALS.md, says who
 * may call. Without principals anybody would be the root of the account, so that this worker does not start.
 */
import { DurableObject } from 'cloudflare:workers';
import { createKms, rootKeyFromBytes } from 'strongroom';
import { kmsFetchHandler } from 'strongroom/fetch';
import { durableObjectStore } from 'strongroom/store/durable-object';

export class KeyService extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    ctx.blockConcurrencyWhile(async () => {
      const { ROOT_KEY = '', PRINCIPALS } = env;
      if (!/^[0-9a-f]{64}$/i.test(ROOT_KEY)) throw new Error('ROOT_KEY expected 64 hexadecimal digits');
      if (!PRINCIPALS) throw new Error('PRINCIPALS expected a document of principals');
      const rootKey = rootKeyFromBytes(
        Uint8Array.from(ROOT_KEY.match(/../g), (pair) => Number.parseInt(pair, 16)),
      );
      const kms = await createKms({
        store: durableObjectStore(ctx.storage),
        rootKey,
        principals: PRINCIPALS,
      });
      this.handler = kmsFetchHandler(kms, kms.door);
    });
  }

  fetch(request) {
    return this.handler(request);
  }
}

// biome-ignore lint/style/noDefaultExport: a Worker is a default export.
export default {
  fetch: (request, env) => env.KEYS.get(env.KEYS.idFromName('main')).fetch(request),
};
