/**
 * The trace test: does what the kernel touches, and where it goes, depend on a secret?
 *
 *   node scripts/trace-kernel.ts                 1,000 pairs of secrets for every scenario of every module
 *   node scripts/trace-kernel.ts --pairs 10000   as many as asked for
 *
 * A pass over the module makes it tell the address of every load and store, the operands of every copy and fill, every
 * condition of a branch or a select, and the operands of every division. Each scenario then runs on two secrets drawn
 * at random with everything public the same; the two traces must be equal. It is the shipped module that is
 * instrumented, not its source, so that what the compiler did is seen too; what a runtime's compiler does is not.
 * An instruction that the pass does not know is refused: nothing goes by unseen.
 *
 * @module
 */
import { randomBytes } from 'node:crypto';
import binaryen from 'binaryen';
import { AES_KERNEL } from '../src/crypto/kernel/aes-bytes.ts';
import type { AesKernel } from '../src/crypto/kernel/aes-kernel.ts';
import { type KernelPlaces, placesOf } from '../src/crypto/kernel/gcm-message.ts';
import { type KernelBytes, unpackKernel } from '../src/crypto/kernel/loader.ts';
import { SCALAR_KERNEL } from '../src/crypto/kernel/scalar-bytes.ts';
import { SCENARIOS, type Scenario } from './trace-scenarios.ts';

/** What an instruction tells. */
type Kind = 'load' | 'store' | 'copy' | 'fill' | 'if' | 'branch' | 'switch' | 'select' | 'division';

/** A place in the module that tells something. */
export interface Site {
  /** The function's export name where it has one, else its number. */
  readonly function: string;
  readonly kind: Kind;
  /** The how-manieth of its kind in the function. */
  readonly ordinal: number;
}

/** A module that tells, and its places. */
export interface Instrumented {
  readonly wasm: Uint8Array<ArrayBuffer>;
  readonly sites: readonly Site[];
}

/** One thing that was told. */
export interface TraceEvent {
  readonly site: number;
  readonly value: number;
}

/** A module that is traced. */
export interface Traceable {
  readonly name: string;
  readonly bytes: KernelBytes;
  /** Where the verdict on a tag shows, which `open` tells its caller anyway: reviewed. Nothing else may show. */
  readonly declassified: readonly (Site & { readonly reason: string })[];
}

/** The modules that meet secrets. */
export const TRACEABLE: readonly Traceable[] = [
  {
    name: 'aes',
    bytes: AES_KERNEL,
    declassified: [
      { function: 'gcmOpen', kind: 'if', ordinal: 3, reason: 'a refused text is zeroed' },
      { function: 'gcmOpenBatch', kind: 'if', ordinal: 7, reason: 'a refused batch is zeroed' },
    ],
  },
  {
    name: 'scalar',
    bytes: SCALAR_KERNEL,
    declassified: [
      { function: 'gcmOpen', kind: 'if', ordinal: 1, reason: 'a refused text is zeroed' },
      {
        function: 'gcmOpenBatch',
        kind: 'if',
        ordinal: 0,
        reason: 'a batch ends with its first refused record',
      },
    ],
  },
];

type Expression = number;

/** The operands of a kind of expression that are expressions, in the order of their evaluation. */
const OPERANDS: ReadonlyMap<number, readonly string[]> = new Map([
  [binaryen.BlockId, ['children']],
  [binaryen.IfId, ['condition', 'ifTrue', 'ifFalse']],
  [binaryen.LoopId, ['body']],
  [binaryen.BreakId, ['value', 'condition']],
  [binaryen.SwitchId, ['value', 'condition']],
  [binaryen.CallId, ['operands']],
  [binaryen.LocalGetId, []],
  [binaryen.LocalSetId, ['value']],
  [binaryen.GlobalGetId, []],
  [binaryen.GlobalSetId, ['value']],
  [binaryen.LoadId, ['ptr']],
  [binaryen.StoreId, ['ptr', 'value']],
  [binaryen.ConstId, []],
  [binaryen.UnaryId, ['value']],
  [binaryen.BinaryId, ['left', 'right']],
  [binaryen.SelectId, ['ifTrue', 'ifFalse', 'condition']],
  [binaryen.DropId, ['value']],
  [binaryen.ReturnId, ['value']],
  [binaryen.MemoryCopyId, ['dest', 'source', 'size']],
  [binaryen.MemoryFillId, ['dest', 'value', 'size']],
  [binaryen.SIMDExtractId, ['vec']],
  [binaryen.SIMDReplaceId, ['vec', 'value']],
  [binaryen.SIMDShuffleId, ['left', 'right']],
  [binaryen.SIMDTernaryId, ['a', 'b', 'c']],
  [binaryen.SIMDShiftId, ['vec', 'shift']],
  [binaryen.SIMDLoadId, ['ptr']],
  [binaryen.NopId, []],
  [binaryen.UnreachableId, []],
]);

const DIVISIONS: ReadonlySet<number> = new Set([
  ...[binaryen.DivSInt32, binaryen.DivUInt32, binaryen.RemSInt32, binaryen.RemUInt32],
  ...[binaryen.DivSInt64, binaryen.DivUInt64, binaryen.RemSInt64, binaryen.RemUInt64],
]);

/** The pass: one walk over every function. */
class Instrumenter {
  readonly #module: binaryen.Module;
  readonly sites: Site[] = [];
  #function = '';
  readonly #counts = new Map<string, number>();

  constructor(module: binaryen.Module) {
    this.#module = module;
    const { i32, i64 } = binaryen;
    module.addFunctionImport('tell32', 'trace', 'tell32', binaryen.createType([i32, i32]), i32);
    module.addFunctionImport('tell64', 'trace', 'tell64', binaryen.createType([i32, i64]), i64);
  }

  instrument(name: string, body: Expression): void {
    this.#function = name;
    this.#walk(body);
  }

  #walk(expression: Expression): void {
    if (expression === 0) return;
    const id = binaryen.getExpressionId(expression);
    const operands = OPERANDS.get(id);
    if (operands === undefined) throw new Error(`the pass does not know expression ${id}`);
    const info = binaryen.getExpressionInfo(expression) as unknown as Record<
      string,
      Expression | Expression[]
    >;
    for (const operand of operands) for (const child of [info[operand]].flat()) this.#walk(child);
    this.#rewrite(id, expression, info as Record<string, Expression>);
  }

  #rewrite(id: number, expression: Expression, info: Record<string, Expression>): void {
    const rows: readonly (readonly [number, Kind, string])[] = [
      [binaryen.LoadId, 'load', 'ptr'],
      [binaryen.SIMDLoadId, 'load', 'ptr'],
      [binaryen.StoreId, 'store', 'ptr'],
      [binaryen.MemoryCopyId, 'copy', 'dest'],
      [binaryen.MemoryCopyId, 'copy', 'source'],
      [binaryen.MemoryCopyId, 'copy', 'size'],
      [binaryen.MemoryFillId, 'fill', 'dest'],
      [binaryen.MemoryFillId, 'fill', 'size'],
      [binaryen.IfId, 'if', 'condition'],
      [binaryen.BreakId, 'branch', 'condition'],
      [binaryen.SwitchId, 'switch', 'condition'],
      [binaryen.SelectId, 'select', 'condition'],
      [binaryen.BinaryId, 'division', 'left'],
      [binaryen.BinaryId, 'division', 'right'],
    ];
    for (const [kindId, kind, operand] of rows) {
      if (kindId !== id || info[operand] === 0) continue;
      if (kind === 'division' && !DIVISIONS.has(info['op'])) continue;
      set(expression, id, operand, this.#told(kind, info[operand]));
    }
  }

  #told(kind: Kind, value: Expression): Expression {
    const key = `${this.#function} ${kind}`;
    const ordinal = this.#counts.get(key) ?? 0;
    this.#counts.set(key, ordinal + 1);
    const site = this.#module.i32.const(this.sites.push({ function: this.#function, kind, ordinal }) - 1);
    const type = binaryen.getExpressionType(value);
    const teller = type === binaryen.i64 ? 'tell64' : 'tell32';
    return this.#module.call(teller, [site, value], type);
  }
}

/** The setters of binaryen by kind of expression: `Load.setPtr` and the like. */
function set(expression: Expression, id: number, operand: string, value: Expression): void {
  const kinds = binaryen as unknown as Record<string, unknown>;
  const kind = Object.keys(kinds).find((name) => name.endsWith('Id') && kinds[name] === id) as string;
  const setters = kinds[kind.slice(0, -2)] as Record<string, (target: Expression, value: Expression) => void>;
  setters[`set${operand.charAt(0).toUpperCase()}${operand.slice(1)}`](expression, value);
}

/** Makes a module tell what it touches and where it goes. @throws {Error} An instruction is not known. */
export function instrument(wasm: Uint8Array): Instrumented {
  const module = binaryen.readBinary(wasm);
  module.setFeatures(binaryen.Features.All);
  const names = new Map<string, string>();
  for (let i = 0; i < module.getNumExports(); i++) {
    const { name, value } = binaryen.getExportInfo(module.getExportByIndex(i));
    names.set(value, name);
  }
  const functions = Array.from({ length: module.getNumFunctions() }, (_, i) =>
    binaryen.getFunctionInfo(module.getFunctionByIndex(i)),
  );
  const pass = new Instrumenter(module);
  for (const { name, body } of functions) if (body !== 0) pass.instrument(names.get(name) ?? name, body);
  if (!module.validate()) throw new Error('the instrumented kernel is not valid');
  const told = new Uint8Array(module.emitBinary());
  module.dispose();
  return { wasm: told, sites: pass.sites };
}

/** An instrumented kernel, and what it has told. */
export interface Traced {
  readonly places: KernelPlaces;
  readonly sites: readonly Site[];
  /** Starts a trace; `keep` keeps every event of it. */
  start(keep: boolean): void;
  /** A digest of the trace, with the number of its events. */
  digest(): string;
  events(): readonly TraceEvent[];
}

/** Instantiates an instrumented kernel. */
export function traced({ wasm, sites }: Instrumented): Traced {
  let [first, second, count, keeps] = [0, 0, 0, false];
  let kept: TraceEvent[] = [];
  const tell32 = (site: number, value: number): number => {
    count++;
    first = (Math.imul(first ^ value, 0x01000193) + site) | 0;
    second = (Math.imul((second << 5) | (second >>> 27), 0x85ebca6b) ^ (value + site)) | 0;
    if (keeps) kept.push({ site, value });
    return value;
  };
  const tell64 = (site: number, value: bigint): bigint => {
    tell32(site, Number(BigInt.asIntN(32, value)));
    tell32(site, Number(value >> 32n));
    return value;
  };
  const instance = new WebAssembly.Instance(new WebAssembly.Module(wasm), { trace: { tell32, tell64 } });
  return {
    places: placesOf(instance.exports as unknown as AesKernel),
    sites,
    start: (keep) => {
      [first, second, count, keeps] = [0, 0, 0, keep];
      kept = [];
    },
    digest: () => `${count} events, ${first >>> 0}.${second >>> 0}`,
    events: () => kept,
  };
}

/** Runs a scenario on one secret, from a memory of zeroes. */
function runOnce(kernel: Traced, scenario: Scenario, secret: Uint8Array, keep: boolean): string {
  kernel.places.kernel.wipe();
  scenario.prepare?.(kernel.places, secret);
  kernel.start(keep);
  scenario.run(kernel.places, secret);
  return kernel.digest();
}

/** Where the traces of two secrets part, or of two scenarios; nothing where they do not. */
export function firstDifference(
  kernel: Traced,
  [scenario, one]: readonly [Scenario, Uint8Array],
  [otherScenario, other]: readonly [Scenario, Uint8Array],
): Site | undefined {
  const digest = runOnce(kernel, scenario, one, false);
  if (digest === runOnce(kernel, otherScenario, other, false)) return undefined;
  runOnce(kernel, scenario, one, true);
  const events = kernel.events();
  runOnce(kernel, otherScenario, other, true);
  const others = kernel.events();
  const at = events.findIndex(({ site, value }, i) => site !== others[i]?.site || value !== others[i].value);
  return kernel.sites[(events[at] ?? others[events.length]).site];
}

/** Random secrets in pairs. @returns The first place where a pair's traces part. */
export function compareTraces(kernel: Traced, scenario: Scenario, pairs: number): Site | undefined {
  for (let pair = 0; pair < pairs; pair++) {
    const [one, other] = [randomBytes(scenario.secretLength), randomBytes(scenario.secretLength)];
    const difference = firstDifference(kernel, [scenario, one], [scenario, other]);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** A module that the package ships, instrumented. */
export function tracedKernel({ bytes }: Traceable): Traced {
  return traced(instrument(unpackKernel(bytes)));
}

if (import.meta.main) {
  const at = process.argv.indexOf('--pairs');
  const pairs = at < 0 ? 1000 : Number(process.argv[at + 1]);
  for (const module of TRACEABLE) {
    const kernel = tracedKernel(module);
    console.log(`${module.name}: ${kernel.sites.length} places, ${pairs} pairs of secrets a scenario`);
    for (const scenario of SCENARIOS) {
      const difference = compareTraces(kernel, scenario, pairs);
      if (difference !== undefined) process.exitCode = 1;
      const { function: name = '', kind = '', ordinal = 0 } = difference ?? {};
      const verdict =
        difference === undefined ? `equal: ${kernel.digest()}` : `PART at ${kind} ${ordinal} of ${name}`;
      console.log(`${scenario.name.padEnd(44)} ${verdict}`);
    }
  }
}
