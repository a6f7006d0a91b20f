import type { PairedFigures } from './paired-phases.ts';
import type { LoadResult } from './result.ts';
import type { Row } from './table.ts';

/** A fault may make tick and delays of all others so much longer. */
const RATIO_MAX = 1.05;
const RESUMED_MS_MAX = 3000;
const IDLE_BITS_MAX = 500;
const CROWD_BYTES_MAX = 1500;

/** Rows of a run in which something was done to the server on purpose, and of views that have a target of their own. */
export function faultRows({ stalled, strangers, storm, ...result }: LoadResult): Row[] {
  return [
    ...paceRows(result),
    ...(result.workload === 'idle'
      ? [atMost('bits per client and second', result.bitsPerClientPerSecond, IDLE_BITS_MAX, 0)]
      : []),
    ...(result.workload === 'crowd300'
      ? [atMost('bytes per client and second in a crowd', result.bytesPerClientPerSecond, CROWD_BYTES_MAX, 0)]
      : []),
    { name: 'bytes of a client in a second, p99', value: `${result.bytesPerClientSecondP99}` },
    ...(stalled
      ? [
          { name: 'clients that stop reading / times', value: `${stalled.clients} / ${stalled.stalls}` },
          {
            name: 'of them left out / closed',
            value: `${stalled.staleEntries ?? '-'} / ${sum(stalled.closings)}`,
          },
          { name: 'of them connected in the end', value: `${stalled.connected}` },
          ...pairedRows(stalled),
        ]
      : []),
    ...(strangers
      ? [
          {
            name: 'hostile connections / opened',
            value: `${strangers.connections} / ${sum(strangers.opened)}`,
          },
          ...Object.entries(strangers.endings).flatMap(([kind, endings]) =>
            Object.entries(endings).map(([how, count]) => ({ name: `${kind}: ${how}`, value: `${count}` })),
          ),
          ...pairedRows(strangers),
        ]
      : []),
    ...(storm
      ? [
          {
            name: 'connections cut at once and resumed',
            value: `${storm.resumed}`,
            target: `${storm.cuts}`,
            isMet: storm.resumed === storm.cuts,
          },
          { name: 'cut to resumed p50 / p99, ms', value: `${storm.resumedMsP50} / ${storm.resumedMsP99}` },
          atMost('cut to resumed, the last, ms', storm.resumedMsMax, RESUMED_MS_MAX, 0),
        ]
      : []),
  ];
}

/** Rows of what is known of a server's memory. */
export function soakRows({ soak }: LoadResult): Row[] {
  if (!soak) return [];
  const { settledSlopeMbPerMinute, settledSlopeErrorMbPerMinute } = soak.memory;
  const slope =
    settledSlopeMbPerMinute === null
      ? '-'
      : `${settledSlopeMbPerMinute.toFixed(2)} ± ${settledSlopeErrorMbPerMinute?.toFixed(2)}`;
  return [
    { name: 'memory, MB a minute', value: slope },
    { name: 'collections in the sim a minute', value: soak.scavengesSimPerMinute.toFixed(1) },
  ];
}

function paceRows({ pace }: Pick<LoadResult, 'pace'>): Row[] {
  if (pace.hzMin === 60 && pace.lateTurns === 0) return [];
  const clients = Object.entries(pace.clientsByTicks).map(
    ([ticks, count]) => `${count} at ${60 / Number(ticks)}`,
  );
  return [
    { name: 'clients by Hz of their slowest stream', value: clients.join(', ') },
    { name: 'late courses, age p50 / p99, ms', value: `${pace.lateMsP50} / ${pace.lateMsP99}` },
  ];
}

function pairedRows(paired: PairedFigures): Row[] {
  const ratio = (name: string, value: number | null): Row => ({
    name,
    value: value === null ? '-' : value.toFixed(3),
    target: `≤ ${RATIO_MAX}`,
    isMet: value === null ? undefined : value <= RATIO_MAX,
  });
  return [
    { name: 'pairs of a quiet and a faulty time', value: `${paired.pairs}` },
    ratio('tick p99 of the others, ratio', paired.tickMsP99Ratio),
    ratio('delivery p99 of the others, ratio', paired.deliveryMsP99Ratio),
  ];
}

function atMost(name: string, value: number, max: number, digits: number): Row {
  return { name, value: value.toFixed(digits), target: `≤ ${max}`, isMet: value <= max };
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
