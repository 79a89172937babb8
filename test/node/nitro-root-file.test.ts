import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodePem } from '../../src/crypto/pem.ts';
import { parseCommand, UsageError } from '../../src/node/flags.ts';
import { readNitroRoot } from '../../src/node/nitro-root-file.ts';
import { runServe } from '../../src/node/serve-command.ts';
import { createNitro, enclaveKeys } from '../attestation/nitro.ts';
import { openEnvelope } from '../crypto/cms/open.ts';
import { testMachine } from './machine.ts';
import { call, temporaryFolder } from './process.ts';

const folder = temporaryFolder();
const nitro = createNitro(Date.now());

function write(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

describe('the file of --nitro-root', () => {
  it('holds a certificate in PEM or in DER', async () => {
    const pem = write('root.pem', encodePem('CERTIFICATE', nitro.root));
    for (const file of [pem, write('root.der', nitro.root)]) {
      expect(Buffer.from((await readNitroRoot(file)) ?? [])).toEqual(nitro.root);
    }
    expect(await readNitroRoot(undefined)).toBeUndefined();
  });

  it.each([
    ['no file', undefined],
    ['an empty file', ''],
    ['text', 'root'],
    ['a certificate that is no authority’s', nitro.certificates[2]],
    ['a key in PEM', encodePem('PUBLIC KEY', nitro.root)],
    ['two certificates', encodePem('CERTIFICATE', nitro.root).repeat(2)],
    ['bytes', new Uint8Array([0x30, 0x80, 0xff])],
  ])('is not %s', async (name, content) => {
    const file = content === undefined ? join(folder, 'nowhere') : write(name.replace(/\W/g, '-'), content);
    await expect(readNitroRoot(file)).rejects.toThrow(UsageError);
    await expect(readNitroRoot(file)).rejects.toThrow(file);
  });

  it('decides whom a server believes', async () => {
    const file = write('serve.pem', encodePem('CERTIFICATE', nitro.root));
    const flags = parseCommand(['serve', '--port', '0', '--store', 'memory:', '--nitro-root', file]).flags;
    const machine = testMachine();
    const code = runServe(flags, machine);
    await machine.hasPrinted;
    const url = machine.printed().split('\n')[0] as string;
    const Recipient = {
      KeyEncryptionAlgorithm: 'RSAES_OAEP_SHA_256',
      AttestationDocument: nitro.document().toString('base64'),
    };
    const { status, body } = await call(url, 'GenerateRandom', { NumberOfBytes: 12, Recipient });
    machine.stop();
    expect([status, await code]).toEqual([200, 0]);
    expect(Object.keys(body)).toEqual(['CiphertextForRecipient']);
    const envelope = Buffer.from(body['CiphertextForRecipient'] as string, 'base64');
    expect(openEnvelope(envelope, enclaveKeys().privateKey).plaintext).toHaveLength(12);
  });
});
