/**
 * Sealed records: every value in the store but the identity and the domain keys, each sealed for its own place.
 *
 *   01 ‖ u32 domain key number ‖ nonce[16] ‖ commitment[32] ‖ ciphertext ‖ tag[16]
 *   AAD = store id[16] ‖ 01 ‖ u32 domain key number ‖ u16 ‖ name ‖ u48 version
 *
 * A record that is moved to another name, version or store does not open. It holds no key material in the clear: what
 * is inside, in turn, holds backing keys sealed on their own.
 *
 * @module
 */
import { Reader } from '../bytes/reader.ts';
import { toUtf8 } from '../bytes/utf8.ts';
import { Writer } from '../bytes/writer.ts';
import { AuthenticationError } from '../crypto/errors.ts';
import type { Bytes } from '../crypto/primitives.ts';
import type { DomainKeyRing } from './domain-key.ts';
import { open, type SealingPurpose, type SealingTools, seal } from './sealing.ts';

const VERSION = 1;
const LABEL = 'strongroom record';
const HEAD_LENGTH = 1 + 4;
/** The greatest version that has a place in the AAD. */
const MAX_VERSION = 2 ** 48 - 1;

/** The place of a record: part of what its seal covers. */
export interface RecordPlace {
  readonly name: string;
  readonly version: number;
}

/** A write: what the record is to hold, and which version it must have now (0: none). */
export interface RecordChange {
  readonly name: string;
  readonly replaces: number;
  /** `undefined` deletes. */
  readonly value: Uint8Array | undefined;
}

/** What sealing a record or a backing key takes. */
export interface SealingRoom {
  readonly tools: SealingTools;
  readonly storeId: Uint8Array;
  readonly domainKeys: DomainKeyRing;
}

/** Seals a value for its place under the current domain key. */
export async function sealRecord(room: SealingRoom, place: RecordPlace, value: Uint8Array): Promise<Bytes> {
  const { number, key } = room.domainKeys.current;
  const head = new Writer().u8(VERSION).u32(number).finish();
  return await seal(room.tools, key, purposeOf(room, place, number), value, head);
}

/**
 * Opens a record that was sealed for this place.
 *
 * @throws {AuthenticationError} It was sealed for another place, or a byte of it is another.
 */
export async function openRecord(room: SealingRoom, place: RecordPlace, record: Uint8Array): Promise<Bytes> {
  if (record.length < HEAD_LENGTH || place.version > MAX_VERSION) throw new AuthenticationError();
  const reader = new Reader(record);
  if (reader.u8() !== VERSION) throw new AuthenticationError();
  const number = reader.u32();
  const { key } = await room.domainKeys.find(number);
  return await open(room.tools, key, purposeOf(room, place, number), reader.rest());
}

function purposeOf(room: SealingRoom, place: RecordPlace, domainKeyNumber: number): SealingPurpose {
  const aad = new Writer()
    .bytes(room.storeId)
    .u8(VERSION)
    .u32(domainKeyNumber)
    .u16Bytes(toUtf8(place.name))
    .u48(place.version)
    .finish();
  return { label: LABEL, aad };
}
