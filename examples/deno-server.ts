// For development, on loopback: every caller is the root of the account.
// STRONGROOM_PASSPHRASE=… deno run --allow-net --allow-env --allow-read --allow-write deno-server.ts [PORT]
import { createKms, rootKeyFromPassphrase } from 'strongroom';
import { kmsFetchHandler } from 'strongroom/fetch';
import { sqliteStore } from 'strongroom/store/sqlite';

const rootKey = rootKeyFromPassphrase(Deno.env.get('STRONGROOM_PASSPHRASE') ?? '');
const kms = await createKms({ store: sqliteStore({ file: '.strongroom/store.db' }), rootKey });
const handler = kmsFetchHandler(kms);
Deno.serve({ hostname: '127.0.0.1', port: Number(Deno.args[0] ?? 4599) }, (request) => handler(request));
