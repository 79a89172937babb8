/**
 * A PKCS#11 module in memory, strict about what it is asked: handles, sessions that do one thing, a login for all.
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import {
  type Attribute,
  CKA,
  CKF_TOKEN_INITIALIZED,
  CKF_USER_PIN_INITIALIZED,
  CKM_AES_CMAC,
  CKM_AES_KEY_GEN,
  type Handle,
  type Pkcs11Module,
} from '../../src/node/pkcs11-binding.ts';
import { cmac } from '../external/fake-hsm.ts';

/** An error as the binding throws it. */
export function ckr(name: string, code: number): Error {
  return Object.assign(new Error(name), { code });
}

export class FakeModule implements Pkcs11Module {
  pin = '1234567';
  tokens = [{ label: 'house'.padEnd(32), flags: CKF_TOKEN_INITIALIZED | CKF_USER_PIN_INITIALIZED }];
  mechanisms: readonly number[] = [CKM_AES_KEY_GEN, CKM_AES_CMAC];
  /** What the next calls throw, by name; once each. */
  readonly failures = new Map<string, Error>();
  loaded: string | undefined;
  finalized = false;
  isLoggedIn = false;
  readonly sessions = new Map<string, { signing?: string; finding?: readonly Attribute[] }>();
  readonly objects = new Map<string, { readonly attributes: readonly Attribute[]; readonly bytes: Buffer }>();
  busiest = 0;
  #busy = 0;

  load(path: string): void {
    this.#fail('load');
    this.loaded = path;
  }
  C_Initialize(): void {
    this.#fail('C_Initialize');
  }
  C_Finalize(): void {
    this.finalized = true;
  }
  C_GetSlotList(): readonly Handle[] {
    this.#fail('C_GetSlotList');
    return this.tokens.map((_, i) => Buffer.from([i]));
  }
  C_GetTokenInfo(slot: Handle): { label: string; flags: number } {
    const token = this.tokens[slot[0] ?? 0];
    if (token === undefined) throw ckr('CKR_SLOT_ID_INVALID', 3);
    return token;
  }
  C_GetMechanismList(): readonly number[] {
    return this.mechanisms;
  }
  C_OpenSession(): Handle {
    this.#fail('C_OpenSession');
    const session = randomBytes(8);
    this.sessions.set(name(session), {});
    return session;
  }
  C_CloseSession(session: Handle): void {
    this.#session(session);
    this.sessions.delete(name(session));
    if (this.sessions.size === 0) this.isLoggedIn = false;
  }
  C_Login(session: Handle, _: number, pin: string): void {
    this.#session(session);
    this.#fail('C_Login');
    if (this.isLoggedIn) throw ckr('CKR_USER_ALREADY_LOGGED_IN', 0x100);
    if (pin !== this.pin) throw ckr('CKR_PIN_INCORRECT', 0xa0);
    this.isLoggedIn = true;
  }
  C_Logout(): void {
    this.isLoggedIn = false;
  }
  async C_GenerateKeyAsync(session: Handle, _: unknown, attributes: readonly Attribute[]): Promise<Handle> {
    this.#work(session);
    this.#fail('C_GenerateKeyAsync');
    const object = randomBytes(8);
    this.objects.set(name(object), { attributes, bytes: randomBytes(32) });
    return object;
  }
  C_FindObjectsInit(session: Handle, finding: readonly Attribute[]): void {
    this.#work(session);
    this.sessions.set(name(session), { finding });
  }
  C_FindObjects(session: Handle): readonly Handle[] {
    const { finding = [] } = this.#session(session);
    const found = [...this.objects].filter(([, { attributes }]) =>
      finding.every(({ type, value }) =>
        attributes.some((one) => one.type === type && String(one.value) === String(value)),
      ),
    );
    return found.map(([handle]) => Buffer.from(handle, 'hex'));
  }
  C_FindObjectsFinal(session: Handle): void {
    this.sessions.set(name(session), {});
  }
  C_DestroyObject(session: Handle, object: Handle): void {
    this.#work(session);
    this.objects.delete(name(object));
  }
  C_SignInit(session: Handle, _: unknown, key: Handle): void {
    this.#work(session);
    this.#fail('C_SignInit');
    if (!this.objects.has(name(key))) throw ckr('CKR_OBJECT_HANDLE_INVALID', 0x82);
    this.sessions.set(name(session), { signing: name(key) });
  }
  async C_SignAsync(session: Handle, data: Buffer): Promise<Buffer> {
    this.busiest = Math.max(this.busiest, ++this.#busy);
    await new Promise((resolve) => setImmediate(resolve));
    this.#busy--;
    const { signing = '' } = this.#session(session);
    this.sessions.set(name(session), {});
    const object = this.objects.get(signing);
    if (object === undefined) throw ckr('CKR_OPERATION_NOT_INITIALIZED', 0x91);
    return cmac(object.bytes, data);
  }
  C_GenerateRandom(session: Handle, bytes: Buffer): Buffer {
    this.#work(session);
    return bytes.fill(0x5a);
  }

  /** The attributes of the one object there is. */
  get onlyObject(): ReadonlyMap<number, unknown> {
    const [object] = [...this.objects.values()];
    return new Map(object?.attributes.map(({ type, value }) => [type, value]));
  }

  #session(session: Handle): { readonly signing?: string; readonly finding?: readonly Attribute[] } {
    const found = this.sessions.get(name(session));
    if (found === undefined) throw ckr('CKR_SESSION_HANDLE_INVALID', 0xb3);
    return found;
  }

  /** A session that may work, and does nothing else. */
  #work(session: Handle): void {
    const { signing, finding } = this.#session(session);
    if (!this.isLoggedIn) throw ckr('CKR_USER_NOT_LOGGED_IN', 0x101);
    if (signing !== undefined || finding !== undefined) {
      if (finding === undefined) throw ckr('CKR_OPERATION_ACTIVE', 0x90);
    }
  }

  #fail(method: string): void {
    const error = this.failures.get(method);
    this.failures.delete(method);
    if (error !== undefined) throw error;
  }
}

/** The binding over one module. */
export function bindingOf(module: FakeModule): { readonly PKCS11: new () => Pkcs11Module } {
  return {
    PKCS11: class {
      constructor() {
        // biome-ignore lint/correctness/noConstructorReturn: the test looks at the module that the code is given.
        return module;
      }
    } as unknown as new () => Pkcs11Module,
  };
}

/** Whether an attribute of the object there is says that. */
export function isAllowed(module: FakeModule, attribute: keyof typeof CKA): unknown {
  return module.onlyObject.get(CKA[attribute]);
}

function name(handle: Handle): string {
  return handle.toString('hex');
}
