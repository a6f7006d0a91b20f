import type { Rules } from '../../components/rules.ts';
import type { AreNeighbors } from '../../src/ai/explain-choice.ts';
import type { Names, Trace } from '../../src/ai/explain-trace.ts';
import { loadConfig } from '../../src/config/load.ts';
import { rulesFrom } from '../../src/sim/rules.ts';
import type { DecisionRow } from '../../src/storage/history-minds.ts';
import type { TerritoryGraph } from '../../src/territory/graph.ts';
import { type HistorySource, openRecordedWorld, type RecordedWorld } from '../territory/recorded-world.ts';

/** A history with what is needed to explain the decisions it tells of. */
export interface ToldWorld {
  readonly recorded: RecordedWorld;
  readonly names: Names;
  /** The personas of today. */
  readonly ai: Rules['ai'];
  readonly areNeighbors: AreNeighbors;
}

/** Opens a history for reading; its server may be running. Throws with what was found and what is allowed. */
export function openToldWorld(source: HistorySource): ToldWorld {
  const recorded = openRecordedWorld(source);
  if (!recorded.reader.minds.isKept) {
    recorded.reader.close();
    throw new Error(
      'found a history without decisions, as older versions wrote it; ' +
        'allowed: one that a server of this version has opened',
    );
  }
  const { ai } = rulesFrom(loadConfig(source.configDirectory, source.settings));
  const { factionNames, graph } = recorded;
  return { recorded, names: namesIn(graph, factionNames), ai, areNeighbors: neighborsIn(graph) };
}

export function namesIn(graph: TerritoryGraph, factions: readonly string[]): Names {
  return { factions, district: (index) => graph.districtNames[index] ?? `district ${index}` };
}

export function neighborsIn({ neighborDistrict, neighborStart }: TerritoryGraph): AreNeighbors {
  return (district, other) =>
    neighborDistrict.subarray(neighborStart[district], neighborStart[district + 1]).includes(other);
}

/** A decision with its options. */
export function traceOf({ recorded }: ToldWorld, decision: DecisionRow): Trace {
  return { decision, options: recorded.reader.minds.options(decision) };
}
