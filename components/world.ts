import type { SectorGrid } from '../src/protocol/items.ts';
import type { ChangeLog } from '../src/replication/change-log.ts';
import type { ReplicatedColumns } from '../src/replication/columns.ts';
import type { Forecasts } from '../src/replication/forecasts.ts';
import type { FrameDraft } from '../src/replication/frame.ts';
import type { Streams } from '../src/replication/streams.ts';
import type { TerritoryGraph } from '../src/territory/graph.ts';
import type { Chronicle } from './chronicle.ts';
import type { CrowdGrid } from './crowds.ts';
import type { Entities } from './entities.ts';
import type { Fights } from './fights.ts';
import type { Inbox } from './inbox.ts';
import type { Minds } from './minds.ts';
import type { Roads } from './roads.ts';
import type { Rules } from './rules.ts';
import type { SectorIndex } from './sector-index.ts';
import type { Stores } from './tables.ts';
import type { Territories } from './territories.ts';

/**
 * All that a system may touch. The stores are the state; everything else is either fixed while the world runs
 * (graph, grid), set by journalled input (rules, inbox), or derived from the state within a tick.
 */
export interface World extends Stores {
  /** All stores as one run of words, for hashing. */
  readonly memoryWords: Int32Array;
  readonly graph: TerritoryGraph;
  readonly grid: SectorGrid;
  /**
   * Numbers of `config/balance.yaml` and `config/world.yaml` in world units and ticks; replaced as a whole between
   * ticks.
   */
  rules: Rules;
  readonly entities: Entities;
  /** What entered the tick from outside, in canonical order. */
  readonly inbox: Inbox;
  readonly changes: ChangeLog;
  readonly sectors: SectorIndex;
  readonly crowdGrid: CrowdGrid;
  readonly streams: Streams;
  readonly forecasts: Forecasts;
  readonly territories: Territories;
  readonly roads: Roads;
  readonly fights: Fights;
  readonly minds: Minds;
  /** What happened to territories in this tick, for history. */
  readonly chronicle: Chronicle;
  readonly replicated: ReplicatedColumns;
  /** What the gateways will be told about this tick. */
  readonly frame: FrameDraft;
  /** Session slot by account key and by token; derived from the store `session`. */
  readonly sessionByAccount: Map<number, number>;
  readonly sessionByToken: Map<number, number>;
}
