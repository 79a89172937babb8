/**
 * An operation is a row: what it takes, which keys it touches and how, and what it does.
 *
 * Everything that can be said as data is said here and done by the pipeline for all operations alike: validation,
 * finding keys, authorisation, usage and state. What is left for `run` is the rule itself. From the same rows come the
 * dispatcher, the typed facade and the tables in the docs.
 *
 * @module
 */
import type { RequestFacts } from '../iam/aws-keys.ts';
import type { Identity } from '../iam/identity.ts';
import type { StoredKey } from '../kms/key.ts';
import type { OriginRuleName } from '../kms/key-origin.ts';
import type { KeyUsage } from '../kms/key-spec.ts';
import type { StateRuleName } from '../kms/key-state.ts';
import type { Scope } from '../kms/scope.ts';
import type { Vault } from '../kms/vault.ts';
import type { AnyMembers, Members } from './shape.ts';

/** Who calls, and where the call arrived. */
export interface Caller extends Scope {
  /** The ARN of the account's root, a user, a role or a session. */
  readonly principalArn: string;
  /** Their policies, tags and session; when absent, what the ARN names, without any. */
  readonly identity?: Identity | undefined;
  /** The access key that proved them; absent where nothing was proved. */
  readonly accessKeyId?: string | undefined;
  /** What conditions may ask of the request itself. */
  readonly connection?: Connection | undefined;
}

/** What is known of how a call arrived; nothing of one that never left the process. */
export interface Connection extends Omit<RequestFacts, 'nowMs' | 'region'> {
  /** The Host that the client asked for. */
  readonly host?: string | undefined;
  /** What the handshake agreed on, in the names of IANA: `TLSv1.3`, `TLS_AES_256_GCM_SHA384`. */
  readonly tls?: { readonly version: string; readonly cipherSuite: string } | undefined;
}

/** How a request names a key. */
export type KeyReference =
  /** By one of the four identifiers. */
  | { readonly by: 'identifier'; readonly identifier: string }
  /** By id or ARN: an alias is refused. */
  | { readonly by: 'key identifier'; readonly identifier: string }
  /** The key of that id or ARN in another Region, which a multi-Region key may have there. */
  | { readonly by: 'related key'; readonly identifier: string; readonly region: string }
  /** By an alias that belongs to the caller. */
  | { readonly by: 'alias name'; readonly aliasName: string }
  /** By a grant on it: by one of its tokens, or by its id beside the key's id or ARN. */
  | { readonly by: 'grant'; readonly token: string }
  | { readonly by: 'grant'; readonly identifier: string; readonly grantId: string }
  /** By a ciphertext, which says whose it is unless it is an RSA block, and perhaps by an identifier that must agree. */
  | {
      readonly by: 'ciphertext';
      readonly ciphertext: Uint8Array;
      readonly isBlock: boolean;
      readonly identifier: string | undefined;
    };

/** One key of an operation. */
export interface KeyUse<In> {
  readonly find: (input: In) => KeyReference;
  /** What the caller must be allowed to do with this key. */
  readonly action: string;
  readonly states: StateRuleName;
  /** What the key's origin must allow, whatever its state; anything when absent. */
  readonly origins?: OriginRuleName;
  /** The spec that the key must have; any when absent. */
  readonly spec?: string;
  /** Whether a multi-Region replica is refused: what is shared is changed by way of the primary. */
  readonly refusesReplicas?: true;
  /** The usage that the key must have; any when absent. */
  readonly usage?: KeyUsage;
  /** Whether a predefined alias that has no key yet gets the AWS managed key that belongs to it. */
  readonly makesManagedKey?: true;
  /** Whether a key in a custom key store does not serve. */
  readonly refusesStoreKeys?: true;
}

/** An action on what has no policy of its own: an alias, or `*` for what belongs to the account. */
export interface Permission {
  readonly action: string;
  /** An ARN, or `*`. */
  readonly resource: string;
}

/** What `run` works with. The keys were found, authorised and checked. */
export interface Call<In, Role extends string> {
  readonly input: In;
  readonly caller: Caller;
  readonly keys: { readonly [R in Role]: StoredKey };
  readonly vault: Vault;
  /** What the row's `separate` took out of the request. */
  readonly secret?: string | undefined;
}

/** A row of the table. `Role` names its keys, such as `source` and `destination`. */
export interface Operation<In, Out, Role extends string = never> {
  readonly name: string;
  readonly input: Members<In>;
  /** The members of the answer, in the order in which AWS documents them. */
  readonly output: readonly (keyof Out & string)[];
  /** What the caller must be allowed to do in the account, for operations that touch no key. */
  readonly action?: string;
  readonly keys: { readonly [R in Role]: KeyUse<In> };
  /** What the caller must be allowed besides, by the request: an alias, tags. */
  readonly permissions?: (input: In, caller: Caller) => readonly Permission[];
  /** As CloudTrail tells it: whether the operation changes nothing. */
  readonly readOnly: boolean;
  /** Whether its success counts as a use of its keys (KMS API reference, GetKeyLastUsage). */
  readonly usesKeys?: true;
  /** Members that AWS knows and this version refuses, rather than pass them over. */
  readonly refuses?: readonly (keyof In & string)[];
  /** Rules of the arguments alone, beyond their shapes. */
  readonly check?: (input: In) => void;
  /** Rules of the arguments that are told only to whom the keys are open, but before the keys' usage and state. */
  readonly checkAllowed?: (input: In) => void;
  /** Takes a secret out of the request before anything else sees it; `run` gets it. */
  readonly separate?: (input: unknown) => { readonly input: unknown; readonly secret: string | undefined };
  /** The member that a Recipient is answered in an envelope; for the operations that take one. */
  readonly recipientSecret?: keyof Out & string;
  readonly run: (call: Call<In, Role>) => Promise<Out>;
}

/** An answer without members. */
export type NoMembers = Readonly<Record<never, never>>;

/** A row with its types worn off: what the pipeline sees, after the shapes have checked what the types said. */
export interface AnyOperation {
  readonly name: string;
  readonly input: AnyMembers;
  readonly output: readonly string[];
  readonly action?: string;
  readonly keys: Readonly<Record<string, KeyUse<never>>>;
  readonly permissions?: (input: never, caller: Caller) => readonly Permission[];
  readonly readOnly: boolean;
  readonly usesKeys?: true;
  readonly refuses?: readonly string[];
  readonly check?: (input: never) => void;
  readonly checkAllowed?: (input: never) => void;
  readonly separate?: (input: unknown) => { readonly input: unknown; readonly secret: string | undefined };
  readonly recipientSecret?: string;
  readonly run: (call: never) => Promise<object>;
}
