import { itemTotals, type Totals } from '../../src/inspect/totals.ts';

const WIDTH = 900;
const ROW = 22;
const TOP = 56;
const NAMES = 190;
const FIGURES = 150;
const COLORS = [
  '#3b6ea8',
  '#d98032',
  '#4f9a55',
  '#b8484a',
  '#7d62a8',
  '#8a6a52',
  '#c973b3',
  '#777777',
  '#a8a03b',
];

/** A bar for each item of a capture, divided into its fields, as one SVG picture. */
export function totalsSvg(title: string, totals: Totals): string {
  const items = itemTotals(totals);
  const widest = Math.max(1, items[0]?.bits ?? 1);
  const scale = (WIDTH - NAMES - FIGURES) / widest;
  const height = TOP + items.length * ROW + 16;
  const rows = items.map(({ item, bits }, row) => {
    const y = TOP + row * ROW;
    let x = NAMES;
    const parts = totals.fields
      .filter((field) => field.item === item)
      .map(({ field, bits: own }, i) => {
        const part =
          `<rect x="${x.toFixed(1)}" y="${y}" width="${(own * scale).toFixed(1)}" height="${ROW - 6}" ` +
          `fill="${COLORS[i % COLORS.length]}"><title>${escaped(`${field}: ${Math.round(own / 8)} B`)}</title></rect>`;
        x += own * scale;
        return part;
      });
    const share = ((bits / 8 / totals.bytes) * 100).toFixed(1);
    return (
      `<text x="${NAMES - 8}" y="${y + 12}" text-anchor="end">${escaped(item)}</text>${parts.join('')}` +
      `<text x="${(x + 8).toFixed(1)}" y="${y + 12}">${Math.round(bits / 8)} B, ${share} %</text>`
    );
  });
  const rate = totals.seconds > 0 ? `, ${(totals.bytes / totals.seconds).toFixed(1)} B/s` : '';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" ` +
      'font-family="sans-serif" font-size="12">',
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="16" y="24" font-size="15">${escaped(title)}</text>`,
    `<text x="16" y="42">${totals.messages} messages, ${totals.bytes} bytes${rate}; bars are divided by field</text>`,
    ...rows,
    '</svg>',
    '',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
