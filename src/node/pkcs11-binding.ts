/**
 * The PKCS#11 binding: what of `pkcs11js` is used, and how it is found.
 *
 * The package compiles a native addon when it is installed, so it is no dependency: whoever has an HSM installs it beside
 * this one. It is loaded when the first cluster is opened, never at import time. Numbers: PKCS#11 2.40, pkcs11t.h.
 *
 * @module
 */
import { createRequire } from 'node:module';

/** A slot, a session or an object, as the module names it. */
export type Handle = Buffer;

/** One attribute of an object. */
export interface Attribute {
  readonly type: number;
  readonly value: number | boolean | string | Buffer;
}

export interface Mechanism {
  readonly mechanism: number;
}

/** What is used of a module. Errors carry the module's own number as `code`. */
export interface Pkcs11Module {
  load(path: string): void;
  C_Initialize(options: { readonly flags: number }): void;
  C_Finalize(): void;
  C_GetSlotList(tokenPresent: boolean): readonly Handle[];
  C_GetTokenInfo(slot: Handle): { readonly label: string; readonly flags: number };
  C_GetMechanismList(slot: Handle): readonly number[];
  C_OpenSession(slot: Handle, flags: number): Handle;
  C_CloseSession(session: Handle): void;
  C_Login(session: Handle, userType: number, pin: string): void;
  C_Logout(session: Handle): void;
  C_GenerateKeyAsync(session: Handle, mechanism: Mechanism, template: readonly Attribute[]): Promise<Handle>;
  C_FindObjectsInit(session: Handle, template: readonly Attribute[]): void;
  C_FindObjects(session: Handle, maxObjectCount: number): readonly Handle[];
  C_FindObjectsFinal(session: Handle): void;
  C_DestroyObject(session: Handle, object: Handle): void;
  C_SignInit(session: Handle, mechanism: Mechanism, key: Handle): void;
  C_SignAsync(session: Handle, data: Buffer, signature: Buffer): Promise<Buffer>;
  C_GenerateRandom(session: Handle, bytes: Buffer): Buffer;
}

/** The package. */
export interface Pkcs11Binding {
  readonly PKCS11: new () => Pkcs11Module;
}

export const CKF_OS_LOCKING_OK = 0x2;
export const CKF_RW_SESSION = 0x2;
export const CKF_SERIAL_SESSION = 0x4;
export const CKF_USER_PIN_INITIALIZED = 0x8;
export const CKF_TOKEN_INITIALIZED = 0x400;
export const CKU_USER = 1;
export const CKM_AES_KEY_GEN = 0x1080;
export const CKM_AES_CMAC = 0x108a;
export const CKO_SECRET_KEY = 4;
export const CKK_AES = 0x1f;

export const CKA = {
  CLASS: 0x0,
  TOKEN: 0x1,
  PRIVATE: 0x2,
  LABEL: 0x3,
  KEY_TYPE: 0x100,
  ID: 0x102,
  SENSITIVE: 0x103,
  ENCRYPT: 0x104,
  DECRYPT: 0x105,
  WRAP: 0x106,
  UNWRAP: 0x107,
  SIGN: 0x108,
  VERIFY: 0x10a,
  DERIVE: 0x10c,
  VALUE_LEN: 0x161,
  EXTRACTABLE: 0x162,
} as const;

/** There is no way to speak PKCS#11 here; the message is one sentence for the person who asked for it. */
export class Pkcs11UnavailableError extends Error {
  override readonly name = 'Pkcs11UnavailableError';
}

/**
 * The binding, from wherever this package finds others.
 *
 * @throws {Pkcs11UnavailableError} It is not installed, or was built for another runtime.
 */
export function loadPkcs11Binding(): Pkcs11Binding {
  try {
    return createRequire(import.meta.url)('pkcs11js') as Pkcs11Binding;
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND';
    const reason = isMissing ? 'is not installed' : `cannot be loaded: ${(error as Error).message}`;
    throw new Pkcs11UnavailableError(
      `PKCS#11 needs the package pkcs11js, which ${reason}: npm install pkcs11js`,
      { cause: error },
    );
  }
}
