/**
 * Attestation documents of AWS Nitro: what an enclave, or an instance with a NitroTPM, says of itself.
 *
 *   { module_id, timestamp, digest: "SHA384", pcrs or nitrotpm_pcrs: { index => bytes }, certificate, cabundle,
 *     ? public_key, ? user_data, ? nonce }
 *
 * in CBOR, as the payload of a COSE_Sign1. Source: AWS Nitro Enclaves User Guide, "Verifying the root of trust"; EC2 User
 * Guide, "Validate a NitroTPM Attestation Document". It is read here, and believed by nobody before attestor.ts has
 * verified it. Members that are not named above are passed over.
 *
 * @module
 */
import { FormatError } from '../bytes/reader.ts';
import { type CborItem, cborValue, decodeCbor } from '../crypto/cose/cbor.ts';

/** What attests: an enclave, or an EC2 instance by its NitroTPM. */
export type AttestedPlatform = 'enclave' | 'tpm';

/** A document as it was read. Bytes are views of the input. */
export interface AttestationDocument {
  readonly moduleId: string;
  /** When it was made, in milliseconds since 1970. */
  readonly timestampMs: number;
  readonly platform: AttestedPlatform;
  /** Platform configuration registers, 32, 48 or 64 bytes each, by their number from 0 to 31. */
  readonly pcrs: ReadonlyMap<number, Uint8Array>;
  /** Whose key signed the document: DER. */
  readonly certificate: Uint8Array;
  /** The authorities from the root down: DER. */
  readonly authorities: readonly Uint8Array[];
  /** For whom answers are to be encrypted: SPKI, where the document has one. */
  readonly publicKey: Uint8Array | undefined;
}

const PCR_COUNT = 32;
const PCR_LENGTHS: readonly number[] = [32, 48, 64];
/** The guide's bound for certificates and keys. */
const MAX_LENGTH = 1024;

/**
 * Reads the payload of an attestation document.
 *
 * @throws {FormatError} It is not one.
 */
export function readAttestationDocument(payload: Uint8Array): AttestationDocument {
  const item = decodeCbor(payload);
  const moduleId = cborValue(item, 'module_id');
  const timestamp = cborValue(item, 'timestamp');
  const digest = cborValue(item, 'digest');
  if (moduleId?.kind !== 'text' || moduleId.value === '') throw new FormatError();
  if (timestamp?.kind !== 'integer' || timestamp.value <= 0) throw new FormatError();
  if (digest?.kind !== 'text' || digest.value !== 'SHA384') throw new FormatError();
  const authorities = cborValue(item, 'cabundle');
  if (authorities?.kind !== 'array') throw new FormatError();
  return {
    moduleId: moduleId.value,
    timestampMs: timestamp.value,
    ...registersIn(item),
    certificate: boundedBytes(cborValue(item, 'certificate')),
    authorities: authorities.items.map(boundedBytes),
    publicKey: optionalBytes(cborValue(item, 'public_key')),
  };
}

/** An enclave has `pcrs`, a NitroTPM `nitrotpm_pcrs`, and nothing has both. */
function registersIn(item: CborItem): Pick<AttestationDocument, 'platform' | 'pcrs'> {
  const ofEnclave = cborValue(item, 'pcrs');
  const ofTpm = cborValue(item, 'nitrotpm_pcrs');
  if ((ofEnclave === undefined) === (ofTpm === undefined)) throw new FormatError();
  return { platform: ofEnclave === undefined ? 'tpm' : 'enclave', pcrs: readPcrs(ofEnclave ?? ofTpm) };
}

function readPcrs(item: CborItem | undefined): ReadonlyMap<number, Uint8Array> {
  if (item?.kind !== 'map' || item.entries.length === 0) throw new FormatError();
  return new Map(
    item.entries.map(([index, value]) => {
      if (index.kind !== 'integer' || index.value < 0 || index.value >= PCR_COUNT) throw new FormatError();
      if (value.kind !== 'bytes' || !PCR_LENGTHS.includes(value.value.length)) throw new FormatError();
      return [index.value, value.value];
    }),
  );
}

function boundedBytes(item: CborItem | undefined): Uint8Array {
  if (item?.kind !== 'bytes') throw new FormatError();
  if (item.value.length < 1 || item.value.length > MAX_LENGTH) throw new FormatError();
  return item.value;
}

/** Absent and null are the same. */
function optionalBytes(item: CborItem | undefined): Uint8Array | undefined {
  if (item === undefined || (item.kind === 'simple' && item.value === null)) return undefined;
  return boundedBytes(item);
}
