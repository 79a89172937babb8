/**
 * The known-answer tests of every primitive, as engines take them.
 *
 * @module
 */
import type { SelfTests } from './engine.ts';
import { asymmetricSelfTests } from './self-tests/asymmetric.ts';
import { symmetricSelfTests } from './self-tests/symmetric.ts';

/** One known-answer test for each primitive, the same for portable, kernel and host. */
export const selfTests: SelfTests = { ...symmetricSelfTests, ...asymmetricSelfTests };
