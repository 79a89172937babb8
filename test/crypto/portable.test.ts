import { expect, test } from 'vitest';
import { createPortableEngine } from '../../src/crypto/portable.ts';
import { portablePrimitives } from '../../src/crypto/portable-primitives.ts';

test('the portable engine gives every known answer', async () => {
  const engine = createPortableEngine();
  await engine.selfTest();
  expect(engine.name).toBe('portable');
  expect(engine.describe().state).toBe('ready');
  expect(
    engine
      .describe()
      .primitives.map(({ primitive }) => primitive)
      .sort(),
  ).toEqual(Object.keys(portablePrimitives).sort());
  expect(engine.describe().primitives.every(({ selfTest }) => selfTest === 'passed')).toBe(true);
});

test('engines share no state: a new one has tested nothing', async () => {
  await createPortableEngine().use('hmac');
  expect(
    createPortableEngine()
      .describe()
      .primitives.every(({ selfTest }) => selfTest === 'not run'),
  ).toBe(true);
});
