/**
 * One question put to the evaluator of the service and to the naive one.
 *
 * @module
 */
import { type AccessDecision, decide, type NamedPolicy } from '../../src/iam/evaluate.ts';
import { type PolicyKind, parsePolicy } from '../../src/iam/policy.ts';
import type { Principal } from '../../src/iam/principal.ts';
import { type Document, judge, type Question, type Verdict } from './naive-evaluator.ts';
import { questions } from './random-policies.ts';

/** A question that was answered differently. */
export interface Difference {
  readonly question: Question;
  readonly ours: AccessDecision;
  readonly naive: Verdict;
}

export interface Differential {
  readonly differences: readonly Difference[];
  /** How many questions had which answer: a run that never meets one of them proves little. */
  readonly verdicts: Readonly<Record<Verdict, number>>;
}

/** Asks as many questions as told, and keeps the first differences. */
export function compareEvaluators(seed: number, count: number, keep = 5): Differential {
  const next = questions(seed);
  const verdicts = { allow: 0, 'explicit deny': 0, 'implicit deny': 0 };
  const differences: Difference[] = [];
  for (let asked = 0; asked < count; asked++) {
    const question = next();
    const naive = judge(question);
    const ours = decideOn(question);
    verdicts[naive]++;
    if (verdictOf(ours) !== naive && differences.length < keep) differences.push({ question, ours, naive });
  }
  return { differences, verdicts };
}

function verdictOf(decision: AccessDecision): Verdict {
  if (decision.allowed) return 'allow';
  return decision.denied === undefined ? 'implicit deny' : 'explicit deny';
}

function decideOn(question: Question): AccessDecision {
  const { who, identity, boundary, session, action, resource, facts, owner } = question;
  const named = (document: Document, kind: PolicyKind): NamedPolicy => ({
    name: kind,
    policy: parsePolicy(JSON.stringify(document), kind),
  });
  const own = (document: Document): NamedPolicy => named(document, 'identity policy');
  const request = {
    principal: who as Principal,
    policies: {
      identity: identity.map(own),
      boundary: boundary && own(boundary),
      session: session?.map(own),
    },
    action,
    resource,
    context: (key: string) => facts.get(key),
  };
  if (owner === undefined) return decide(request);
  const role = owner.isRole ? 'trust policy' : 'key policy';
  const grant = owner.grantedAs === undefined ? undefined : { id: 'g', match: owner.grantedAs };
  return decide(request, { account: owner.account, policy: named(owner.document, role), role, grant });
}
