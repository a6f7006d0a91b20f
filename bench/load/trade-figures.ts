import type { DelayCounts } from './delay-counts.ts';
import type { MemoryFigures } from './memory-samples.ts';
import type { Tally } from './tally.ts';

/** Fewer changes of territories that affected routes say nothing about how soon one is told. */
export const CAUSES_MIN = 20;

const FACTIONS = 7;

/** What a fleet heard of routes and convoys, and what became of what it asked. */
export interface TradeFigures {
  /** Changes of territories that affected routes; and how often a client was told of a route for one. */
  readonly causedChanges: number;
  readonly causedUpdates: number;
  /** What is to be known before the figures are believed; empty where all is well. */
  readonly note: string;
  /** From the due time of the tick in which a territory changed, to the new path of a route because of it. */
  readonly newPaths: number;
  readonly newPathMsP50: number | null;
  readonly newPathMsP95: number | null;
  /** Since the first connection. */
  readonly asked: number;
  readonly answered: number;
  readonly unanswered: number;
  /** Refused: mostly a session that had asked already. Late: nobody of a faction was free to ask. */
  readonly askedRefused: number;
  readonly askedLate: number;
  readonly askedAnsweredMsP50: number | null;
  readonly askedAnsweredMsP99: number | null;
  readonly generatedByFaction: Readonly<Record<number, number>>;
  readonly stances: number;
  readonly escorts: number;
  readonly raids: number;
  readonly memory: MemoryFigures | null;
}

/** Puts together what a fleet measured of routes and convoys in so many seconds. */
export function tradeFigures({ trade }: Tally, seconds: number, memory: MemoryFigures | undefined) {
  const { causedDelays, newPathDelays, askedDelays, generatedByFaction } = trade;
  const generated = Object.values(generatedByFaction).reduce((sum, count) => sum + count, 0);
  const causedChanges = trade.causes.size;
  const figures: TradeFigures = {
    ...{ causedChanges, causedUpdates: causedDelays.count },
    note:
      causedChanges >= CAUSES_MIN
        ? ''
        : `only ${causedChanges} changes of territories affected routes: too few for a percentile; run longer`,
    newPaths: newPathDelays.count,
    ...{ newPathMsP50: quantile(newPathDelays, 0.5), newPathMsP95: quantile(newPathDelays, 0.95) },
    ...{ asked: trade.asked, answered: trade.answered },
    unanswered: trade.asked - trade.askedRefused - trade.answered,
    ...{ askedRefused: trade.askedRefused, askedLate: trade.askedLate },
    ...{ askedAnsweredMsP50: quantile(askedDelays, 0.5), askedAnsweredMsP99: quantile(askedDelays, 0.99) },
    ...{ generatedByFaction, stances: trade.stances, escorts: trade.escorts, raids: trade.raids },
    memory: memory ?? null,
  };
  return {
    routesGeneratedPerSecondPerFaction: rounded(generated / seconds / FACTIONS),
    askedAnsweredMsP95: quantile(askedDelays, 0.95),
    rssSlopeMbPerMinute: memory?.slopeMbPerMinute ?? null,
    trade: figures,
  };
}

function quantile(delays: DelayCounts, share: number): number | null {
  return delays.count === 0 ? null : rounded(delays.quantileMs(share));
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}
