/**
 * One token of a PKCS#11 module: its slot, its user, and the sessions in which it works.
 *
 * A PKCS#11 user is logged in once for the whole process, whoever asks: so the PIN of a second login is held against the
 * first one's, or a wrong one would pass. A session does one thing at a time; several are kept, and what the device takes
 * long for happens on other threads.
 *
 * @module
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { HsmError } from '../external/hsm.ts';
import {
  CKF_RW_SESSION,
  CKF_SERIAL_SESSION,
  CKF_TOKEN_INITIALIZED,
  CKF_USER_PIN_INITIALIZED,
  CKM_AES_CMAC,
  CKM_AES_KEY_GEN,
  CKU_USER,
  type Handle,
  type Pkcs11Module,
} from './pkcs11-binding.ts';
import { hsmErrorOf } from './pkcs11-errors.ts';

const MAX_SESSIONS = 8;
const SESSION_FLAGS = CKF_RW_SESSION | CKF_SERIAL_SESSION;

/** The user who is logged in. */
interface Login {
  readonly slot: Handle;
  readonly session: Handle;
  readonly salt: Buffer;
  readonly digest: Buffer;
}

/** Sessions to work in: so many at one time, and who comes then waits. */
class SessionPool {
  readonly open = new Set<Handle>();
  readonly idle: Handle[] = [];
  #busy = 0;
  readonly #waiting: (() => void)[] = [];

  async acquire(): Promise<void> {
    if (this.#busy < MAX_SESSIONS) this.#busy++;
    // Whoever releases hands its place over.
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#busy--;
    else next();
  }
}

/** See the file's head. Every method throws or rejects with {@link HsmError}. */
export class Pkcs11Token {
  readonly #module: Pkcs11Module;
  /** The first token there is, when absent. */
  readonly #label: string | undefined;
  #login: Login | undefined;
  #users = 0;
  /** The sessions of now; those of before a reset are in none. */
  #sessions = new SessionPool();

  constructor(module: Pkcs11Module, label: string | undefined) {
    this.#module = module;
    this.#label = label;
  }

  /** Requires a token that is there, initialised, has a user, and can do what is needed. */
  check(): void {
    guarded(() => {
      const slot = this.#findSlot();
      const { flags } = this.#module.C_GetTokenInfo(slot);
      if ((flags & CKF_USER_PIN_INITIALIZED) === 0)
        throw new HsmError('CLUSTER_NOT_ACTIVE', 'the token has no user PIN');
      const mechanisms = this.#module.C_GetMechanismList(slot);
      const missing = [CKM_AES_KEY_GEN, CKM_AES_CMAC].filter((one) => !mechanisms.includes(one));
      if (missing.length > 0) throw new HsmError('CLUSTER_UNSUITABLE', 'the token has no AES-CMAC');
    });
  }

  /** Logs the user in, or requires the PIN of the one who is. */
  login(pin: Uint8Array): void {
    guarded(() => {
      if (this.#login === undefined) this.#login = this.#logInFirst(pin);
      else if (!timingSafeEqual(digestOf(this.#login.salt, pin), this.#login.digest))
        throw new HsmError('INVALID_CREDENTIALS', 'the PIN is not that of the user who is logged in');
      this.#users++;
    });
  }

  /** Logs the user out when nobody works as that user any more. */
  logout(): void {
    this.#users--;
    if (this.#users <= 0) this.reset();
  }

  /** Does something in a session of its own. */
  async use<T>(work: (module: Pkcs11Module, session: Handle) => T | Promise<T>): Promise<T> {
    const sessions = this.#sessions;
    await sessions.acquire();
    let session: Handle | undefined;
    try {
      session = sessions.idle.pop() ?? this.#openSession(sessions);
      const result = await work(this.#module, session);
      sessions.idle.push(session);
      return result;
    } catch (error) {
      if (session !== undefined) this.#giveBack(sessions, session, error);
      const refusal = hsmErrorOf(error);
      if (refusal.code === 'NETWORK_ERRORS' && sessions === this.#sessions) this.reset();
      throw refusal;
    } finally {
      sessions.release();
    }
  }

  /** Closes every session and forgets the user: the next login begins anew. */
  reset(): void {
    const login = this.#login;
    const { open } = this.#sessions;
    this.#login = undefined;
    this.#users = 0;
    this.#sessions = new SessionPool();
    // A device that is gone has forgotten its sessions, and its user with the last of them.
    if (login !== undefined) attempt(() => this.#module.C_Logout(login.session));
    for (const session of open) attempt(() => this.#module.C_CloseSession(session));
    if (login !== undefined) attempt(() => this.#module.C_CloseSession(login.session));
  }

  #openSession(sessions: SessionPool): Handle {
    if (this.#login === undefined) throw new HsmError('NETWORK_ERRORS', 'nobody is logged in');
    const session = this.#module.C_OpenSession(this.#login.slot, SESSION_FLAGS);
    sessions.open.add(session);
    return session;
  }

  /** After an error of the device nobody can say in what state its session is. */
  #giveBack(sessions: SessionPool, session: Handle, error: unknown): void {
    if (error instanceof HsmError) {
      sessions.idle.push(session);
      return;
    }
    sessions.open.delete(session);
    attempt(() => this.#module.C_CloseSession(session));
  }

  #logInFirst(pin: Uint8Array): Login {
    const slot = this.#findSlot();
    const session = this.#module.C_OpenSession(slot, SESSION_FLAGS);
    try {
      this.#module.C_Login(session, CKU_USER, Buffer.from(pin).toString('utf8'));
    } catch (error) {
      this.#module.C_CloseSession(session);
      throw error;
    }
    const salt = randomBytes(32);
    return { slot, session, salt, digest: digestOf(salt, pin) };
  }

  #findSlot(): Handle {
    for (const slot of this.#module.C_GetSlotList(true)) {
      const { label, flags } = this.#module.C_GetTokenInfo(slot);
      if ((flags & CKF_TOKEN_INITIALIZED) === 0) continue;
      // Labels are padded with blanks to 32 bytes.
      if (this.#label === undefined || label.trimEnd() === this.#label) return slot;
    }
    throw new HsmError('CLUSTER_NOT_ACTIVE', `there is no initialised token ${this.#label ?? ''}`.trimEnd());
  }
}

function digestOf(salt: Buffer, pin: Uint8Array): Buffer {
  return createHmac('sha256', salt).update(pin).digest();
}

function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // There is nothing to do about it.
  }
}

function guarded(work: () => void): void {
  try {
    work();
  } catch (error) {
    throw hsmErrorOf(error);
  }
}
