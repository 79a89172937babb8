/**
 * The life of key material under whatever its owner does, in whatever order, against a model of a few lines.
 *
 * @module
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KmsError } from '../../src/kms/errors.ts';
import { DAY_MS, makeKey, openService, SEED, type Service } from '../operations/service.ts';
import { FOR_EVER, wrapFor } from '../operations/wrapping.ts';

/** Whether the service granted it; anything but its own refusals is a failure. */
async function granted(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof KmsError && error.code !== 'KMSInternalException') return false;
    throw error;
  }
}

type Blobs = { readonly blob: Uint8Array; readonly materialId: string | undefined }[];

/** Every ciphertext opens, under the material that made it, exactly when the key is enabled. */
async function expectBlobs({ kms }: Service, KeyId: string, blobs: Blobs): Promise<void> {
  const { KeyState } = (await kms.describeKey({ KeyId })).KeyMetadata;
  for (const { blob: CiphertextBlob, materialId } of blobs) {
    if (KeyState === 'Enabled') {
      expect((await kms.decrypt({ CiphertextBlob, KeyId })).KeyMaterialId).toBe(materialId);
    } else expect(await granted(kms.decrypt({ CiphertextBlob, KeyId }))).toBe(false);
  }
}

async function encrypt({ kms }: Service, KeyId: string, blobs: Blobs): Promise<void> {
  const { KeyState, CurrentKeyMaterialId } = (await kms.describeKey({ KeyId })).KeyMetadata;
  if (KeyState !== 'Enabled') return;
  const { CiphertextBlob: blob } = await kms.encrypt({ KeyId, Plaintext: new Uint8Array([1]) });
  blobs.push({ blob, materialId: CurrentKeyMaterialId });
}

describe('a key that rotates', () => {
  type Step =
    | { readonly kind: 'wait'; readonly days: number }
    | { readonly kind: 'period'; readonly days: number }
    | { readonly kind: 'off' | 'disable' | 'enable' | 'onDemand' | 'delete' | 'keep' };
  const STEPS: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 29 }) }),
    fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 80, max: 400 }) }),
    fc.record({ kind: fc.constant('period' as const), days: fc.integer({ min: 90, max: 200 }) }),
    fc.record({
      kind: fc.constantFrom('off' as const, 'disable' as const, 'enable' as const, 'onDemand' as const),
    }),
    fc.record({ kind: fc.constantFrom('delete' as const, 'keep' as const) }),
  );

  /** What must be true, by counting. */
  interface Model {
    state: 'Enabled' | 'Disabled' | 'PendingDeletion';
    period: number | undefined;
    nextAtMs: number;
    rotations: number;
  }

  /** Carries out a step on the key and in the model; the rotations that are due in the model happen as time passes. */
  async function take(step: Step, { kms, wait, nowMs }: Service, KeyId: string, model: Model): Promise<void> {
    switch (step.kind) {
      case 'wait':
        // A key that waits for its deletion is not to be lost on the way.
        wait((model.state === 'PendingDeletion' ? 0 : step.days) * DAY_MS);
        break;
      case 'period':
        if (!(await granted(kms.enableKeyRotation({ KeyId, RotationPeriodInDays: step.days })))) break;
        if (model.period !== step.days) model.nextAtMs = nowMs() + step.days * DAY_MS;
        model.period = step.days;
        break;
      case 'off':
        if (await granted(kms.disableKeyRotation({ KeyId }))) model.period = undefined;
        break;
      case 'disable':
        if (await granted(kms.disableKey({ KeyId }))) model.state = 'Disabled';
        break;
      case 'enable':
        if (!(await granted(kms.enableKey({ KeyId })))) break;
        model.state = 'Enabled';
        if (model.nextAtMs < nowMs()) model.nextAtMs = nowMs();
        break;
      case 'onDemand':
        if (await granted(kms.rotateKeyOnDemand({ KeyId }))) model.rotations++;
        break;
      case 'delete':
        if (await granted(kms.scheduleKeyDeletion({ KeyId }))) model.state = 'PendingDeletion';
        break;
      case 'keep':
        if (await granted(kms.cancelKeyDeletion({ KeyId }))) model.state = 'Disabled';
        break;
    }
    while (model.state === 'Enabled' && model.period !== undefined && model.nextAtMs <= nowMs()) {
      model.rotations++;
      model.nextAtMs += model.period * DAY_MS;
    }
  }

  it('has rotated as often as its owner would count, and opens whatever it ever encrypted', async () => {
    const property = fc.asyncProperty(fc.array(STEPS, { minLength: 5, maxLength: 20 }), async (steps) => {
      const service = await openService();
      const { KeyId, Arn } = await makeKey(service);
      const model: Model = { state: 'Enabled', period: undefined, nextAtMs: 0, rotations: 0 };
      const blobs: Blobs = [];
      for (const step of steps) {
        await take(step, service, KeyId, model);
        const { Rotations } = await service.kms.listKeyRotations({ KeyId });
        expect(Rotations).toHaveLength(model.rotations);
        expect((await service.kms.describeKey({ KeyId })).KeyMetadata.KeyState).toBe(model.state);
        const shows = model.period !== undefined && model.state !== 'PendingDeletion';
        expect(await service.kms.getKeyRotationStatus({ KeyId })).toEqual({
          KeyId: Arn,
          KeyRotationEnabled: shows,
          ...(shows && { RotationPeriodInDays: model.period, NextRotationDate: new Date(model.nextAtMs) }),
        });
        await encrypt(service, KeyId, blobs);
        await expectBlobs(service, KeyId, blobs);
      }
    });
    await fc.assert(property, { seed: SEED, numRuns: 60 });
  }, 600_000);
});

describe('a key of imported material', () => {
  type Step =
    | { readonly kind: 'import'; readonly fill: number; readonly isNew: boolean; readonly days: number }
    | { readonly kind: 'remove'; readonly at: number }
    | { readonly kind: 'wait'; readonly days: number }
    | { readonly kind: 'rotate' | 'disable' | 'enable' };
  const STEPS: fc.Arbitrary<Step> = fc.oneof(
    fc.record({
      kind: fc.constant('import' as const),
      fill: fc.integer({ min: 1, max: 3 }),
      isNew: fc.boolean(),
      days: fc.constantFrom(0, 0, 1, 5),
    }),
    fc.record({ kind: fc.constant('remove' as const), at: fc.nat(2) }),
    fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 6 }) }),
    fc.record({ kind: fc.constantFrom('rotate' as const, 'disable' as const, 'enable' as const) }),
  );

  async function take(step: Step, service: Service, KeyId: string): Promise<void> {
    const { kms, nowMs, wait } = service;
    switch (step.kind) {
      case 'import': {
        const parcel = await wrapFor(service, KeyId, new Uint8Array(32).fill(step.fill));
        const expiry = step.days === 0 ? FOR_EVER : { ValidTo: new Date(nowMs() + step.days * DAY_MS) };
        const ImportType = step.isNew ? 'NEW_KEY_MATERIAL' : undefined;
        await granted(kms.importKeyMaterial({ KeyId, ...parcel, ...expiry, ImportType }));
        break;
      }
      case 'remove': {
        const all = await kms.listKeyRotations({ KeyId, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' });
        const KeyMaterialId = all.Rotations[step.at]?.KeyMaterialId;
        if (KeyMaterialId !== undefined) await kms.deleteImportedKeyMaterial({ KeyId, KeyMaterialId });
        break;
      }
      case 'wait':
        wait(step.days * DAY_MS);
        break;
      case 'rotate':
        await granted(kms.rotateKeyOnDemand({ KeyId }));
        break;
      case 'disable':
        await granted(kms.disableKey({ KeyId }));
        break;
      case 'enable':
        await granted(kms.enableKey({ KeyId }));
        break;
    }
  }

  /** The state follows from the materials, but for what its owner switches. */
  async function expectConsistent({ kms, store, nowMs }: Service, KeyId: string): Promise<void> {
    const { Rotations } = await kms.listKeyRotations({ KeyId, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' });
    const permanent = Rotations.filter(({ KeyMaterialState }) => KeyMaterialState !== 'PENDING_ROTATION');
    const { KeyState, CurrentKeyMaterialId } = (await kms.describeKey({ KeyId })).KeyMetadata;
    const isWhole = permanent.length > 0 && permanent.every((one) => one.ImportState === 'IMPORTED');
    expect(KeyState === 'PendingImport').toBe(!isWhole);
    expect(Rotations.length - permanent.length).toBeLessThanOrEqual(1);
    const current = Rotations.filter(({ KeyMaterialState }) => KeyMaterialState === 'CURRENT');
    expect(current.map((one) => one.KeyMaterialId)).toEqual([CurrentKeyMaterialId].filter(Boolean));
    const times = Rotations.flatMap(({ ValidTo }) => (ValidTo === undefined ? [] : [ValidTo.getTime()]));
    for (const atMs of times) expect(atMs).toBeGreaterThan(nowMs());
    expect(await store.list('due/', undefined, 10)).toHaveLength(new Set(times).size);
    expect(await store.list('material/', undefined, 10)).toHaveLength(Rotations.length);
  }

  it('works exactly while all is there that it ever encrypted with, and the records follow', async () => {
    const property = fc.asyncProperty(fc.array(STEPS, { minLength: 5, maxLength: 16 }), async (steps) => {
      const service = await openService();
      const { KeyId } = await makeKey(service, { Origin: 'EXTERNAL' });
      const blobs: Blobs = [];
      for (const step of steps) {
        await take(step, service, KeyId);
        await expectConsistent(service, KeyId);
        await encrypt(service, KeyId, blobs);
        await expectBlobs(service, KeyId, blobs);
      }
    });
    await fc.assert(property, { seed: SEED, numRuns: 60 });
  }, 600_000);
});
