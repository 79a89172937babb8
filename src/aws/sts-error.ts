/**
 * How AWS STS refuses.
 *
 * @module
 */

/** A refusal of STS: its code, its text and its HTTP status. */
export class StsError extends Error {
  override readonly name = 'StsError';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status: 400 | 403 = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}
