/**
 * A plot of ratios: groups of horizontal bars on a logarithmic axis, as SVG without a script or a style sheet.
 *
 * @module
 */

/** One bar. */
export interface Bar {
  readonly group: string;
  readonly label: string;
  /** To what counts as 1. */
  readonly ratio: number;
}

const WIDTH = 760;
const LABELS = 220;
const RIGHT = 60;
const LINE = 16;
const GROUP_GAP = 26;
const TOP = 34;
/** The axis, in powers of ten. */
const LOWEST = -2;
const HIGHEST = 1.5;

function xOf(ratio: number): number {
  const at = (Math.log10(ratio) - LOWEST) / (HIGHEST - LOWEST);
  return LABELS + (WIDTH - LABELS - RIGHT) * Math.min(1, Math.max(0, at));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function textAt(x: number, y: number, text: string, more = ''): string {
  return `<text x="${x.toFixed(1)}" y="${y}" ${more}>${escaped(text)}</text>`;
}

function barAt(y: number, { label, ratio }: Bar): string {
  const fill = label.startsWith('strongroom') ? '#2a6f97' : '#9aa5b1';
  const width = (xOf(ratio) - LABELS).toFixed(1);
  return [
    textAt(LABELS - 6, y + 11, label, 'text-anchor="end"'),
    `<rect x="${LABELS}" y="${y + 2}" width="${width}" height="${LINE - 4}" fill="${fill}"/>`,
    textAt(xOf(ratio) + 4, y + 11, `${ratio.toFixed(2)}x`),
  ].join('');
}

/** The plot. Bars of one group stand together, in their order. */
export function renderPlot(title: string, bars: readonly Bar[]): string {
  const parts: string[] = [];
  let y = TOP;
  let group = '';
  for (const bar of bars) {
    if (bar.group !== group) {
      group = bar.group;
      y += GROUP_GAP;
      parts.push(textAt(LABELS, y - 5, group, 'font-weight="bold"'));
    }
    parts.push(barAt(y, bar));
    y += LINE;
  }
  const height = y + 10;
  const one = xOf(1).toFixed(1);
  const line = `<line x1="${one}" x2="${one}" y1="${TOP}" y2="${y}" stroke="#c1121f" stroke-dasharray="3 3"/>`;
  const frame = `width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${frame} font-family="sans-serif" font-size="11" fill="#222">
<title>${escaped(title)}</title>
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
${textAt(12, 20, title, 'font-size="13"')}
${[...parts, line].join('\n')}
</svg>
`;
}
