import { describeConformance } from './conformance.ts';
import { importKeyMaterial } from './import-requests.ts';

describeConformance('ImportKeyMaterial', importKeyMaterial);
