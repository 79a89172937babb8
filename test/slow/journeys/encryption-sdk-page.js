/**
 * The AWS Encryption SDK for browsers over a service in the same page, as an application would write it. Bundled by
 * encryption-sdk.test.ts; what happened ends up in the page's title.
 */
import { buildClient, CommitmentPolicy, getClient, KMS, KmsKeyringBrowser } from '@aws-crypto/client-browser';
import { createKms } from '../../../src/index.ts';

const { encrypt, decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);

/** Signatures are verified, so that they are made and read in a page as well. */
const ACCOUNT = '111122223333';
const KEY = { id: 'AKIAROOT', secretAccessKey: 'root secret' };
const PRINCIPALS = { accounts: { [ACCOUNT]: { accessKeys: [KEY] } } };

async function walk() {
  const kms = await createKms({ account: ACCOUNT, principals: JSON.stringify(PRINCIPALS) });
  const credentials = { accessKeyId: KEY.id, secretAccessKey: KEY.secretAccessKey };
  const clientProvider = getClient(KMS, { credentials, requestHandler: kms.requestHandler() });
  const [first, second, other] = await Promise.all(
    Array.from({ length: 3 }, async () => (await kms.createKey({})).KeyMetadata.Arn),
  );
  const keyring = new KmsKeyringBrowser({ clientProvider, generatorKeyId: first, keyIds: [second] });
  const plaintext = crypto.getRandomValues(new Uint8Array(60_000));
  const { result } = await encrypt(keyring, plaintext, {
    encryptionContext: { tenant: '42' },
    frameLength: 4096,
  });
  const opened = await decrypt(keyring, result);
  const alone = new KmsKeyringBrowser({ clientProvider, keyIds: [second] });
  const byTheSecond = await decrypt(alone, result);
  const stranger = new KmsKeyringBrowser({ clientProvider, keyIds: [other] });
  const guess = { ...credentials, secretAccessKey: 'guess' };
  const guessing = getClient(KMS, { credentials: guess, requestHandler: kms.requestHandler() });
  const guesser = new KmsKeyringBrowser({ clientProvider: guessing, generatorKeyId: first });
  const moved = result.slice();
  moved[moved.indexOf(0x34)] ^= 1;
  return {
    length: result.length,
    same: equal(opened.plaintext, plaintext) && equal(byTheSecond.plaintext, plaintext),
    context: opened.messageHeader.encryptionContext.tenant,
    otherKey: await refusal(decrypt(stranger, result)),
    otherSecret: await refusal(encrypt(guesser, plaintext)),
    otherContext: await refusal(decrypt(keyring, moved)),
  };
}

const equal = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
const refusal = (work) =>
  work.then(
    () => 'opened',
    (error) => `refused: ${error.message}`,
  );

document.title = await walk().then(JSON.stringify, (error) => String(error.stack ?? error));
