/**
 * The cells of ImportKeyMaterial that import RSA keys, whose primes are put to the test each time.
 *
 * @module
 */
import { describeSlowCells } from '../../conformance/conformance.ts';
import { importKeyMaterial } from '../../conformance/import-requests.ts';

describeSlowCells('ImportKeyMaterial', importKeyMaterial);
