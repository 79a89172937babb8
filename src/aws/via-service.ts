/**
 * A call that comes through an AWS service: who may say so, and how.
 *
 *   X-Strongroom-Via-Service: s3        or   s3.us-east-1.amazonaws.com
 *
 * AWS's services pass their callers' requests on inside of AWS; here whoever stands for a service says so in this header.
 * Without verified signatures everybody may, since everybody is the root of an account already; with them only those
 * whom the directory lets stand for the service. A request that says so and may not is refused, never passed over.
 *
 * @module
 */
import { KmsError } from '../kms/errors.ts';
import type { Caller } from '../operations/operation.ts';

/** Whether a caller may stand for a service, by the name that its endpoint begins with. */
export type TrustsService = (service: string, caller: Caller, request: Request) => boolean;

const HEADER = 'x-strongroom-via-service';
const SERVICE_NAME = /^[a-z0-9-]{1,63}$/;

/** Whom the directory lets stand for the service. */
export const trustedByDirectory: TrustsService = (service, { identity }) =>
  identity?.services?.includes(service) === true;

/** Everybody: where signatures are not verified. */
export const trustsEverybody: TrustsService = () => true;

/**
 * The caller with the service through which the request comes, where it says so.
 *
 * @throws {KmsError} AccessDeniedException: the caller may not stand for it. ValidationException: it names no service of
 * the Region.
 */
export function throughService(request: Request, caller: Caller, trusts: TrustsService): Caller {
  const named = request.headers.get(HEADER);
  if (named === null) return caller;
  const suffix = `.${caller.region}.amazonaws.com`;
  const service = named.endsWith(suffix) ? named.slice(0, -suffix.length) : named;
  if (!SERVICE_NAME.test(service)) {
    throw new KmsError('ValidationException', `The header ${HEADER} names no service of ${caller.region}.`);
  }
  if (!trusts(service, caller, request)) {
    throw new KmsError('AccessDeniedException', `The header ${HEADER} is not accepted from this caller.`);
  }
  const connection = caller.connection ?? { secureTransport: false };
  return { ...caller, connection: { ...connection, viaService: service + suffix } };
}
