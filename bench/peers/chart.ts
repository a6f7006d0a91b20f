import { PEER_LABELS, type PeerName } from './peer-names.ts';
import { medians, mostHeld, type PeerMedians, type PeerResults, peersOf } from './results.ts';

/** The comparison as bars, drawn without a library: a panel for each figure, a bar for each peer. */

const FONT = 'font-family="system-ui, sans-serif" fill="#444"';
const COLORS: Readonly<Record<PeerName, string>> = {
  marchland: '#4e79a7',
  colyseus: '#e15759',
  'colyseus-courses': '#f28e2b',
  msgpack: '#59a14f',
  floor: '#9c755f',
  'floor-changes': '#bab0ac',
};
const MARGIN = 40;
const NAMES_WIDTH = 170;
const BAR_WIDTH = 300;
const BAR_HEIGHT = 22;
const FIGURES_WIDTH = 80;
const PANEL_WIDTH = NAMES_WIDTH + BAR_WIDTH + FIGURES_WIDTH;

interface Panel {
  readonly title: string;
  readonly bars: readonly { readonly peer: PeerName; readonly value: number; readonly words: string }[];
}

/** An SVG with the most clients held at 60 Hz, CPU, bytes and delay of each peer. */
export function comparisonChart(results: PeerResults): string {
  const peers = peersOf(results);
  const figure = (title: string, of: (medians: PeerMedians) => number, digits: number): Panel => ({
    title,
    bars: peers.flatMap((peer) => {
      const all = medians(results, peer, 'all');
      return all ? [{ peer, value: of(all), words: of(all).toFixed(digits) }] : [];
    }),
  });
  const panels: Panel[] = [
    {
      title: 'Clients held at 60 Hz',
      bars: peers.flatMap((peer) => {
        const most = mostHeld(results, peer);
        return most
          ? [{ peer, value: most.clients, words: `${most.isLadderEnd ? '≥ ' : ''}${most.clients}` }]
          : [];
      }),
    },
    figure(`Cores of the server, ${results.clients} clients`, (all) => all.serverCores, 3),
    figure('Bytes per client and second', (all) => all.bytesPerClientPerSecond, 0),
    figure('Delay from tick to client, p99, ms', (all) => all.delayMsP99, 1),
  ];
  const panelHeight = MARGIN + peers.length * BAR_HEIGHT;
  const parts = panels.map((panel, i) => {
    const left = MARGIN + (i % 2) * (PANEL_WIDTH + MARGIN);
    const top = 2 * MARGIN + Math.floor(i / 2) * (panelHeight + MARGIN);
    return `<g transform="translate(${left} ${top})">${drawPanel(panel)}</g>`;
  });
  const width = 2 * (PANEL_WIDTH + MARGIN) + MARGIN;
  const height = 2 * MARGIN + 2 * (panelHeight + MARGIN);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text ${FONT} font-size="16" x="${MARGIN}" y="32">The patrol workload, ${results.date}, medians</text>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

function drawPanel({ bars, title }: Panel): string {
  const most = Math.max(Number.MIN_VALUE, ...bars.map(({ value }) => value));
  const rows = bars.map(({ peer, value, words }, row) => {
    const length = ((value / most) * BAR_WIDTH).toFixed(1);
    return [
      `<g transform="translate(0 ${12 + row * BAR_HEIGHT})">`,
      `<text ${FONT} font-size="13" x="${NAMES_WIDTH - 8}" y="13" text-anchor="end">${PEER_LABELS[peer]}</text>`,
      `<rect x="${NAMES_WIDTH}" width="${length}" height="${BAR_HEIGHT - 6}" fill="${COLORS[peer]}"/>`,
      `<text ${FONT} font-size="12" x="${NAMES_WIDTH + Number(length) + 6}" y="13">${words}</text>`,
      '</g>',
    ].join('');
  });
  return `<text ${FONT} font-size="14">${title}</text>${rows.join('')}`;
}
