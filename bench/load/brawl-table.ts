import type { LoadResult } from './result.ts';
import type { Row } from './table.ts';

const TICK_MS_MAX = 8;
const DELIVERY_MS_MAX = 33;
const BYTES_MAX = 20_000;
const TICK_RATIO_MAX = 1.02;

/** Targets of a brawl: other than those of a quiet world. */
export const BRAWL_TARGETS = {
  tickMsMax: TICK_MS_MAX,
  deliveryMsMax: DELIVERY_MS_MAX,
  bytesMax: BYTES_MAX,
} as const;

/** What was fought; nothing in other workloads. */
export function brawlRows({ brawl }: LoadResult): Row[] {
  if (!brawl) return [];
  const isBelieved = brawl.note === '';
  return [
    { name: 'strikes per second', value: brawl.strikesPerSecond?.toFixed(1) ?? '-' },
    { name: 'changes of health seen per second', value: brawl.harmChangesPerSecond.toFixed(1) },
    {
      name: 'falls / rises seen per second',
      value: `${brawl.fallsPerSecond.toFixed(1)} / ${brawl.risesPerSecond.toFixed(1)}`,
    },
    { name: 'falls told as events per second', value: brawl.destroyedEventsPerSecond.toFixed(1) },
    { name: 'turns per client and second', value: brawl.turnsPerClientPerSecond.toFixed(2) },
    { name: 'fights', value: isBelieved ? 'real' : brawl.note, target: 'real', isMet: isBelieved },
  ];
}

/** What hostile clients gained and cost; nothing without any. */
export function hostileRows({ hostile }: LoadResult): Row[] {
  if (!hostile) return [];
  const { gained, gains, tickTimeRatio, wrongAnswers } = hostile;
  return [
    { name: 'hostile clients', value: `${hostile.connected}` },
    { name: 'hostile orders', value: `${hostile.ordersSent}` },
    { name: 'refused with a wrong result', value: `${wrongAnswers}`, target: '0', isMet: wrongAnswers === 0 },
    { name: 'gained by them', value: `${gained}`, target: '0', isMet: gained === 0 },
    ...Object.entries(gains).map(([name, count]) => ({ name: `gained: ${name}`, value: `${count}` })),
    {
      name: 'tick time with / without them',
      value: tickTimeRatio?.toFixed(3) ?? '-',
      target: `≤ ${TICK_RATIO_MAX}`,
      isMet: tickTimeRatio === null ? undefined : tickTimeRatio <= TICK_RATIO_MAX,
    },
  ];
}
