/**
 * Breaking a primitive at one place: the n-th call that a self-test makes gets a wrong result.
 *
 * Bytes have a bit turned, a verdict is the other one, a refusal is an acceptance, an object has its first byte string
 * broken. A self-test that lets any of these pass does not test that call.
 */
import type { SelfTest } from '../../src/crypto/engine.ts';
import type { PrimitiveName, Primitives } from '../../src/crypto/primitives.ts';

type Method = (...input: unknown[]) => unknown;

/** How many calls of the primitive a self-test makes. */
export async function callsOf<N extends PrimitiveName>(
  test: SelfTest<N>,
  primitive: Primitives[N],
): Promise<number> {
  let calls = 0;
  await test(
    wrapped(primitive, (method, input) => {
      calls++;
      return method(...input);
    }),
  );
  return calls;
}

/** The primitive, with a wrong result for its call number `index`, from 0. */
export function brokenAt<T extends object>(primitive: T, index: number): T {
  let calls = 0;
  return wrapped(primitive, (method, input) => {
    if (calls++ !== index) return method(...input);
    return brokenResult(method, input);
  });
}

async function brokenResult(method: Method, input: unknown[]): Promise<unknown> {
  let result: unknown;
  try {
    result = await method(...input);
  } catch {
    return new Uint8Array(1);
  }
  return broken(result);
}

function broken(result: unknown): unknown {
  if (typeof result === 'boolean') return !result;
  if (result instanceof Uint8Array) {
    const copy = new Uint8Array(result);
    copy[0] ^= 0x80;
    return copy;
  }
  const [[name, value]] = Object.entries(result as object);
  return { ...(result as object), [name]: broken(value) };
}

function wrapped<T extends object>(primitive: T, answer: (method: Method, input: unknown[]) => unknown): T {
  return new Proxy(primitive, {
    get: (target, name) => {
      const method = Reflect.get(target, name) as Method;
      return (...input: unknown[]) => answer(method.bind(target), input);
    },
  });
}
