/**
 * The contract of stores over the SQLite store, for runtimes with a command line: the folder of its files is the argument,
 * the answer is the last line.
 *
 * @module
 */
import { Buffer } from 'node:buffer';
import { join } from 'node:path';
import { sqliteStore } from '../../src/store/sqlite.ts';
import { describeStore } from '../store/contract.ts';
import { runCases } from './contract-shim.ts';

globalThis.Buffer ??= Buffer;
let files = 0;
describeStore('sqliteStore', () =>
  sqliteStore({ file: join(process.argv[2] ?? '', `${files++}`, 'store.db') }),
);
console.log(JSON.stringify(await runCases()));
