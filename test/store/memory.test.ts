import { memoryStore } from '../../src/store/memory.ts';
import { describeStore } from './contract.ts';

describeStore('memoryStore', memoryStore);
