import type { Fleet } from './fleet.ts';

const TICKS_PER_SECOND = 60;
const MS_PER_TICK = 1000 / TICKS_PER_SECOND;

/** How often clients are served, by the slowest of the streams that each is served by. */
export interface PaceFigures {
  /** Connected clients by ticks between two messages of that stream, when measuring ended. */
  readonly clientsByTicks: Readonly<Record<number, number>>;
  /** Of the client that is served least often. */
  readonly hzMin: number;
  /** Late changes of course, and how old they were when they were sent: what slow streams add to delays of delivery. */
  readonly lateTurns: number;
  readonly lateMsP50: number;
  readonly lateMsP99: number;
}

/** Counts clients by their pace. */
export function paceFigures({ bots, tally }: Fleet): PaceFigures {
  const clientsByTicks: Record<number, number> = {};
  let slowest = 1;
  for (const { state, paceTicks } of bots) {
    if (state !== 'open') continue;
    clientsByTicks[paceTicks] = (clientsByTicks[paceTicks] ?? 0) + 1;
    slowest = Math.max(slowest, paceTicks);
  }
  const lateTurns = tally.lateTurns.reduce((sum, count) => sum + count, 0);
  return {
    clientsByTicks,
    hzMin: TICKS_PER_SECOND / slowest,
    lateTurns,
    lateMsP50: ageMs(tally.lateTurns, lateTurns, 0.5),
    lateMsP99: ageMs(tally.lateTurns, lateTurns, 0.99),
  };
}

/** Age that a share (0-1) of `count` changes do not exceed, milliseconds. */
function ageMs(byTicks: Float64Array, count: number, share: number): number {
  let seen = 0;
  for (let age = 0; age < byTicks.length; age++) {
    seen += byTicks[age];
    if (seen > 0 && seen >= share * count) return Number((age * MS_PER_TICK).toFixed(2));
  }
  return 0;
}
