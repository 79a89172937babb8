/**
 * What decided a question of access, as sentences.
 *
 * @module
 */
import type { Answer } from './client.ts';

/** An answer of `explain`. */
export interface Explanation {
  readonly allowed: boolean;
  readonly sentence: string;
  /** One sentence for each statement that decided. */
  readonly reasons: readonly string[];
}

/**
 * Reads an answer of `POST /_strongroom/explain`.
 *
 * @example
 * readExplanation({ allowed: true, sentence: '', by: [{ role: 'root of the account', effect: 'Allow' }] }).allowed; // true
 */
export function readExplanation({ allowed, sentence, by }: Answer): Explanation {
  const reasons = Array.isArray(by) ? (by as readonly Answer[]) : [];
  return {
    allowed: allowed === true,
    sentence: String(sentence ?? ''),
    reasons: reasons.map(reasonOf),
  };
}

function reasonOf({ role, effect, grantId, policy, statement, sid }: Answer): string {
  const verb = effect === 'Deny' ? 'denies' : 'allows';
  if (role === 'root of the account') return `The caller is the root of the account, which ${verb} it.`;
  if (role === 'grant') return `Grant ${grantId} ${verb} it.`;
  const named = sid === undefined ? '' : ` (${String(sid)})`;
  return `Statement ${statement}${named} of the ${role} ${JSON.stringify(policy)} ${verb} it.`;
}
