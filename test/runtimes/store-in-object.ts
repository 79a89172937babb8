/**
 * The contract of stores inside of a Durable Object, whose storage is emptied for every store that is opened.
 *
 * @module
 */
import { type DurableObjectSqlStorage, durableObjectStore } from '../../src/store/durable-object.ts';
import { describeStore } from '../store/contract.ts';
import { runCases } from './contract-shim.ts';

export class ContractRun {
  readonly #storage: DurableObjectSqlStorage;
  constructor(state: { readonly storage: DurableObjectSqlStorage }) {
    this.#storage = state.storage;
  }

  async fetch(): Promise<Response> {
    describeStore('durableObjectStore', () => {
      this.#storage.sql.exec('DROP TABLE IF EXISTS record; DROP TABLE IF EXISTS strongroom');
      return durableObjectStore(this.#storage);
    });
    return Response.json(await runCases());
  }
}

interface Environment {
  readonly RUN: {
    get(id: unknown): { fetch(request: Request): Promise<Response> };
    idFromName(name: string): unknown;
  };
}

const worker = {
  fetch: (request: Request, { RUN }: Environment): Promise<Response> =>
    RUN.get(RUN.idFromName('run')).fetch(request),
};
// biome-ignore lint/style/noDefaultExport: a Worker is a default export.
export default worker;
