/**
 * The sizes of the house: a file has at most 400 lines, a function at most 60, and nine of ten functions under 30.
 *
 *   node scripts/check-sizes.ts   one line a file or function that is too long, and the figures
 *
 * A longer one says why, in a comment of the form `size: reason` between slashes and stars: above or inside the
 * function it excuses, or outside every function to excuse the file. Generated files are not measured.
 *
 * @module
 */
import { bytesPathOf, KERNEL_MODULES } from './kernel-modules.ts';
import { readSources, type Sources } from './sources.ts';
import { type FunctionSpan, functionsOf } from './syntax.ts';

const MAX_FILE_LINES = 400;
const MAX_FUNCTION_LINES = 60;
const USUAL_FUNCTION_LINES = 30;
const USUAL_SHARE = 0.9;
const MEASURED: readonly string[] = ['src', 'scripts', 'bench'];
const GENERATED: ReadonlySet<string> = new Set(KERNEL_MODULES.map(bytesPathOf));

/** What was measured. */
export interface Sizes {
  readonly files: number;
  readonly functions: number;
  /** Lines of the function at the ninth tenth, in order of length. */
  readonly p90Lines: number;
  readonly complaints: readonly string[];
}

/** Measures some files against the limits. */
export function measure(sources: Sources): Sizes {
  const complaints: string[] = [];
  const lengths: number[] = [];
  for (const [path, text] of sources) {
    const functions = functionsOf(path, text);
    lengths.push(...functions.map(({ lines }) => lines));
    complaints.push(...tooLong(path, text, functions));
  }
  const p90Lines = percentile(lengths, USUAL_SHARE);
  if (p90Lines >= USUAL_FUNCTION_LINES) {
    complaints.push(
      `nine of ten functions should be under ${USUAL_FUNCTION_LINES} lines; the tenth has ${p90Lines}`,
    );
  }
  return { files: sources.size, functions: lengths.length, p90Lines, complaints };
}

function tooLong(path: string, text: string, functions: readonly FunctionSpan[]): readonly string[] {
  const complaints: string[] = [];
  const excuses = excuseLines(text);
  for (const span of functions) {
    if (span.lines <= MAX_FUNCTION_LINES || excuses.some((line) => isExcusedBy(span, line))) continue;
    complaints.push(
      `${path}:${span.line}: ${span.name} has ${span.lines} lines, at most ${MAX_FUNCTION_LINES}`,
    );
  }
  const lines = text.trimEnd().split('\n').length;
  const isExcused = excuses.some((line) => !functions.some((span) => isExcusedBy(span, line)));
  if (lines > MAX_FILE_LINES && !isExcused) {
    complaints.push(`${path}: ${lines} lines, at most ${MAX_FILE_LINES}`);
  }
  return complaints;
}

function isExcusedBy(span: FunctionSpan, line: number): boolean {
  return line >= span.line - 1 && line < span.line + span.lines;
}

/** The lines that hold an excuse with a reason. */
function excuseLines(text: string): readonly number[] {
  return text.split('\n').flatMap((line, index) => (/\/\*+ size: \S.*\*\//.test(line) ? [index + 1] : []));
}

function percentile(values: readonly number[], share: number): number {
  const ordered = [...values].sort((a, b) => a - b);
  return ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * share))] ?? 0;
}

if (import.meta.main) {
  const sources = [...(await readSources(MEASURED))].filter(([path]) => !GENERATED.has(path));
  const { files, functions, p90Lines, complaints } = measure(new Map(sources));
  for (const complaint of complaints) console.error(complaint);
  console.log(`${files} files, ${functions} functions, nine of ten within ${p90Lines} lines`);
  process.exitCode = complaints.length === 0 ? 0 : 1;
}
