/**
 * Amounts of money, exact: whole numbers of a unit so small that every price and every hour of a key is a multiple of it.
 *
 * A request costs whole nano-dollars. A key costs its monthly price for each hour divided by the hours of that month, of
 * which there are 672, 696, 720 or 744; their least common multiple is 9,061,920. One unit is a nano-dollar divided by
 * that. Nothing is rounded before it is written, and then half away from zero.
 *
 * @module
 */

/** Units: a 9,061,920th of a nano-dollar each. */
export type Amount = bigint;

/** The least common multiple of 672, 696, 720 and 744. */
const UNITS_PER_NANO = 9_061_920n;
const NANO_DIGITS = 9;
const UNITS_PER_DOLLAR = UNITS_PER_NANO * 10n ** BigInt(NANO_DIGITS);
const DOLLARS = /^(\d{1,9})(?:\.(\d{1,9}))?$/;

/**
 * The amount that a decimal text says.
 *
 * @throws {RangeError} It is no such text, or has more than nine digits on a side.
 *
 * @example
 * formatAmount(amountOf('0.15'), 2); // '0.15'
 */
export function amountOf(dollars: string): Amount {
  const [, whole = '', fraction = ''] = DOLLARS.exec(dollars) ?? [];
  if (whole === '') throw new RangeError(`"dollars" expected a decimal such as 0.03, got ${dollars}`);
  const nanos = BigInt(whole + fraction.padEnd(NANO_DIGITS, '0'));
  return nanos * UNITS_PER_NANO;
}

/**
 * An equal share of an amount.
 *
 * @throws {RangeError} It does not divide evenly.
 *
 * @example
 * formatAmount(shareOf(amountOf('0.03'), 10_000), 6); // '0.000003'
 */
export function shareOf(amount: Amount, shares: number): Amount {
  const divisor = BigInt(shares);
  if (amount % divisor === 0n) return amount / divisor;
  throw new RangeError(`"amount" expected to be divisible by ${shares}`);
}

/**
 * An amount of at least zero as a decimal text in dollars, rounded half up.
 *
 * @param digits Behind the point, at least one: 2 are cents, 6 are millionths of a dollar.
 *
 * @example
 * formatAmount(amountOf('1.005'), 2); // '1.01'
 */
export function formatAmount(amount: Amount, digits: number): string {
  const scale = 10n ** BigInt(digits);
  const rounded = (amount * scale * 2n + UNITS_PER_DOLLAR) / (UNITS_PER_DOLLAR * 2n);
  const text = String(rounded).padStart(digits + 1, '0');
  return `${text.slice(0, text.length - digits)}.${text.slice(text.length - digits)}`;
}
