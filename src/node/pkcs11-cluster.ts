/**
 * An HSM cluster that is a PKCS#11 token: SoftHSM, AWS CloudHSM's own library, or any other.
 *
 * Keys are AES-256, made in the token, sensitive and not extractable, and good for AES-CMAC alone. Their CKA_ID is the
 * reference by which the keystore finds them, their label the id of the KMS key.
 *
 * @module
 */
import type { HsmCluster, HsmSession } from '../external/hsm.ts';
import { HsmError } from '../external/hsm.ts';
import {
  type Attribute,
  CKA,
  CKF_OS_LOCKING_OK,
  CKK_AES,
  CKM_AES_CMAC,
  CKM_AES_KEY_GEN,
  CKO_SECRET_KEY,
  type Handle,
  loadPkcs11Binding,
  type Pkcs11Binding,
  type Pkcs11Module,
  Pkcs11UnavailableError,
} from './pkcs11-binding.ts';
import { isStaleHandle } from './pkcs11-errors.ts';
import { Pkcs11Token } from './pkcs11-token.ts';

/** CRYPTOKI_ALREADY_INITIALIZED: somebody else in this process uses the module, and will finalise it. */
const ALREADY_INITIALIZED = 0x191;
const CMAC_LENGTH = 16;

export interface Pkcs11ClusterOptions {
  /** The module, a shared library. */
  readonly module: string;
  /** The token's label; the first token that is initialised when absent. */
  readonly label?: string | undefined;
  /** The certificate, in PEM, that key stores of this cluster must show; any when absent. */
  readonly trustAnchor?: string | undefined;
  /** The package pkcs11js; found by itself when absent. */
  readonly binding?: Pkcs11Binding | undefined;
}

/**
 * Opens a cluster.
 *
 * @throws {Pkcs11UnavailableError} pkcs11js is not installed, or the module cannot be loaded.
 */
export function openPkcs11Cluster(options: Pkcs11ClusterOptions): HsmCluster {
  const { module, label, trustAnchor, binding = loadPkcs11Binding() } = options;
  const opened = openModule(binding, module);
  const token = new Pkcs11Token(opened.module, label);
  return {
    trustAnchor,
    check: async () => token.check(),
    async login(password) {
      token.login(password);
      return new Pkcs11Session(token);
    },
    async close() {
      token.reset();
      opened.close();
    },
  };
}

/** A module that is loaded. */
interface OpenedModule {
  readonly module: Pkcs11Module;
  readonly close: () => void;
}

function openModule({ PKCS11 }: Pkcs11Binding, path: string): OpenedModule {
  const module = new PKCS11();
  try {
    module.load(path);
    module.C_Initialize({ flags: CKF_OS_LOCKING_OK });
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === ALREADY_INITIALIZED)
      return { module, close: () => {} };
    const { message } = error as Error;
    throw new Pkcs11UnavailableError(`the PKCS#11 module ${path} cannot be loaded: ${message}`, {
      cause: error,
    });
  }
  return { module, close: () => module.C_Finalize() };
}

class Pkcs11Session implements HsmSession {
  readonly #token: Pkcs11Token;
  readonly #handles = new Map<string, Handle>();
  #isOver = false;

  constructor(token: Pkcs11Token) {
    this.#token = token;
  }

  async generateKey(keyId: Uint8Array, label: string): Promise<void> {
    const template = keyTemplate(Buffer.from(keyId), label);
    await this.#token.use((module, session) =>
      module.C_GenerateKeyAsync(session, { mechanism: CKM_AES_KEY_GEN }, template),
    );
  }

  async mac(keyId: Uint8Array, message: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    const mac = await this.#token.use(async (module, session) => {
      this.#beginMac(module, session, keyId);
      return await module.C_SignAsync(session, Buffer.from(message), Buffer.alloc(CMAC_LENGTH));
    });
    return new Uint8Array(mac);
  }

  async destroyKey(keyId: Uint8Array): Promise<void> {
    this.#handles.delete(nameOf(keyId));
    await this.#token.use((module, session) => {
      const key = find(module, session, keyId);
      if (key !== undefined) module.C_DestroyObject(session, key);
    });
  }

  async random(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.#token.use((module, session) =>
      module.C_GenerateRandom(session, Buffer.alloc(length)),
    );
    return new Uint8Array(bytes);
  }

  async logout(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#token.logout();
  }

  /** With the handle that was good the last time, or else with the one that is good now. */
  #beginMac(module: Pkcs11Module, session: Handle, keyId: Uint8Array): void {
    const mechanism = { mechanism: CKM_AES_CMAC };
    const known = this.#handles.get(nameOf(keyId));
    try {
      if (known !== undefined) {
        module.C_SignInit(session, mechanism, known);
        return;
      }
    } catch (error) {
      if (!isStaleHandle(error)) throw error;
    }
    const key = find(module, session, keyId);
    if (key === undefined) throw new HsmError('KEY_NOT_FOUND', 'the token has no key of that id');
    module.C_SignInit(session, mechanism, key);
    this.#handles.set(nameOf(keyId), key);
  }
}

function find(module: Pkcs11Module, session: Handle, keyId: Uint8Array): Handle | undefined {
  module.C_FindObjectsInit(session, [
    { type: CKA.CLASS, value: CKO_SECRET_KEY },
    { type: CKA.ID, value: Buffer.from(keyId) },
  ]);
  try {
    return module.C_FindObjects(session, 1)[0];
  } finally {
    module.C_FindObjectsFinal(session);
  }
}

function keyTemplate(id: Buffer, label: string): readonly Attribute[] {
  const allowed = [CKA.TOKEN, CKA.PRIVATE, CKA.SENSITIVE, CKA.SIGN, CKA.VERIFY];
  const denied = [CKA.EXTRACTABLE, CKA.ENCRYPT, CKA.DECRYPT, CKA.WRAP, CKA.UNWRAP, CKA.DERIVE];
  return [
    { type: CKA.CLASS, value: CKO_SECRET_KEY },
    { type: CKA.KEY_TYPE, value: CKK_AES },
    { type: CKA.VALUE_LEN, value: 32 },
    { type: CKA.ID, value: id },
    { type: CKA.LABEL, value: label },
    ...allowed.map((type) => ({ type, value: true })),
    ...denied.map((type) => ({ type, value: false })),
  ];
}

function nameOf(keyId: Uint8Array): string {
  return Buffer.from(keyId).toString('hex');
}
