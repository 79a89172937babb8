/**
 * What is wrong with a policy that is being typed, said below it.
 *
 * @module
 */
import type { JSX } from 'preact';
import type { PolicyProblem } from '../policy-text.ts';

/** The problems, or that there are none. */
export function PolicyProblems({
  id,
  problems,
}: {
  id: string;
  problems: readonly PolicyProblem[];
}): JSX.Element {
  return (
    <div id={id} aria-live="polite">
      {problems.length === 0 ? (
        <p class="hint fine">✓ This can be a policy.</p>
      ) : (
        <ul class="problems">
          {problems.map(({ message, line, column }) => (
            <li key={message}>
              ! {line === undefined ? '' : `Line ${line}, column ${column}: `}
              {message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
