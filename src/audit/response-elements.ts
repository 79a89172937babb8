/**
 * responseElements: what was answered, of operations that change something; `null` of all others and of failures.
 *
 * @module
 */
import type { CallOutcome } from '../operations/recorder.ts';
import type { OperationName } from '../operations/table.ts';
import type { Json, JsonObject } from './cloudtrail-event.ts';
import { LOGGED_MEMBERS } from './logged-members.ts';
import { copyAnswered, memberName } from './member-copies.ts';

/** What was answered, as an event has it. */
export function responseElementsOf(outcome: CallOutcome): JsonObject | null {
  const { operation, answer } = outcome;
  if (answer === undefined) return null;
  const members = LOGGED_MEMBERS[operation as OperationName].answer;
  if (members === undefined) return null;
  const elements: Record<string, Json> = {};
  for (const member of members) {
    const value = member === 'key' ? affectedKey(outcome) : copyAnswered(answer[member]);
    if (value !== undefined) elements[member === 'key' ? 'keyId' : memberName(member)] = value;
  }
  // As AWS tells it: the window is told where there is no date yet.
  if (elements['deletionDate'] !== undefined) delete elements['pendingWindowInDays'];
  return elements;
}

/** The ARN of the key that was changed: of UpdateAlias the one to which the alias leads now. */
function affectedKey({ touched }: CallOutcome): string | undefined {
  const target = touched.find(({ role }) => role === 'target') ?? touched[0];
  return target?.arn;
}
