/**
 * Shapes: what a request's members must look like, as data, bound to the TypeScript type of the request.
 *
 * A shape says the wire type, the limits that AWS's model gives, and whether a member must be there. The same data
 * reads JSON, checks native values, writes AWS's validation sentence and fills in docs. Source of every limit: the
 * service model of the AWS SDKs (kms 2014-11-01, Apache-2.0).
 *
 * @module
 */
export interface StringShape {
  readonly kind: 'string';
  readonly min?: number;
  readonly max?: number;
  /** A regular expression that must match whole, as the model prints it; never made from a request. */
  readonly pattern?: string;
  readonly values?: readonly string[];
  /** The set that AWS's sentence prints for a value that is not taken; `values` when absent. */
  readonly listed?: readonly string[];
  /** Never printed, as a blob is not. */
  readonly isSecret?: true;
}

/** Algorithms and key specs that AWS has in its China Regions alone (KMS Developer Guide, "Key spec reference"). */
const CHINA_VALUES: ReadonlySet<string> = /* @__PURE__ */ new Set(['SM2', 'SM2PKE', 'SM2DSA']);

/**
 * The values of a shape that something here can be made of: every one that is taken, but for SM2.
 *
 * @example
 * servedValues({ kind: 'string', values: ['RSA_2048', 'SM2'] }); // ['RSA_2048']
 */
export function servedValues({ values = [] }: StringShape): readonly string[] {
  return values.filter((value) => !CHINA_VALUES.has(value));
}

/** Bytes: base64 in JSON, Uint8Array in the facade. Its value is never printed. */
export interface BlobShape {
  readonly kind: 'blob';
  readonly min?: number;
  readonly max?: number;
  /** What is not printed even that it is missing. */
  readonly isSecret?: true;
}

export interface IntegerShape {
  readonly kind: 'integer';
  readonly min?: number;
  readonly max?: number;
}

export interface BooleanShape {
  readonly kind: 'boolean';
}

/** A time: seconds since 1970 in JSON, with a fraction or without; Date in the facade. */
export interface TimestampShape {
  readonly kind: 'timestamp';
}

export interface ListShape<T = unknown> {
  readonly kind: 'list';
  readonly min?: number;
  readonly max?: number;
  readonly member: Shape<T>;
}

/** String pairs with any keys. */
export interface MapShape {
  readonly kind: 'map';
}

export interface StructureShape<T = unknown> {
  readonly kind: 'structure';
  readonly members: Members<T>;
}

/** The shape of a value of type T. */
export type Shape<T> = T extends string
  ? StringShape
  : T extends number
    ? IntegerShape
    : T extends boolean
      ? BooleanShape
      : T extends Uint8Array
        ? BlobShape
        : T extends Date
          ? TimestampShape
          : T extends readonly (infer M)[]
            ? ListShape<M>
            : string extends keyof T
              ? MapShape
              : StructureShape<T>;

/** A member: its shape, and whether it must be there, which the type decides. */
export type Member<T> = undefined extends T
  ? { readonly shape: Shape<NonNullable<T>>; readonly required?: false }
  : { readonly shape: Shape<T>; readonly required: true };

/** The members of a structure, one row for each. */
export type Members<T> = { readonly [K in keyof T]-?: Member<T[K]> };

/** Any shape at all: what code that walks shapes sees. */
export type AnyShape =
  | StringShape
  | BlobShape
  | IntegerShape
  | BooleanShape
  | TimestampShape
  | { readonly kind: 'list'; readonly min?: number; readonly max?: number; readonly member: AnyShape }
  | MapShape
  | { readonly kind: 'structure'; readonly members: AnyMembers };

export interface AnyMember {
  readonly shape: AnyShape;
  readonly required?: boolean;
}

export type AnyMembers = { readonly [name: string]: AnyMember };
