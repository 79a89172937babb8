/**
 * How long the random runs of the slow suite are: a tenth of their full length, so that .ci/run ends within its time, or
 * all of it where STRONGROOM_FULL_LENGTH is set.
 *
 * @module
 */
const IS_FULL = process.env['STRONGROOM_FULL_LENGTH'] !== undefined;

/** The length of a run that is `full` at its full length. */
export function atLength(full: number): number {
  return IS_FULL ? full : full / 10;
}
