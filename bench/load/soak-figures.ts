import type { PerformanceReport } from '../../src/ops/performance-report.ts';
import type { MemoryFigures } from './memory-samples.ts';

/** What a long run says about a server's memory. */
export interface SoakFigures {
  readonly memory: MemoryFigures;
  /** Young-generation collections of the simulation in a minute. */
  readonly scavengesSimPerMinute: number;
  /** Collections of each thread in a minute, and the milliseconds that they took in a minute. */
  readonly collectionsPerMinute: Readonly<Record<string, { readonly count: number; readonly ms: number }>>;
}

/** Puts together what was seen of a server's memory. */
export function soakFigures(memory: MemoryFigures, report: PerformanceReport): SoakFigures {
  const minutes = report.seconds / 60;
  const perMinute = (amount: number) => Number((amount / minutes).toFixed(2));
  return {
    memory,
    scavengesSimPerMinute: perMinute(report.scavengesSim),
    collectionsPerMinute: Object.fromEntries(
      Object.entries(report.collections).map(([thread, { scavenges, major, ms }]) => [
        thread,
        { count: perMinute(scavenges + major), ms: perMinute(ms) },
      ]),
    ),
  };
}
