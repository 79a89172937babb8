/**
 * What a flag is, and which commands there are: the types of the tables of flags.
 *
 * @module
 */

export type CommandName = 'serve' | 'audit verify' | 'explain' | 'usage' | 'selftest' | 'vectors';

/** One flag; a flag without a value is on or off. */
export interface Flag {
  readonly commands: readonly CommandName[];
  /** What stands for its value in the help; absent when it has none. */
  readonly value?: string;
  readonly default?: string;
  readonly text: string;
  /** Whether it may be given several times, or several values with commas between them. */
  readonly isList?: true;
  /** The only values that it takes, in place of `value`, `expected` and `accepts`. */
  readonly choices?: readonly string[];
  /** What the value must be, as the refusal says it; and the test. */
  readonly expected?: string;
  readonly accepts?: (value: string) => boolean;
}
