import { isFloor, PEER_LABELS, type PeerName } from './peer-names.ts';
import { floorRatio, medians, mostHeld, type PeerResults, peersOf, ratios } from './results.ts';

const MISSING = '-';

/** Head and rows of the comparison, one row for each peer; a figure that is missing is a dash. */
export function comparisonRows(results: PeerResults): { head: string[]; rows: string[][] } {
  const head = [
    'Server',
    'clients held at 60 Hz',
    `cores for ${results.clients} clients`,
    'ticks a second',
    'bytes per client and second',
    'messages per client and second',
    'delay p50 / p99, ms',
    'memory, MB',
    'runs: held, not held, failed',
  ];
  const rows = peersOf(results).map((peer) => {
    const most = mostHeld(results, peer);
    const held = most ? `${most.isLadderEnd ? '≥ ' : ''}${most.clients}` : MISSING;
    const all = medians(results, peer, 'all');
    const runs = runWords(results, peer);
    if (!all) return [PEER_LABELS[peer], held, ...Array<string>(6).fill(MISSING), runs];
    return [
      PEER_LABELS[peer],
      held,
      all.serverCores.toFixed(3),
      all.ticksPerSecond.toFixed(1),
      all.bytesPerClientPerSecond.toFixed(0),
      all.messagesPerClientPerSecond.toFixed(1),
      `${all.delayMsP50.toFixed(1)} / ${all.delayMsP99.toFixed(1)}`,
      all.serverRssMb.toFixed(0),
      runs,
    ];
  });
  return { head, rows };
}

/** Of the runs with equally many clients. A peer that was not held did less than its work, so its cores are a bound. */
function runWords({ trials }: PeerResults, peer: PeerName): string {
  const ours = trials.filter((trial) => trial.peer === peer && trial.purpose === 'all');
  const held = ours.filter((trial) => trial.held).length;
  const failed = ours.filter(({ failure }) => failure !== undefined).length;
  return `${held}, ${ours.length - held - failed}, ${failed}`;
}

/** What the bare sends are that Marchland is held against. */
const FLOORS: readonly (readonly [PeerName, string])[] = [
  ['floor', 'of the same number and sizes'],
  [
    'floor-changes',
    'of a message for each client and tick in which somebody in its view took another course',
  ],
];

/** How many times better Marchland is than each peer, and how near to the bare sends: one sentence each. */
export function ratioSentences(results: PeerResults): string[] {
  const times = (ratio: number | undefined) =>
    ratio === undefined ? MISSING : ratio >= 20 ? ratio.toFixed(0) : ratio.toFixed(1);
  const sentences = peersOf(results)
    .filter((peer) => peer !== 'marchland' && !isFloor(peer))
    .map((peer) => {
      const { bytes, clients, cores } = ratios(results, peer);
      const gains = `${times(clients)} times the clients, ${times(cores)} times less CPU, ${times(bytes)} times fewer bytes`;
      return `Against ${PEER_LABELS[peer]}: ${gains}.`;
    });
  for (const [peer, what] of FLOORS) {
    const floor = floorRatio(results, peer);
    if (floor === undefined) continue;
    const ours = medians(results, 'marchland', 'floor')!;
    const bare = medians(results, peer, 'floor')!;
    sentences.push(
      `With ${results.floorClients} clients Marchland takes ${floor.toFixed(2)} times the CPU of bare sends ${what} ` +
        `(${ours.serverCores.toFixed(3)} and ${bare.serverCores.toFixed(3)} cores).`,
    );
  }
  return sentences;
}

/** The comparison for a terminal. */
export function summaryText(results: PeerResults): string {
  const { head, rows } = comparisonRows(results);
  const widths = head.map((cell, i) => Math.max(cell.length, ...rows.map((row) => row[i].length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]))
      .join('  ')
      .trimEnd();
  return ['', line(head), ...rows.map(line), '', ...ratioSentences(results)].join('\n');
}
