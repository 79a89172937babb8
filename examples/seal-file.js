/**
 * Encrypts a file under a data key with AES-256-GCM, or decrypts it.
 *
 *   node examples/seal-file.js seal|open <file with the 32-byte key> <from> <to>
 *
 *   sealed = nonce[12] ‖ ciphertext ‖ tag[16]
 *
 * The file is in memory as a whole. Nothing is written unless all of it is authentic.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;

function seal(key, plaintext) {
  const nonce = randomBytes(NONCE_LENGTH);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function open(key, sealed) {
  const nonce = sealed.subarray(0, NONCE_LENGTH);
  const tag = sealed.subarray(sealed.length - TAG_LENGTH);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_LENGTH }).setAuthTag(tag);
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_LENGTH, -TAG_LENGTH)), decipher.final()]);
}

const [mode, keyFile, from, to] = process.argv.slice(2);
const work = { seal, open }[mode];
if (work === undefined || to === undefined) {
  console.error('node examples/seal-file.js seal|open <file with the 32-byte key> <from> <to>');
  process.exit(64);
}
const key = readFileSync(keyFile);
writeFileSync(to, work(key, readFileSync(from)));
key.fill(0);
