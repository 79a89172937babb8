/**
 * Opening a CMS EnvelopedData, by hand: the walk of the AWS Nitro Enclaves SDK for C over what KMS answers (its
 * source/cms.c), which takes the outer elements in their indefinite form and no other.
 *
 * @module
 */
import { constants, createDecipheriv, type KeyObject, privateDecrypt } from 'node:crypto';

/** What the envelope holds beside the plaintext. */
export interface OpenedEnvelope {
  readonly plaintext: Buffer;
  readonly keyIdentifier: Buffer;
}

class Walk {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Expects these bytes and steps over them. */
  skip(hex: string): void {
    const found = this.#bytes.subarray(this.#at, this.#at + hex.length / 2).toString('hex');
    if (found !== hex) throw new Error(`at ${this.#at}: expected ${hex}, found ${found}`);
    this.#at += hex.length / 2;
  }

  /** The content of an element of definite length. */
  take(tag: number): Buffer {
    if (this.#bytes[this.#at] !== tag) throw new Error(`at ${this.#at}: no ${tag.toString(16)}`);
    let length = this.#bytes[this.#at + 1];
    this.#at += 2;
    if (length >= 0x80) {
      const octets = length & 0x7f;
      length = this.#bytes.readUIntBE(this.#at, octets);
      this.#at += octets;
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw new Error(`${this.#bytes.length - this.#at} bytes left`);
  }
}

export function openEnvelope(envelope: Uint8Array, privateKey: KeyObject): OpenedEnvelope {
  const walk = new Walk(Buffer.from(envelope));
  walk.skip('3080' + '06092a864886f70d010703' + 'a080' + '3080' + '020102');
  const recipients = new Walk(walk.take(0x31));
  const recipient = new Walk(recipients.take(0x30));
  recipients.end();
  recipient.skip('020102');
  const keyIdentifier = recipient.take(0x80);
  const algorithm = recipient.take(0x30).toString('hex');
  const encryptedKey = recipient.take(0x04);
  recipient.end();
  walk.skip('3080' + '06092a864886f70d010701');
  const content = new Walk(walk.take(0x30));
  content.skip('060960864801650304012a');
  const iv = content.take(0x04);
  content.end();
  walk.skip('a080');
  const encrypted = walk.take(0x04);
  walk.skip('0000'.repeat(5));
  walk.end();
  const sha256 = '300d06096086480165030402010500';
  const mgf1 = `301a06092a864886f70d010108${sha256}`;
  const oaep = `06092a864886f70d010107302fa00f${sha256}a11c${mgf1}`;
  if (algorithm !== oaep) throw new Error(`the algorithm is ${algorithm}`);
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const key = privateDecrypt({ key: privateKey, padding, oaepHash: 'sha256' }, encryptedKey);
  const decipher = createDecipheriv('aes-256-cbc', key, iv);
  return { plaintext: Buffer.concat([decipher.update(encrypted), decipher.final()]), keyIdentifier };
}
