import { ROLE } from '../../src/protocol/client-messages.ts';
import {
  CONTROL_POINT_RADIUS_METERS_MIN,
  FACTION_MAX,
  WORLD_FORMAT,
  WORLD_VERSION,
  type WorldControlPoint,
  type WorldDistrict,
  type WorldFile,
} from '../../src/territory/world-schema.ts';
import { BrawlDirector } from './brawl-director.ts';
import type { Workload } from './workload.ts';

const SECTOR_METERS = 100;
/** Sectors along a side of the world, all of which everybody sees from wherever he stands in it. */
const SIDE = 3;
const SPEED_METERS_PER_SECOND = 10;
/** Fights are decided within the warm-up of a run. */
const HEALTH = 200;
/** Who falls is back soon, or half of the fleet would lie about. */
const RESPAWN_SECONDS = 2;

const factionOf = (client: number) => 1 + (client % FACTION_MAX);

/** All clients fight in one small place and see all of it. */
export const brawlWorkload: Workload = {
  about:
    'each client plays; all stand within one view of 3 x 3 sectors, turn four times a second and attack whoever is in reach',
  role: () => ROLE.player,
  faction: factionOf,
  orders: false,
  focus: () => 0,
  figures: 'brawl',
  director: (fleet, _world, seed) => new BrawlDirector(fleet, seed),
  world: () => arena(),
  settings: () => [
    `world.sectorSizeMeters=${SECTOR_METERS}`,
    // From a corner the far one is two sectors away: nobody may be out of anybody's sight.
    `world.viewRadiusSectors=${SIDE - 1}`,
    'world.inhabitants.patrols=0',
    // Players fight players here: a base would keep them away from its hub.
    'world.inhabitants.forts=false',
    `balance.avatar.speedMetersPerSecond=${SPEED_METERS_PER_SECOND}`,
    `balance.combat.units.avatar.health=${HEALTH}`,
    `balance.combat.recovery.respawnSeconds=${RESPAWN_SECONDS}`,
  ],
};

/** Nine districts of a sector each, seven of them held by a faction, two by nobody; all around the middle. */
function arena(): WorldFile {
  const side = SIDE * SECTOR_METERS;
  const districts: WorldDistrict[] = [];
  const controlPoints: WorldControlPoint[] = [];
  const arcs: number[][] = [];
  const borders: number[] = [];
  for (let i = 0; i < SIDE * SIDE; i++) {
    const x = (i % SIDE) * SECTOR_METERS;
    const y = Math.floor(i / SIDE) * SECTOR_METERS;
    arcs.push([x, y, SECTOR_METERS, 0, 0, SECTOR_METERS, -SECTOR_METERS, 0, 0, -SECTOR_METERS]);
    districts.push({
      id: `ring-${i}`,
      name: `Ring ${i}`,
      region: 0,
      center: [x + SECTOR_METERS / 2, y + SECTOR_METERS / 2],
      areaSquareMeters: SECTOR_METERS * SECTOR_METERS,
      strategicValue: 50,
      resource: 'strategic',
      owner: i < FACTION_MAX ? i + 1 : 0,
      polygons: [[[i]]],
    });
    for (const corner of [25, 75]) {
      controlPoints.push({
        district: i,
        type: 'supply_depot',
        position: [x + corner, y + corner],
        radiusMeters: CONTROL_POINT_RADIUS_METERS_MIN,
      });
    }
    if ((i + 1) % SIDE !== 0) borders.push(i, i + 1, SECTOR_METERS, 0);
    if (i + SIDE < SIDE * SIDE) borders.push(i, i + SIDE, SECTOR_METERS, 0);
  }
  return {
    format: WORLD_FORMAT,
    version: WORLD_VERSION,
    name: 'load-brawl',
    title: 'load-brawl',
    provenance: { source: 'generated', licence: 'MIT', object: 'arena', seed: 0, notes: [] },
    widthMeters: side,
    heightMeters: side,
    regions: [{ id: 'arena', name: 'Arena' }],
    districts,
    arcs,
    borders,
    controlPoints,
    hubs: Array.from({ length: FACTION_MAX }, (_, i) => ({ faction: i + 1, district: i })),
  };
}
