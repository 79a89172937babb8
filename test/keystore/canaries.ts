/** A keystore at work on secrets that can be recognised, and the forms in which they would be recognised. */
import { expect } from 'vitest';
import type { Keystore, MaterialReference } from '../../src/keystore/keystore.ts';

export const VALUE: Uint8Array<ArrayBuffer> = new TextEncoder().encode('{"state":"Enabled"}');

/** A key of an owner, with fresh material or given. */
export async function keyOf(
  keystore: Keystore,
  owner: string,
  material?: Uint8Array,
): Promise<MaterialReference> {
  const { materialId, sealed } =
    material === undefined
      ? await keystore.createBackingKey(owner)
      : await keystore.sealBackingKey(owner, material);
  return { owner, materialId, backingKey: sealed };
}

export async function write(
  keystore: Keystore,
  name: string,
  value: Uint8Array = VALUE,
  replaces = 0,
): Promise<void> {
  await keystore.commit([{ name, replaces, value }]);
}

/** 200 operations of every kind. @returns What they planted. */
export async function workFor200Operations(keystore: Keystore): Promise<readonly Uint8Array[]> {
  const planted: Uint8Array<ArrayBufferLike>[] = [];
  for (let i = 0; i < 20; i++) {
    const text = (what: string) => new TextEncoder().encode(`canary ${what} number ${i}, in the clear`);
    const material = text('material').slice(0, 32);
    const plaintext = text('plaintext');
    const value = text('value');
    const context = { [`canary context key ${i}`]: `canary context value ${i}` };
    planted.push(
      material,
      plaintext,
      value,
      ...Object.entries(context)
        .flat()
        .map((part) => Buffer.from(part)),
    );
    const own = await keyOf(keystore, `me/${i}`);
    const imported = await keyOf(keystore, `you/${i}`, material);
    await write(keystore, `key/${i}`, own.backingKey);
    await write(keystore, `imported/${i}`, imported.backingKey);
    await write(keystore, `value/${i}`, value);
    const blobs = [
      await keystore.encrypt(own, context, plaintext),
      await keystore.encrypt(imported, context, plaintext),
    ];
    await write(keystore, `blob/${i}`, Buffer.concat(blobs));
    expect(await keystore.decrypt(own, context, blobs[0] as Uint8Array)).toEqual(plaintext);
    if (i % 4 === 0) await keystore.rotateDomainKey();
    else await keystore.read(`value/${i}`);
  }
  return planted;
}

/** The forms in which a secret could lie around: raw, hex, base64 at each of three offsets, and each reversed. */
export function formsOf(secret: Uint8Array): readonly Buffer[] {
  const bytes = Buffer.from(secret);
  const texts = [bytes.toString('hex'), bytes.toString('hex').toUpperCase()];
  for (let shift = 0; shift < 3; shift++) {
    const base64 = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    texts.push(base64.slice(shift === 0 ? 0 : 4, -4));
  }
  const forms = [bytes, ...texts.map((text) => Buffer.from(text))];
  return [...forms, ...forms.map((form) => Buffer.from(form).reverse())];
}
