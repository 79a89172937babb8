/**
 * Asking the browser for a passkey and for its PRF output: the ceremony behind passkey.ts, over `navigator.credentials`.
 *
 * Nobody checks what the authenticator signs: there is no server, and an answer that is not the passkey's own gives another
 * root key, which opens nothing. User verification is required, since authenticators compute another output without it.
 * Source: W3C Web Authentication Level 3, §5.1 and §10.1.4.
 *
 * @module
 */
import type { Bytes, Random } from '../crypto/primitives.ts';
import { hostRandom } from '../crypto/random.ts';
import { type PasskeyCeremony, PasskeyError } from './passkey.ts';

const CHALLENGE_LENGTH = 32;
const USER_ID_LENGTH = 16;
/** COSE algorithms, in the order of preference: Ed25519, ES256, RS256. None of them is used for anything. */
const ALGORITHMS = [-8, -7, -257] as const;

/** What the browser shows and where the passkey is good. */
export interface BrowserPasskeyOptions {
  /** What the browser shows as the site's name. */
  readonly siteName: string;
  /** What tells this passkey from others of the site, such as an address. */
  readonly userName: string;
  /** The domain, and so the pages, for which the passkey is good; that of this page when absent. */
  readonly domain?: string | undefined;
  /** `navigator.credentials` when absent. */
  readonly credentials?: Pick<CredentialsContainer, 'create' | 'get'> | undefined;
  /** The host's when absent. */
  readonly random?: Random | undefined;
}

/**
 * The ceremony of this browser.
 *
 * @example
 * passkeyRootKey(browserPasskeys({ siteName: 'Example', userName: 'me@example.org' })).kind; // 'passkey'
 */
export function browserPasskeys(options: BrowserPasskeyOptions): PasskeyCeremony {
  return {
    async create(salt) {
      const credential = await ask(options, (credentials) =>
        credentials.create({ publicKey: creationOf(options, salt) }),
      );
      const { prf } = credential.getClientExtensionResults();
      if (prf?.enabled !== true && prf?.results === undefined) {
        throw new PasskeyError(
          'this passkey cannot derive keys: its authenticator, or this browser, knows no PRF',
        );
      }
      return { credentialId: new Uint8Array(credential.rawId), output: outputOf(prf.results) };
    },
    async evaluate(credentialId, salt) {
      const credential = await ask(options, (credentials) =>
        credentials.get({ publicKey: requestOf(options, credentialId, salt) }),
      );
      const output = outputOf(credential.getClientExtensionResults().prf?.results);
      if (output === undefined) throw new PasskeyError('the passkey gave no PRF output');
      return output;
    },
  };
}

function creationOf(
  { siteName, userName, domain, random = hostRandom() }: BrowserPasskeyOptions,
  salt: Uint8Array,
): PublicKeyCredentialCreationOptions {
  return {
    rp: { name: siteName, ...(domain === undefined ? {} : { id: domain }) },
    user: { id: random(USER_ID_LENGTH), name: userName, displayName: userName },
    challenge: random(CHALLENGE_LENGTH),
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
    extensions: { prf: { eval: { first: salt as Bytes } } },
  };
}

function requestOf(
  { domain, random = hostRandom() }: BrowserPasskeyOptions,
  credentialId: Uint8Array,
  salt: Uint8Array,
): PublicKeyCredentialRequestOptions {
  return {
    ...(domain === undefined ? {} : { rpId: domain }),
    challenge: random(CHALLENGE_LENGTH),
    allowCredentials: [{ type: 'public-key', id: credentialId as Bytes }],
    userVerification: 'required',
    extensions: { prf: { eval: { first: salt as Bytes } } },
  };
}

async function ask(
  { credentials = globalThis.navigator?.credentials }: BrowserPasskeyOptions,
  question: (credentials: Pick<CredentialsContainer, 'create' | 'get'>) => Promise<Credential | null>,
): Promise<PublicKeyCredential> {
  if (credentials === undefined) {
    throw new PasskeyError('there are no passkeys here: the page must come over https, or from localhost');
  }
  let answer: Credential | null;
  try {
    answer = await question(credentials);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PasskeyError(`no passkey was given: ${reason}`, { cause });
  }
  if (answer === null) throw new PasskeyError('no passkey was given');
  return answer as PublicKeyCredential;
}

/** A copy: what the browser keeps of it is the browser's. */
function outputOf(results: AuthenticationExtensionsPRFValues | undefined): Uint8Array | undefined {
  if (results?.first === undefined) return undefined;
  const { first } = results;
  return first instanceof ArrayBuffer
    ? new Uint8Array(first.slice(0))
    : new Uint8Array(first.buffer, first.byteOffset, first.byteLength).slice();
}
