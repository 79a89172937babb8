/**
 * The door of a service whose callers prove themselves: the directory as it is now, signatures, and AWS STS.
 *
 * Secrets that a directory brings in the clear are sealed before anything else happens to them. A new directory takes the
 * place of the old one whole, or not at all: what cannot be read changes nothing.
 *
 * @module
 */
import { toBase64 } from '../bytes/base64.ts';
import { toUtf8 } from '../bytes/utf8.ts';
import { wipe } from '../bytes/wipe.ts';
import type { Engine } from '../crypto/engine.ts';
import { type AccessKey, type Directory, readDirectory } from '../iam/directory.ts';
import { DirectoryError } from '../iam/directory-error.ts';
import type { Identity } from '../iam/identity.ts';
import type { Clock } from '../keystore/domain-key.ts';
import type { Keystore } from '../keystore/keystore.ts';
import type { Authenticate } from './authenticate.ts';
import { createCredentials, identityOfSession, opensHere, secretOwner } from './credentials.ts';
import { signedCallers } from './signed-callers.ts';
import { createSts, type Sts } from './sts.ts';

export interface SignedDoorOptions {
  readonly keystore: Keystore;
  readonly engine: Engine;
  readonly clock: Clock;
  /** Such as `aws`. */
  readonly partition: string;
}

const ID_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** What follows the prefix of AWS's unique ids. */
const ID_LENGTH = 17;

/** See the file's head. */
export class SignedDoor {
  readonly authenticate: Authenticate;
  readonly sts: Sts;
  readonly #options: SignedDoorOptions;
  #directory: Directory;

  private constructor(options: SignedDoorOptions, directory: Directory) {
    const { keystore, engine, clock } = options;
    const current = (): Directory => this.#directory;
    this.#options = options;
    this.#directory = directory;
    const credentials = createCredentials({ keystore, clock, directory: current });
    this.authenticate = signedCallers({ engine, clock, credentials });
    this.sts = createSts({ keystore, clock, directory: current });
  }

  /** A door with a directory. @throws {DirectoryError} The text is none, or holds a secret that another store sealed. */
  static async open(options: SignedDoorOptions, text: string): Promise<SignedDoor> {
    return new SignedDoor(options, await readSealed(options, text));
  }

  /** Puts another directory in the place of this one. @throws {DirectoryError} It is none; nothing changes. */
  async replace(text: string): Promise<void> {
    this.#directory = await readSealed(this.#options, text);
  }

  /** Secrets as they are sealed here, by access key id: what a file may hold in the place of those in the clear. */
  get sealedSecrets(): ReadonlyMap<string, string> {
    const keys = [...this.#directory.accessKeys.values()];
    return new Map(keys.map(({ id, secret }) => [id, 'sealed' in secret ? secret.sealed : '']));
  }

  /** Whom an ARN names: a user, the root of an account, or a session of a role; `undefined` when it is not known. */
  find(arn: string): Identity | undefined {
    return identityOfSession(arn, this.#directory);
  }
}

async function readSealed(
  { keystore, engine, partition }: SignedDoorOptions,
  text: string,
): Promise<Directory> {
  const hash = await engine.use('hash');
  const digests = new Map<string, string>();
  const uniqueId = (prefix: string, arn: string): string => prefix + (digests.get(arn) ?? '');
  // Read twice: ids are digests of the names in it, and digests take their time.
  const draft = readDirectory(text, { partition, uniqueId });
  for (const arn of [...draft.users.keys(), ...draft.roles.keys()]) {
    const digest = await hash.digest('SHA-256', toUtf8(arn));
    digests.set(arn, Array.from(digest.subarray(0, ID_LENGTH), (byte) => ID_CHARACTERS[byte & 31]).join(''));
  }
  const directory = readDirectory(text, { partition, uniqueId });
  const accessKeys = new Map<string, AccessKey>();
  for (const key of directory.accessKeys.values()) accessKeys.set(key.id, await sealed(keystore, key));
  const { roles, users, documents, accounts } = directory;
  return { roles, users, documents, accounts, accessKeys };
}

async function sealed(keystore: Keystore, key: AccessKey): Promise<AccessKey> {
  const { id, secret } = key;
  if ('sealed' in secret) {
    if (await opensHere(keystore, id, secret.sealed)) return key;
    throw new DirectoryError(`access key ${id}: sealedSecretAccessKey was not sealed by this store`);
  }
  const bytes = toUtf8(secret.clear);
  try {
    const { sealed: record } = await keystore.sealBackingKey(secretOwner(id), bytes);
    return { ...key, secret: { sealed: toBase64(record) } };
  } finally {
    wipe(bytes);
  }
}
