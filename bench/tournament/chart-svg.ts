/** Pictures of a report, drawn without a library: lines with bands in small multiples, and stacked bars. */

export interface BandLine {
  readonly name: string;
  readonly color: string;
  /** At even steps of time. */
  readonly low: readonly number[];
  readonly middle: readonly number[];
  readonly high: readonly number[];
}

const FONT = 'font-family="system-ui, sans-serif" fill="#444"';
const PANEL_WIDTH = 220;
const PANEL_HEIGHT = 120;
const PANELS_EACH_ROW = 4;
const MARGIN = 40;
const BAR_HEIGHT = 26;
const BAR_WIDTH = 640;
const NAMES_WIDTH = 150;
const PALETTE = [
  ...['#4e79a7', '#f28e2b', '#e15759', '#76b7b2', '#59a14f', '#edc948', '#b07aa1', '#ff9da7', '#9c755f'],
  ...['#bab0ac', '#1f3b57'],
];

/** A small chart for each line, all with the same axes: the middle as a line, from low to high as a band. */
export function bandChart(title: string, xUnit: string, xMax: number, lines: readonly BandLine[]): string {
  const most = Math.max(1, ...lines.flatMap(({ high }) => high));
  const rows = Math.ceil(lines.length / PANELS_EACH_ROW);
  const width = PANELS_EACH_ROW * (PANEL_WIDTH + MARGIN) + MARGIN;
  const height = rows * (PANEL_HEIGHT + 2 * MARGIN) + MARGIN;
  const panels = lines.map((line, i) => {
    const left = MARGIN + (i % PANELS_EACH_ROW) * (PANEL_WIDTH + MARGIN);
    const top = 2 * MARGIN + Math.floor(i / PANELS_EACH_ROW) * (PANEL_HEIGHT + 2 * MARGIN);
    return `<g transform="translate(${left} ${top})">${panel(line, most, xUnit, xMax)}</g>`;
  });
  return svg(width, height, title, panels);
}

function panel(
  { color, high, low, middle, name }: BandLine,
  most: number,
  xUnit: string,
  xMax: number,
): string {
  const x = (i: number) => ((i / Math.max(1, middle.length - 1)) * PANEL_WIDTH).toFixed(1);
  const y = (value: number) => (PANEL_HEIGHT * (1 - value / most)).toFixed(1);
  const points = (values: readonly number[]) => values.map((value, i) => `${x(i)},${y(value)}`);
  const below = low.map((value, i) => `${x(i)},${y(value)}`).reverse();
  return [
    `<text ${FONT} font-size="13" y="-8">${escaped(name)}</text>`,
    `<path d="M0 0V${PANEL_HEIGHT}H${PANEL_WIDTH}" fill="none" stroke="#999"/>`,
    `<polygon points="${[...points(high), ...below].join(' ')}" fill="${color}" opacity="0.18"/>`,
    `<polyline points="${points(middle).join(' ')}" fill="none" stroke="${color}" stroke-width="2"/>`,
    `<text ${FONT} font-size="11" x="-4" y="10" text-anchor="end">${Math.round(most)}</text>`,
    `<text ${FONT} font-size="11" x="-4" y="${PANEL_HEIGHT}" text-anchor="end">0</text>`,
    `<text ${FONT} font-size="11" x="${PANEL_WIDTH}" y="${PANEL_HEIGHT + 14}" text-anchor="end">${xMax} ${xUnit}</text>`,
  ].join('');
}

export interface Bar {
  readonly name: string;
  /** By kind; the bar is as long as their sum says, 1 = all of it. */
  readonly parts: readonly number[];
}

/** A bar for each name, cut into parts by kind. */
export function stackedBars(title: string, kinds: readonly string[], bars: readonly Bar[]): string {
  const top = 2 * MARGIN;
  const rows = bars.map(({ name, parts }, row) => {
    let at = 0;
    const boxes = parts.map((part, kind) => {
      const left = NAMES_WIDTH + at * BAR_WIDTH;
      at += part;
      const color = PALETTE[kind % PALETTE.length];
      const size = `width="${(part * BAR_WIDTH).toFixed(1)}" height="${BAR_HEIGHT - 6}"`;
      const hint = `<title>${escaped(kinds[kind])} ${(100 * part).toFixed(0)} %</title>`;
      return `<rect x="${left.toFixed(1)}" ${size} fill="${color}">${hint}</rect>`;
    });
    const label = `<text ${FONT} font-size="13" x="${NAMES_WIDTH - 8}" y="15" text-anchor="end">${escaped(name)}</text>`;
    return `<g transform="translate(0 ${top + row * BAR_HEIGHT})">${label}${boxes.join('')}</g>`;
  });
  const legendTop = top + bars.length * BAR_HEIGHT + 20;
  const legend = kinds.map((kind, i) => {
    const left = NAMES_WIDTH + (i % 4) * (BAR_WIDTH / 4);
    const y = legendTop + Math.floor(i / 4) * 20;
    const box = `<rect x="${left}" y="${y}" width="12" height="12" fill="${PALETTE[i % PALETTE.length]}"/>`;
    return `${box}<text ${FONT} font-size="12" x="${left + 18}" y="${y + 11}">${escaped(kind)}</text>`;
  });
  const height = legendTop + Math.ceil(kinds.length / 4) * 20 + MARGIN;
  return svg(NAMES_WIDTH + BAR_WIDTH + MARGIN, height, title, [...rows, ...legend]);
}

function svg(width: number, height: number, title: string, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text ${FONT} font-size="16" x="${MARGIN}" y="28">${escaped(title)}</text>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
