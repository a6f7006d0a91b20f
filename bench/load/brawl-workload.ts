import { ROLE } from '../../src/protocol/client-messages.ts';
import { FACTION_MAX, type WorldFile } from '../../src/territory/world-schema.ts';
import { BrawlDirector } from './brawl-director.ts';
import { manyPlaces, SECTOR_METERS } from './many-places.ts';
import type { Workload } from './workload.ts';

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
    'world.inhabitants.minds=false',
    `balance.avatar.speedMetersPerSecond=${SPEED_METERS_PER_SECOND}`,
    `balance.combat.units.avatar.health=${HEALTH}`,
    `balance.combat.recovery.respawnSeconds=${RESPAWN_SECONDS}`,
  ],
};

/** Nine districts of a sector each, seven of them held by a faction, two by nobody; all around the middle. */
function arena(): WorldFile {
  const world = manyPlaces('load-brawl', SIDE * SECTOR_METERS);
  const borders: number[] = [];
  const districts = world.districts.map((district, i) => ({
    ...district,
    owner: i < FACTION_MAX ? i + 1 : 0,
  }));
  for (let i = 0; i < SIDE * SIDE; i++) {
    if ((i + 1) % SIDE !== 0) borders.push(i, i + 1, SECTOR_METERS, 0);
    if (i + SIDE < SIDE * SIDE) borders.push(i, i + SIDE, SECTOR_METERS, 0);
  }
  const hubs = Array.from({ length: FACTION_MAX }, (_, i) => ({ faction: i + 1, district: i }));
  return { ...world, districts, borders, hubs };
}
