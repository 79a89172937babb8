/** Operation by state of the key by kind of principal: every cell is asked, and its answer compared with the rules. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { OperationName } from '../../src/operations/table.ts';
import { memoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/store.ts';
import { MODEL } from '../operations/model.ts';
import { letIn, PRINCIPAL_KINDS, type PrincipalKind } from '../operations/principals.ts';
import {
  makeWorld,
  OPERATION_NAMES,
  type Subject,
  subjectOf,
  VALID_REQUESTS,
  type World,
} from '../operations/requests.ts';
import {
  forgeKey,
  invoke,
  openService,
  type Refusal,
  refusalOf,
  type Service,
} from '../operations/service.ts';
import { casesOf, STATES, stateError } from '../operations/state-cells.ts';

/** A world whose keys are named by their ARNs, as whoever is of another account must name them. */
function byArn(world: World): World {
  const named = <S extends Subject>(subject: S): S => ({ ...subject, keyId: subject.keyArn });
  const { signing, authenticating, agreeing, encapsulating, imported, multiRegion } = world;
  return {
    ...named(world),
    signing: named(signing),
    authenticating: named(authenticating),
    agreeing: named(agreeing),
    encapsulating: named(encapsulating),
    imported: named(imported),
    multiRegion: named(multiRegion),
  };
}

/** A way back: what was written since is undone. */
async function returnTo(store: Store): Promise<() => Promise<void>> {
  const list = () => store.list('', undefined, 1_000_000);
  const before = new Map((await list()).map((record) => [record.name, record]));
  return async () => {
    const now = await list();
    const gone = now.filter(({ name }) => !before.has(name));
    const kept = new Map(now.map(({ name, version }) => [name, version]));
    const changed = [...before.values()].filter(({ name, version }) => kept.get(name) !== version);
    await store.commit(
      [...changed, ...gone.map(({ name, version }) => ({ name, version, value: undefined }))],
      [],
    );
  };
}

interface Cell {
  readonly state: string;
  /** What the table of states says. */
  readonly cell: string;
  readonly origin?: string | undefined;
}

/** The cells of an operation; of those that touch no key, one. */
function cellsOf(operation: OperationName): readonly Cell[] {
  return STATES.flatMap((state) => {
    const cell = MODEL.operations[operation].states?.[state];
    if (cell === undefined) return state === 'Enabled' ? [{ state, cell: 'ok' }] : [];
    return cell === 'n/a' ? [] : casesOf(state, cell).map((one) => ({ state, ...one }));
  });
}

/** `ok`, or how the call is refused; of refusals by authorisation only the code. */
function expected(
  kind: PrincipalKind,
  operation: OperationName,
  one: Cell,
  keyArn: string,
): string | Refusal {
  if (kind.findsNothing?.includes(operation) === true) return 'NotFoundException';
  if (!kind.mayCall(operation)) return 'AccessDeniedException';
  const error = stateError(one.cell);
  if (error === undefined) return 'ok';
  const message = error.message.replace('<key ARN>', keyArn).replace('<origin>', one.origin ?? '');
  return { code: error.code, message } as Refusal;
}

const COUNT = OPERATION_NAMES.reduce((sum, name) => sum + cellsOf(name).length * PRINCIPAL_KINDS.length, 0);

describe(`${COUNT} cells of operation, state and principal`, () => {
  let service: Service;
  let world: World;
  let restore: () => Promise<void>;
  beforeAll(async () => {
    service = await openService({ store: memoryStore() });
    world = await makeWorld(service);
    await letIn(service, world);
    restore = await returnTo(service.store);
  });

  async function ask(kind: PrincipalKind, operation: OperationName, one: Cell): Promise<string | Refusal> {
    const { keyId } = subjectOf(operation, world);
    await restore();
    const { state, origin } = one;
    await forgeKey(service, keyId, (origin === undefined ? { state } : { state, origin }) as object);
    const { caller } = kind;
    const call = invoke(service, operation, VALID_REQUESTS[operation](byArn(world)), { caller });
    const refusal = await call.then(
      () => undefined,
      () => refusalOf(call),
    );
    if (refusal === undefined) return 'ok';
    if (refusal.code === 'CustomKeyStoreNotFoundException') return 'NotFoundException';
    return ['AccessDeniedException', 'NotFoundException'].includes(refusal.code) ? refusal.code : refusal;
  }

  it('leaves no operation, state or kind out', () => {
    expect(OPERATION_NAMES).toHaveLength(Object.keys(VALID_REQUESTS).length);
    expect(STATES).toHaveLength(8);
    expect(PRINCIPAL_KINDS).toHaveLength(9);
    expect(COUNT).toBeGreaterThan(3_000);
  });

  describe.each(OPERATION_NAMES)('%s', (operation) => {
    it.each(PRINCIPAL_KINDS.map((kind) => [kind.name, kind] as const))(
      'by %s, in every state',
      async (_, kind) => {
        const { keyArn } = subjectOf(operation, world);
        const answers: Record<string, unknown> = {};
        const rules: Record<string, unknown> = {};
        for (const one of cellsOf(operation)) {
          const place = `${one.state} ${one.origin ?? ''}`;
          rules[place] = expected(kind, operation, one, keyArn);
          answers[place] = await ask(kind, operation, one);
        }
        expect(answers).toEqual(rules);
      },
    );
  });
});
