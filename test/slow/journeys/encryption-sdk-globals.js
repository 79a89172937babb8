/** What the Encryption SDK for browsers takes for granted, as its guide for bundlers has it: Node's Buffer. */
export { Buffer } from 'buffer/';
