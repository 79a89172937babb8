/** Services of tests as test/operations has them, with a trail, and what their trails say. */
import type { CloudTrailEvent } from '../../src/audit/cloudtrail-event.ts';
import { Trail } from '../../src/audit/trail.ts';
import { openService, type Service, type ServiceOptions } from '../operations/service.ts';
import { trailOf } from './trails.ts';

export interface Audited extends Service {
  /** What a piece of work added to the trail, in order, as JSON has it. */
  eventsBy(work: () => Promise<unknown>): Promise<readonly CloudTrailEvent[]>;
}

/** A service that keeps a trail. */
export async function openAudited(options: ServiceOptions = {}): Promise<Audited> {
  return await audited(openService, options);
}

/** The same of any service that is opened with such options. */
export async function audited<S extends Service>(
  open: (options: ServiceOptions) => Promise<S>,
  options: ServiceOptions = {},
): Promise<S & Audited> {
  let trail: Trail | undefined;
  const service = await open({
    ...options,
    recorder: async (parts) => {
      trail = await Trail.open(parts);
      return trail.recorder;
    },
  });
  const eventsBy: Audited['eventsBy'] = async (work) => {
    const before = (await trailOf(trail as Trail)).length;
    await work();
    return (await trailOf(trail as Trail)).slice(before);
  };
  return { ...service, eventsBy };
}
