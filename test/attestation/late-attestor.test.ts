/** The attestor that comes late: when it is loaded, and that it is the other one then. */
import { expect, it } from 'vitest';
import { AttestationError } from '../../src/attestation/attestation-error.ts';
import { openAttestor } from '../../src/attestation/late-attestor.ts';
import { createPortableEngine } from '../../src/crypto/portable.ts';
import { hostRandom } from '../../src/crypto/random.ts';

const tools = { engine: createPortableEngine(), random: hostRandom(), clock: Date.now };

it('refuses a root that is none at once, and a document that is none when it comes', async () => {
  await expect(openAttestor({ ...tools, root: new Uint8Array(3) })).rejects.toThrow(RangeError);
  const attestor = await openAttestor(tools);
  await expect(attestor.verify(new Uint8Array([0]))).rejects.toThrow(AttestationError);
});

it('seals for whoever was attested', async () => {
  const { engine, random } = tools;
  const { publicKey } = await (await engine.use('rsa')).generateKey(2048, random);
  const attestation = {
    platform: 'nitro',
    moduleId: 'i',
    timestampMs: 0,
    pcrs: new Map(),
    publicKey,
  } as const;
  const attestor = await openAttestor(tools);
  expect((await attestor.seal(attestation as never, new Uint8Array(5))).length).toBeGreaterThan(256);
});
