/**
 * What `serve` prints when it is ready: the endpoint and the console; the first time, also what it made and how to begin.
 *
 * @module
 */

export interface Beginning {
  readonly url: string;
  readonly region: string;
  /** Whether the store was sealed for the first time. */
  readonly isNew: boolean;
  /** Whether nobody has to sign. */
  readonly isOpen: boolean;
  /** The store's file; `undefined` in memory. */
  readonly file: string | undefined;
  readonly madeRootKeyFile: string | undefined;
  /** Whether there is a page to open. */
  readonly hasConsole: boolean;
}

const OPEN =
  'Development mode: any signature, or none, is the root of the account. --principals FILE verifies signatures.';

const ANYBODY = 'AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any';
const SOMEBODY = "AWS_ACCESS_KEY_ID='one of the principals file' AWS_SECRET_ACCESS_KEY='its secret'";

/**
 * The lines, the first of which is the URL alone: scripts read it.
 *
 * @example
 * const again = { isNew: false, isOpen: false, hasConsole: false, file: 'store.db', madeRootKeyFile: undefined };
 * greeting({ url: 'http://127.0.0.1:4599', region: 'us-east-1', ...again }); // 'http://127.0.0.1:4599\n'
 */
export function greeting(beginning: Beginning): string {
  const { url, region, isNew, isOpen, hasConsole, file, madeRootKeyFile } = beginning;
  const head = [url, ...(isOpen ? [OPEN] : []), ...(hasConsole ? [`Console: ${url}/console`] : [])];
  if (!isNew) return `${head.join('\n')}\n`;
  const kms = `aws --endpoint-url ${url} kms`;
  const lines = [
    ...head,
    '',
    file === undefined
      ? 'Keys are kept in memory: they end with this process.'
      : `Made ${file}: the store of keys, sealed under the root key.`,
    ...(madeRootKeyFile === undefined
      ? []
      : [`Made ${madeRootKeyFile}: the root key. Without it the keys are lost.`]),
    '',
    'To begin, in another shell:',
    `  export ${isOpen ? ANYBODY : SOMEBODY} AWS_DEFAULT_REGION=${region}`,
    `  KEY=$(${kms} create-key --description 'my first key' --query KeyMetadata.KeyId --output text)`,
    `  ${kms} generate-data-key --key-id "$KEY" --key-spec AES_256`,
    '',
  ];
  return `${lines.join('\n')}\n`;
}
