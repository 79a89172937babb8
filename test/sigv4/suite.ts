/** AWS's signing suite, where STRONGROOM_EXTRA_VECTORS has it: requests as they are sent, and what must come of them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReceivedRequest } from '../../src/sigv4/signature-claim.ts';

export interface SuiteCase {
  readonly name: string;
  readonly 'context.json': {
    readonly credentials: {
      readonly secret_access_key: string;
      readonly token?: string;
    };
    readonly normalize: boolean;
    readonly omit_session_token?: boolean;
    readonly timestamp: string;
  };
  readonly [file: string]: unknown;
}

/** The cases, or why there are none. */
export function suiteCases(): { readonly cases: readonly SuiteCase[]; readonly missing?: string } {
  const folder = process.env['STRONGROOM_EXTRA_VECTORS'];
  const path = folder === undefined ? undefined : join(folder, 'sigv4/suite.json');
  if (path === undefined || !existsSync(path))
    return { cases: [], missing: 'STRONGROOM_EXTRA_VECTORS does not name the signing suite' };
  return JSON.parse(readFileSync(path, 'utf8')) as { cases: readonly SuiteCase[] };
}

/** A request in the suite's notation: a line, headers with continuations, an empty line, the body. */
export function parseSuiteRequest(text: string): ReceivedRequest & { readonly body: string } {
  const [head = '', ...rest] = text.split('\n\n');
  const [line = '', ...headerLines] = head.split('\n').filter((one) => one !== '');
  const [, method = '', target = ''] = /^(\S+) (.*) HTTP\/1\.1$/.exec(line) ?? [];
  const [path = '', ...query] = target.split('?');
  const headers: [string, string][] = [];
  for (const one of headerLines) {
    const last = headers.at(-1);
    if (/^\s/.test(one) && last !== undefined) last[1] += ` ${one.trim()}`;
    else headers.push([one.slice(0, one.indexOf(':')), one.slice(one.indexOf(':') + 1)]);
  }
  return { method, path, query: query.join('?'), headers, body: rest.join('\n\n') };
}
