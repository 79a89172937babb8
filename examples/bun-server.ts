// For development, on loopback: every caller is the root of the account.
// STRONGROOM_PASSPHRASE=… bun bun-server.ts [PORT]
import { createKms, rootKeyFromPassphrase } from 'strongroom';
import { kmsFetchHandler } from 'strongroom/fetch';
import { sqliteStore } from 'strongroom/store/sqlite';

const rootKey = rootKeyFromPassphrase(Bun.env.STRONGROOM_PASSPHRASE ?? '');
const kms = await createKms({ store: sqliteStore({ file: '.strongroom/store.db' }), rootKey });
const handler = kmsFetchHandler(kms);
const { url } = Bun.serve({
  hostname: '127.0.0.1',
  port: Number(Bun.argv[2] ?? 4599),
  fetch: (request) => handler(request),
});
console.log(`${url}`);
