import { ec } from '../../../src/crypto/ec/ec.ts';
import { ecSuite } from './ec-suite.ts';

ecSuite(ec);
