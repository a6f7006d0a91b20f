import type { Config } from '../config/schema.ts';
import { TICKS_PER_SECOND, UNITS_PER_METER } from '../maths/fixed-point.ts';
import type { SectorGrid } from '../protocol/items.ts';
import type { TerritoryGraph } from '../territory/graph.ts';

/** What the map must know besides the world file: `/view.json` of a server, and part of a recording. */
export function viewJson(
  config: Pick<Config, 'world' | 'balance' | 'factions'>,
  graph: Pick<TerritoryGraph, 'title' | 'name'>,
  grid: SectorGrid,
): object {
  return {
    title: graph.title,
    worldName: graph.name,
    sectorMeters: grid.units / UNITS_PER_METER,
    columns: grid.columns,
    rows: grid.rows,
    viewRadiusSectors: config.world.viewRadiusSectors,
    tickRate: TICKS_PER_SECOND,
    summaries: config.world.summaries,
    avatarSpeedMetersPerSecond: config.balance.avatar.speedMetersPerSecond,
    territory: {
      captureHoldSeconds: config.balance.territory.control.captureHoldSeconds,
      eventNames: config.balance.territory.events.kinds.map(({ name }) => name),
    },
    convoys: { vehicleNames: config.balance.convoys.vehicles.map(({ name }) => name) },
    combat: {
      items: config.balance.combat.items.map(({ name, gear }) => ({ name, gear })),
      respawnSeconds: config.balance.combat.recovery.respawnSeconds,
    },
    factions: config.factions.factions.map(({ id, name, color }) => ({ id, name, color })),
  };
}
