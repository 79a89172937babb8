/**
 * Members that several operations share, with the limits of AWS's service model (kms 2014-11-01).
 *
 * @module
 */
import type {
  BlobShape,
  BooleanShape,
  IntegerShape,
  ListShape,
  MapShape,
  Shape,
  StringShape,
} from './shape.ts';

/** A tag, as the wire has it. */
export interface TagMember {
  readonly TagKey: string;
  readonly TagValue: string;
}

/** A Nitro enclave that the answer is to be encrypted for. */
export interface RecipientMember {
  readonly KeyEncryptionAlgorithm?: string | undefined;
  readonly AttestationDocument?: Uint8Array | undefined;
}

/** Under which circumstances a grant allows anything. */
export interface GrantConstraintsMember {
  readonly EncryptionContextSubset?: Readonly<Record<string, string>> | undefined;
  readonly EncryptionContextEquals?: Readonly<Record<string, string>> | undefined;
  readonly SourceArn?: string | undefined;
}

/** The published model has no pattern here: it was recorded. */
export const keyId: StringShape = { kind: 'string', min: 1, max: 2048, pattern: '^\\p{ASCII}+$' };
export const boolean: BooleanShape = { kind: 'boolean' };
export const plaintext: BlobShape = { kind: 'blob', min: 1, max: 4096, isSecret: true };
export const ciphertext: BlobShape = { kind: 'blob', min: 1, max: 6144 };
/** What is signed or authenticated: AWS documents 0 bytes as well, its model says 1. */
export const message: BlobShape = { kind: 'blob', min: 1, max: 4096, isSecret: true };
export const signature: BlobShape = { kind: 'blob', min: 1, max: 6144 };
export const mac: BlobShape = { kind: 'blob', min: 1, max: 6144 };
export const publicKey: BlobShape = { kind: 'blob', min: 1, max: 8192 };
export const encryptionContext: MapShape = { kind: 'map' };
export const description: StringShape = { kind: 'string', min: 0, max: 8192 };
export const limit: IntegerShape = { kind: 'integer', min: 1, max: 1000 };
export const numberOfBytes: IntegerShape = { kind: 'integer', min: 1, max: 1024 };
export const customKeyStoreId: StringShape = { kind: 'string', min: 1, max: 64 };
export const region: StringShape = { kind: 'string', min: 1, max: 32, pattern: '^([a-z]+-){2,3}\\d+$' };
export const customKeyStoreName: StringShape = { kind: 'string', min: 1, max: 256 };
export const tagKey: StringShape = { kind: 'string', min: 1, max: 128 };

export const aliasName: StringShape = { kind: 'string', min: 1, max: 256, pattern: '^[a-zA-Z0-9:/_-]+$' };

/** The shape's limit; the service's own, 32 KiB, stands in kms/key-policy.ts. */
export const policy: StringShape = {
  kind: 'string',
  min: 1,
  max: 131_072,
  pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+',
};

export const policyName: StringShape = { kind: 'string', min: 1, max: 128, pattern: '[\\w]+' };

export const marker: StringShape = { kind: 'string', min: 1, max: 1024, pattern: '[\\u0020-\\u00FF]*' };

export const grantToken: StringShape = { kind: 'string', min: 1, max: 8192 };
export const grantTokens: ListShape<string> = { kind: 'list', min: 0, max: 10, member: grantToken };
export const grantId: StringShape = { kind: 'string', min: 1, max: 128 };
export const grantName: StringShape = { kind: 'string', min: 1, max: 256, pattern: '^[a-zA-Z0-9:/_-]+$' };

/** The ARN of a principal in a grant. */
export const principal: StringShape = { kind: 'string', min: 1, max: 256, pattern: '^[\\w+=,.@:/-]+$' };

export const servicePrincipal: StringShape = {
  kind: 'string',
  min: 1,
  max: 128,
  pattern: '^([A-Za-z0-9\\-]+)\\.([A-Za-z0-9\\-]+)(\\.[A-Za-z0-9\\-]+)+$',
};

export const grantOperations: ListShape<string> = {
  kind: 'list',
  member: {
    kind: 'string',
    values: [
      'Decrypt',
      'Encrypt',
      'GenerateDataKey',
      'GenerateDataKeyWithoutPlaintext',
      'ReEncryptFrom',
      'ReEncryptTo',
      'Sign',
      'Verify',
      'GetPublicKey',
      'CreateGrant',
      'RetireGrant',
      'DescribeKey',
      'GenerateDataKeyPair',
      'GenerateDataKeyPairWithoutPlaintext',
      'GenerateMac',
      'VerifyMac',
      'DeriveSharedSecret',
      'Encapsulate',
      'Decapsulate',
    ],
  },
};

export const grantConstraints: Shape<GrantConstraintsMember> = {
  kind: 'structure',
  members: {
    EncryptionContextSubset: { shape: encryptionContext },
    EncryptionContextEquals: { shape: encryptionContext },
    SourceArn: {
      shape: {
        kind: 'string',
        min: 20,
        max: 512,
        pattern: '^arn:aws[a-z0-9-]*:[a-z0-9-]+:[a-z0-9-]*:[0-9]{12}:.+$',
      },
    },
  },
};

export const dryRunModifiers: ListShape<string> = {
  kind: 'list',
  member: { kind: 'string', values: ['IGNORE_CIPHERTEXT'] },
};

export const tags: ListShape<TagMember> = {
  kind: 'list',
  member: {
    kind: 'structure',
    members: {
      TagKey: { shape: { kind: 'string', min: 1, max: 128 }, required: true },
      TagValue: { shape: { kind: 'string', min: 0, max: 256 }, required: true },
    },
  },
};

export const recipient: Shape<RecipientMember> = {
  kind: 'structure',
  members: {
    KeyEncryptionAlgorithm: { shape: { kind: 'string', values: ['RSAES_OAEP_SHA_256'] } },
    AttestationDocument: { shape: { kind: 'blob', min: 1, max: 262_144 } },
  },
};

export const encryptionAlgorithm: StringShape = {
  kind: 'string',
  values: ['SYMMETRIC_DEFAULT', 'RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256', 'SM2PKE'],
  listed: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256', 'SM2PKE', 'SYMMETRIC_DEFAULT'],
};

export const messageType: StringShape = { kind: 'string', values: ['RAW', 'DIGEST', 'EXTERNAL_MU'] };

const SIGNING_ALGORITHMS: readonly string[] = [
  'RSASSA_PSS_SHA_256',
  'RSASSA_PSS_SHA_384',
  'RSASSA_PSS_SHA_512',
  'RSASSA_PKCS1_V1_5_SHA_256',
  'RSASSA_PKCS1_V1_5_SHA_384',
  'RSASSA_PKCS1_V1_5_SHA_512',
  'ECDSA_SHA_256',
  'ECDSA_SHA_384',
  'ECDSA_SHA_512',
  'ED25519_SHA_512',
  'ED25519_PH_SHA_512',
  'SM2DSA',
  'ML_DSA_SHAKE_256',
];

/** One value more is taken than is listed: it fits no key that signs. */
export const signingAlgorithm: StringShape = {
  kind: 'string',
  values: [...SIGNING_ALGORITHMS, 'SYMMETRIC_DEFAULT'],
  listed: SIGNING_ALGORITHMS,
};

export const macAlgorithm: StringShape = {
  kind: 'string',
  values: ['HMAC_SHA_224', 'HMAC_SHA_256', 'HMAC_SHA_384', 'HMAC_SHA_512'],
  listed: ['HMAC_SHA_384', 'HMAC_SHA_256', 'HMAC_SHA_224', 'HMAC_SHA_512'],
};

export const keyAgreementAlgorithm: StringShape = { kind: 'string', values: ['ECDH'] };

export const encapsulationAlgorithm: StringShape = { kind: 'string', values: ['ML_KEM'] };

const ML_KEM_SPECS: readonly string[] = ['ML_KEM_512', 'ML_KEM_768', 'ML_KEM_1024'];

export const dataKeyPairSpec: StringShape = {
  kind: 'string',
  values: [
    'RSA_2048',
    'RSA_3072',
    'RSA_4096',
    'ECC_NIST_P256',
    'ECC_NIST_P384',
    'ECC_NIST_P521',
    'ECC_SECG_P256K1',
    'SM2',
    'ECC_NIST_EDWARDS25519',
    ...ML_KEM_SPECS,
  ],
};

export const keyUsage: StringShape = {
  kind: 'string',
  values: [
    'SIGN_VERIFY',
    'ENCRYPT_DECRYPT',
    'GENERATE_VERIFY_MAC',
    'KEY_AGREEMENT',
    'ENCAPSULATE_DECAPSULATE',
  ],
};

export const origin: StringShape = {
  kind: 'string',
  values: ['AWS_KMS', 'EXTERNAL', 'AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE'],
};

export const wrappingAlgorithm: StringShape = {
  kind: 'string',
  values: [
    'RSAES_PKCS1_V1_5',
    'RSAES_OAEP_SHA_1',
    'RSAES_OAEP_SHA_256',
    'RSA_AES_KEY_WRAP_SHA_1',
    'RSA_AES_KEY_WRAP_SHA_256',
    'SM2PKE',
  ],
};

export const wrappingKeySpec: StringShape = {
  kind: 'string',
  values: ['RSA_2048', 'RSA_3072', 'RSA_4096', 'SM2'],
};

export const expirationModel: StringShape = {
  kind: 'string',
  values: ['KEY_MATERIAL_EXPIRES', 'KEY_MATERIAL_DOES_NOT_EXPIRE'],
};

export const importType: StringShape = {
  kind: 'string',
  values: ['NEW_KEY_MATERIAL', 'EXISTING_KEY_MATERIAL'],
};

export const materialDescription: StringShape = {
  kind: 'string',
  min: 0,
  max: 256,
  pattern: '^[a-zA-Z0-9:/_\\s.-]+$',
};

export const materialId: StringShape = { kind: 'string', min: 64, max: 64, pattern: '^[a-f0-9]+$' };

const CUSTOMER_MASTER_KEY_SPECS: readonly string[] = [
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'ECC_NIST_P256',
  'ECC_NIST_P384',
  'ECC_NIST_P521',
  'ECC_SECG_P256K1',
  'SYMMETRIC_DEFAULT',
  'HMAC_224',
  'HMAC_256',
  'HMAC_384',
  'HMAC_512',
  'SM2',
];

/** The deprecated twin of KeySpec: its enumeration stopped growing. */
export const customerMasterKeySpec: StringShape = { kind: 'string', values: CUSTOMER_MASTER_KEY_SPECS };

const LISTED_KEY_SPECS: readonly string[] = [
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'ECC_NIST_P256',
  'ECC_NIST_P384',
  'ECC_NIST_P521',
  'ECC_SECG_P256K1',
  'ECC_NIST_EDWARDS25519',
  'SYMMETRIC_DEFAULT',
  'HMAC_224',
  'HMAC_256',
  'HMAC_384',
  'HMAC_512',
  'SM2',
  'ML_DSA_44',
  'ML_DSA_65',
  'ML_DSA_87',
];

export const keySpec: StringShape = {
  kind: 'string',
  values: [
    ...CUSTOMER_MASTER_KEY_SPECS,
    'ML_DSA_44',
    'ML_DSA_65',
    'ML_DSA_87',
    'ECC_NIST_EDWARDS25519',
    ...ML_KEM_SPECS,
  ],
  listed: [...LISTED_KEY_SPECS, ...ML_KEM_SPECS],
};

/** What AWS lists are the specs of keys, of which it takes none here. */
export const dataKeySpec: StringShape = {
  kind: 'string',
  values: ['AES_256', 'AES_128'],
  listed: LISTED_KEY_SPECS,
};
