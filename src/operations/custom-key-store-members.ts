/**
 * Members of the operations on custom key stores, with the limits of AWS's service model (kms 2014-11-01).
 *
 * @module
 */
import type { XksConnectivity } from '../kms/custom-key-store.ts';
import type { XksCredential } from '../kms/store-settings.ts';
import type { Members, Shape, StringShape } from './shape.ts';

/** What authenticates KMS to a proxy: neither part is ever answered, but for the id. */
export interface XksCredentialMember {
  readonly AccessKeyId: string;
  readonly RawSecretAccessKey: string;
}

/** The settings of an external key store. */
export interface XksProxyMembers {
  readonly XksProxyUriEndpoint?: string | undefined;
  readonly XksProxyUriPath?: string | undefined;
  readonly XksProxyVpcEndpointServiceName?: string | undefined;
  /** An account id; the caller's when absent. */
  readonly XksProxyVpcEndpointServiceOwner?: string | undefined;
  readonly XksProxyAuthenticationCredential?: XksCredentialMember | undefined;
  readonly XksProxyConnectivity?: string | undefined;
}

export const cloudHsmClusterId: StringShape = {
  kind: 'string',
  min: 19,
  max: 24,
  pattern: 'cluster-[2-7a-zA-Z]{11,16}',
};

export const keyStorePassword: StringShape = { kind: 'string', min: 7, max: 32, isSecret: true };

const credential: Shape<XksCredentialMember> = {
  kind: 'structure',
  members: {
    AccessKeyId: {
      shape: { kind: 'string', min: 20, max: 30, pattern: '^[A-Z2-7]+$', isSecret: true },
      required: true,
    },
    RawSecretAccessKey: {
      shape: { kind: 'string', min: 43, max: 64, pattern: '^[a-zA-Z0-9\\/+=]+$', isSecret: true },
      required: true,
    },
  },
};

export const xksProxyMembers: Members<XksProxyMembers> = {
  XksProxyUriEndpoint: {
    shape: { kind: 'string', min: 10, max: 128, pattern: '^https://[a-zA-Z0-9.-]+$' },
  },
  XksProxyUriPath: {
    shape: {
      kind: 'string',
      min: 10,
      max: 128,
      pattern: '^(/[a-zA-Z0-9\\/_-]+/kms/xks/v\\d{1,2})$|^(/kms/xks/v\\d{1,2})$',
    },
  },
  XksProxyVpcEndpointServiceName: {
    shape: {
      kind: 'string',
      min: 20,
      max: 64,
      pattern: '^(com|eu)\\.amazonaws\\.vpce\\.([a-z]+-){2,3}\\d+\\.vpce-svc-[0-9a-z]+$',
    },
  },
  XksProxyVpcEndpointServiceOwner: { shape: { kind: 'string', min: 12, max: 12, pattern: '[0-9]{12}' } },
  XksProxyAuthenticationCredential: { shape: credential },
  XksProxyConnectivity: { shape: { kind: 'string', values: ['PUBLIC_ENDPOINT', 'VPC_ENDPOINT_SERVICE'] } },
};

/** The members as the rules know them. */
export interface XksProxyChange {
  readonly endpoint: string | undefined;
  readonly path: string | undefined;
  readonly vpcServiceName: string | undefined;
  readonly vpcServiceOwner: string | undefined;
  readonly credential: XksCredential | undefined;
  readonly connectivity: XksConnectivity | undefined;
}

/**
 * The members of a request as the rules know them.
 *
 * @example
 * xksProxyChangeOf({ XksProxyUriEndpoint: 'https://xks.example.com' }).endpoint; // 'https://xks.example.com'
 */
export function xksProxyChangeOf(input: XksProxyMembers): XksProxyChange {
  const given = input.XksProxyAuthenticationCredential;
  return {
    endpoint: input.XksProxyUriEndpoint,
    path: input.XksProxyUriPath,
    vpcServiceName: input.XksProxyVpcEndpointServiceName,
    vpcServiceOwner: input.XksProxyVpcEndpointServiceOwner,
    credential:
      given === undefined
        ? undefined
        : { accessKeyId: given.AccessKeyId, secretAccessKey: given.RawSecretAccessKey },
    // The shape has checked that it is one.
    connectivity: input.XksProxyConnectivity as XksConnectivity | undefined,
  };
}
