/**
 * CreateCustomKeyStore: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateCustomKeyStore.html
 *
 * @module
 */
import { KmsError } from '../kms/errors.ts';
import type { HsmSettings, XksSettings } from '../kms/store-settings.ts';
import {
  cloudHsmClusterId,
  keyStorePassword,
  type XksProxyMembers,
  xksProxyChangeOf,
  xksProxyMembers,
} from './custom-key-store-members.ts';
import { customKeyStoreName } from './members.ts';
import type { Operation } from './operation.ts';

export interface CreateCustomKeyStoreRequest extends XksProxyMembers {
  readonly CustomKeyStoreName: string;
  /** Of a CloudHSM key store, as the next two: required there. */
  readonly CloudHsmClusterId?: string | undefined;
  /** A certificate in PEM. */
  readonly TrustAnchorCertificate?: string | undefined;
  /** 7 to 32 characters. */
  readonly KeyStorePassword?: string | undefined;
  /** AWS_CLOUDHSM when absent. */
  readonly CustomKeyStoreType?: string | undefined;
}

export interface CreateCustomKeyStoreResponse {
  readonly CustomKeyStoreId: string;
}

export const createCustomKeyStore: Operation<CreateCustomKeyStoreRequest, CreateCustomKeyStoreResponse> = {
  name: 'CreateCustomKeyStore',
  input: {
    CustomKeyStoreName: { shape: customKeyStoreName, required: true },
    CloudHsmClusterId: { shape: cloudHsmClusterId },
    TrustAnchorCertificate: { shape: { kind: 'string', min: 1, max: 5000 } },
    KeyStorePassword: { shape: keyStorePassword },
    CustomKeyStoreType: { shape: { kind: 'string', values: ['AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE'] } },
    ...xksProxyMembers,
  },
  output: ['CustomKeyStoreId'],
  action: 'kms:CreateCustomKeyStore',
  keys: {},
  readOnly: false,
  check: (input) => void settingsOf(input),
  async run({ input, caller, vault }) {
    const { createStore } = await import('../kms/store-settings.ts');
    const id = await createStore(vault, caller, input.CustomKeyStoreName, settingsOf(input));
    return { CustomKeyStoreId: id };
  },
};

const HSM_MEMBERS = ['CloudHsmClusterId', 'TrustAnchorCertificate', 'KeyStorePassword'] as const;
const XKS_MEMBERS = [
  'XksProxyUriEndpoint',
  'XksProxyUriPath',
  'XksProxyVpcEndpointServiceName',
  'XksProxyVpcEndpointServiceOwner',
  'XksProxyAuthenticationCredential',
  'XksProxyConnectivity',
] as const;

/** The settings in a request, all that its type of store needs and nothing of the other type. */
function settingsOf(input: CreateCustomKeyStoreRequest): HsmSettings | XksSettings {
  const type = input.CustomKeyStoreType ?? 'AWS_CLOUDHSM';
  const foreign = type === 'AWS_CLOUDHSM' ? XKS_MEMBERS : HSM_MEMBERS;
  const misplaced = foreign.find((member) => input[member] !== undefined);
  if (misplaced !== undefined) throw invalid(`${misplaced} is not valid for CustomKeyStoreType ${type}.`);
  return type === 'AWS_CLOUDHSM' ? hsmSettingsOf(input) : xksSettingsOf(input);
}

function hsmSettingsOf(input: CreateCustomKeyStoreRequest): HsmSettings {
  return {
    type: 'AWS_CLOUDHSM',
    clusterId: required(input, 'CloudHsmClusterId'),
    trustAnchor: required(input, 'TrustAnchorCertificate'),
    password: required(input, 'KeyStorePassword'),
  };
}

function xksSettingsOf(input: CreateCustomKeyStoreRequest): XksSettings {
  for (const member of ['XksProxyConnectivity', 'XksProxyUriEndpoint', 'XksProxyUriPath'] as const)
    required(input, member);
  required(input, 'XksProxyAuthenticationCredential');
  const settings = { type: 'EXTERNAL_KEY_STORE', ...xksProxyChangeOf(input) } as XksSettings;
  const isVpc = settings.connectivity === 'VPC_ENDPOINT_SERVICE';
  if (isVpc) required(input, 'XksProxyVpcEndpointServiceName');
  const { XksProxyVpcEndpointServiceName: name, XksProxyVpcEndpointServiceOwner: owner } = input;
  if (!isVpc && (name !== undefined || owner !== undefined))
    throw invalid('A VPC endpoint service is not valid for XksProxyConnectivity PUBLIC_ENDPOINT.');
  return settings;
}

function required<M extends keyof CreateCustomKeyStoreRequest>(
  input: CreateCustomKeyStoreRequest,
  member: M,
): NonNullable<CreateCustomKeyStoreRequest[M]> {
  const value = input[member];
  if (value !== undefined && value !== null) return value;
  throw invalid(`${member} is required for this type of custom key store.`);
}

function invalid(text: string): KmsError {
  return new KmsError('ValidationException', text);
}
