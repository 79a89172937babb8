/**
 * What every tab of the page about a key gets.
 *
 * @module
 */
import type { KeyFacts } from '../key-facts.ts';

export interface TabProps {
  readonly facts: KeyFacts;
  readonly aliases: readonly string[];
  /** Reads the key again: something of it was changed. */
  readonly reload: () => void;
}
