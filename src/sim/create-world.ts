import { Chronicle } from '../../components/chronicle.ts';
import { addBody, createEntities, restoreEntities } from '../../components/entities.ts';
import { createFights } from '../../components/fights.ts';
import { createInbox } from '../../components/inbox.ts';
import { createMinds } from '../../components/minds.ts';
import type { Rules } from '../../components/rules.ts';
import { createSectorIndex } from '../../components/sector-index.ts';
import { SESSION_STATE, VIEW_STATE } from '../../components/session.ts';
import type { World } from '../../components/world.ts';
import { foundForts, razeForts } from '../../systems/actions/forts.ts';
import { foundTerritories, restoreTerritories } from '../../systems/actions/found-territories.ts';
import { forgoReinforcements, patrolsToCome } from '../../systems/actions/reinforce.ts';
import { indexTokens, lookupKey } from '../../systems/actions/session-tokens.ts';
import { leaveSession } from '../../systems/actions/sessions.ts';
import { despawn } from '../../systems/actions/spawn.ts';
import { spawnPatrol } from '../../systems/actions/spawn-patrol.ts';
import { reopenView } from '../../systems/actions/view-tiers.ts';
import { sealTick } from '../../systems/seal-tick.ts';
import { viewStores } from '../memory/world-memory.ts';
import { ENTITY_KIND } from '../protocol/fields.ts';
import { type SectorGrid, sectorAt } from '../protocol/items.ts';
import { ChangeLog } from '../replication/change-log.ts';
import { replicatedColumns } from '../replication/columns.ts';
import { Forecasts } from '../replication/forecasts.ts';
import { FrameDraft } from '../replication/frame.ts';
import { Streams } from '../replication/streams.ts';
import type { TerritoryGraph } from '../territory/graph.ts';
import { createCrowds } from './create-crowds.ts';
import { fightSites } from './create-fights.ts';
import { createRoads } from './create-roads.ts';
import { createTerritories } from './create-territories.ts';

/**
 * A world over the given memory. Fresh memory (all zero) becomes a world at tick 0 with the owners of the graph; memory
 * that holds a restored world is taken as it is.
 */
export function createWorld(
  memory: SharedArrayBuffer,
  graph: TerritoryGraph,
  grid: SectorGrid,
  rules: Rules,
  seed: number,
): World {
  const stores = viewStores(memory);
  const roads = createRoads(graph, rules);
  const streams = new Streams(grid);
  const forecasts = new Forecasts(grid.columns * grid.rows);
  const world: World = {
    ...stores,
    memoryWords: new Int32Array(memory),
    graph,
    grid,
    rules,
    entities: createEntities(
      Object.values(ENTITY_KIND).filter((kind) => kind !== ENTITY_KIND.none),
      stores,
    ),
    inbox: createInbox(),
    changes: new ChangeLog(),
    sectors: createSectorIndex(grid.columns * grid.rows),
    crowdGrid: createCrowds(grid),
    streams,
    forecasts,
    territories: createTerritories(graph),
    roads,
    fights: createFights(fightSites(graph, roads.depots)),
    minds: createMinds(),
    chronicle: new Chronicle(),
    replicated: replicatedColumns(stores, streams.span.age, forecasts),
    frame: new FrameDraft(),
    sessionByAccount: new Map(),
    sessionByToken: new Map(),
  };
  if (world.ledger.tick[0] === 0) {
    world.ledger.seed[0] = seed;
  }
  // Also for a world that was saved before there were control points in it.
  if (world.ledger.controlPointCount[0] === 0) foundTerritories(world);
  restoreDerived(world);
  return world;
}

/**
 * Rebuilds all that is not a store, as it was when the state was saved: a replay goes on from here and must encode the
 * very frames of the run it repeats, because what fits into a frame decides whose view moves.
 */
function restoreDerived(world: World): void {
  restoreEntities(world.entities, world);
  restoreTerritories(world);
  const { grid, identity, ledger, motion, sectors, session, soldier } = world;
  for (let id = 1; id <= ledger.entityHigh[0]; id++) {
    if (identity.kind[id] === ENTITY_KIND.none) continue;
    sectors.of[id] = sectorAt(grid, motion.x[id], motion.y[id]);
    if (identity.kind[id] === ENTITY_KIND.avatar || soldier.squad[id] !== 0) addBody(world.entities, id);
  }
  for (let slot = 0; slot < ledger.sessionHigh[0]; slot++) {
    if (session.state[slot] === SESSION_STATE.free) continue;
    world.sessionByAccount.set(lookupKey(session.accountLow[slot], session.accountHigh[slot]), slot);
    indexTokens(world, slot);
    if (session.viewState[slot] !== VIEW_STATE.held) continue;
    reopenView(world, slot);
  }
}

/**
 * After a restart no gateway holds a connection: every session waits for its client to resume, and for the whole time.
 * One that was away already may have been resumed in what a crash took back, and its client was told so.
 */
export function disconnectAll(world: World): void {
  const { ledger, session } = world;
  for (let slot = 0; slot < ledger.sessionHigh[0]; slot++) {
    if (session.state[slot] !== SESSION_STATE.free) leaveSession(world, slot);
  }
}

/**
 * Brings the number of patrols, with those that are to replace fallen ones, to `target`, and founds or ends forts, for
 * a world that begins or whose configuration was changed while it rested.
 */
export function populate(world: World, target: number): void {
  const patrols = world.entities.rosters.get(ENTITY_KIND.patrol)!;
  for (let ordinal = patrols.ids().length + patrolsToCome(world); ordinal < target; ordinal++) {
    if (spawnPatrol(world, ordinal) === 0) break;
  }
  const surplus = patrols.ids().slice(target);
  for (const id of surplus) despawn(world, id);
  forgoReinforcements(world, target - patrols.ids().length);
  if (world.rules.hasForts) foundForts(world);
  else razeForts(world);
  sealTick(world);
}
