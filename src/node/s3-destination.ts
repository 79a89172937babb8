/**
 * A bucket of Amazon S3, or of anything with its API, that a trail is delivered to.
 *
 * It is reached through `@aws-sdk/client-s3`, which is no dependency: whoever delivers to S3 installs it beside this
 * package, and it is loaded when the first bucket is opened. Credentials and settings are found as the SDK finds them.
 *
 * @module
 */
import type { GetObjectCommandOutput, S3ClientConfig } from '@aws-sdk/client-s3';
import type { Destination, StoredObject } from '../audit/destination.ts';

/** The package is not there. The message says what to do. */
export class S3UnavailableError extends Error {
  override readonly name = 'S3UnavailableError';
}

/** Which bucket, and how it is reached. */
export interface S3Place {
  readonly bucket: string;
  /** What stands before every name, without `/` at its ends. */
  readonly prefix: string;
  readonly region: string;
  /** Of an S3 that is not Amazon's; absent otherwise. */
  readonly endpoint?: string | undefined;
  /** Buckets in the path instead of the host's name; so with an endpoint, when absent. */
  readonly pathStyle?: boolean | undefined;
  /** An attempt ends after so long, 30 seconds when absent: the next one is the one that counts. */
  readonly timeoutMs?: number | undefined;
}

const TIMEOUT_MS = 30_000;

/** Options of one request. */
type Within = () => { readonly abortSignal: AbortSignal };

type Sdk = typeof import('@aws-sdk/client-s3');

/**
 * Opens a bucket; nothing is sent yet.
 *
 * @throws {S3UnavailableError} The SDK is not installed.
 */
export async function s3Destination(place: S3Place): Promise<Destination> {
  const sdk = await loadSdk();
  const client = new sdk.S3Client(configOf(place));
  const { bucket: Bucket, prefix, timeoutMs = TIMEOUT_MS } = place;
  const within: Within = () => ({ abortSignal: AbortSignal.timeout(timeoutMs) });
  return {
    url: `${place.endpoint === undefined ? '' : `${place.endpoint} `}s3://${Bucket}${prefix === '' ? '' : `/${prefix}`}`,
    bucket: Bucket,
    prefix,
    async put(Key, { bytes: Body, metadata: Metadata }) {
      // As CloudTrail's own objects are.
      const type = { ContentType: 'application/json', ContentEncoding: 'gzip' };
      await client.send(new sdk.PutObjectCommand({ Bucket, Key, Body, Metadata, ...type }), within());
    },
    get: async (Key) => {
      const command = new sdk.GetObjectCommand({ Bucket, Key });
      return await getObject(sdk, () => client.send(command, within()));
    },
    async *list(Prefix) {
      let ContinuationToken: string | undefined;
      do {
        const command = new sdk.ListObjectsV2Command({ Bucket, Prefix, ContinuationToken });
        const page = await client.send(command, within());
        yield (page.Contents ?? []).map(({ Key = '' }) => Key);
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
    },
  };
}

async function getObject(
  sdk: Sdk,
  send: () => Promise<GetObjectCommandOutput>,
): Promise<StoredObject | undefined> {
  try {
    const { Body, Metadata = {} } = await send();
    return { bytes: (await Body?.transformToByteArray()) ?? new Uint8Array(), metadata: Metadata };
  } catch (error) {
    if (error instanceof sdk.NoSuchKey) return undefined;
    throw error;
  }
}

function configOf({ region, endpoint, pathStyle = endpoint !== undefined }: S3Place): S3ClientConfig {
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    forcePathStyle: pathStyle,
    // Delivery itself tries again, for as long as it takes.
    maxAttempts: 1,
    // Servers with S3's API often know no trailing checksums; bodies are covered by the signature all the same.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  };
}

async function loadSdk(): Promise<Sdk> {
  try {
    return await import('@aws-sdk/client-s3');
  } catch (error) {
    throw new S3UnavailableError(
      'Delivery to S3 goes through the AWS SDK, which is not installed: npm install @aws-sdk/client-s3',
      { cause: error },
    );
  }
}
