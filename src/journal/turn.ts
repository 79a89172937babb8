/**
 * One turn of the event loop, where the host tells of its turns: what arrived together is gathered by waiting for it.
 *
 * @module
 */

/** Resolves later: after what the host has at hand already was dealt with. */
export type Turn = () => Promise<void>;

/** The host's turn; where it tells of none, what is queued already goes first. It is no timer: nothing is slept. */
export function hostTurn(): Turn {
  const { setImmediate } = globalThis as { setImmediate?: (work: () => void) => unknown };
  if (setImmediate === undefined) return async () => {};
  return () => new Promise((resolve) => void setImmediate(resolve));
}
