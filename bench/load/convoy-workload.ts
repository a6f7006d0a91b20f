import { ROLE } from '../../src/protocol/client-messages.ts';
import { CHANNEL } from '../../src/protocol/territory-records.ts';
import { readWorldFile } from '../../src/territory/world-file.ts';
import { FACTION_MAX } from '../../src/territory/world-schema.ts';
import { PEACE_SETTINGS } from './peace.ts';
import { TradeDirector } from './trade-director.ts';
import type { Workload } from './workload.ts';

/** The default world: routes are as long there as in a game. */
const WORLD_FILE = 'worlds/us-counties.json';
/** A patrol that takes seconds from one control point to the next, and takes it at once where nobody stands. */
const PATROLS = 1000;
const SPEED_METERS_PER_SECOND_MIN = 200;
const SPEED_METERS_PER_SECOND_MAX = 400;
const POINTS_PER_MINUTE = 3000;

/** One client in so many looks on and listens to every faction; only who plays for none may. */
const OBSERVER_EVERY = 8;

const isObserver = (client: number) => client % OBSERVER_EVERY === OBSERVER_EVERY - 1;

/** Faction of a client that plays: as many for each. */
const factionOf = (client: number) => 1 + ((client - Math.floor(client / OBSERVER_EVERY)) % FACTION_MAX);

/** Routes and convoys on the default world, with players who ask for ways while land changes hands. */
export const convoyWorkload: Workload = {
  about:
    'each client plays and listens to the routes of its faction, one in eight looks on and listens to all; ' +
    'together they ask for two routes a second and faction; a tenth is dropped and resumes',
  role: (client) => (isObserver(client) ? ROLE.observer : ROLE.player),
  faction: (client) => (isObserver(client) ? 0 : factionOf(client)),
  orders: false,
  focus: (client) => (isObserver(client) ? client + 1 : 0),
  channels: (client) => {
    if (!isObserver(client)) return [{ level: CHANNEL.routes, index: factionOf(client) }];
    return Array.from({ length: FACTION_MAX }, (_, i) => ({ level: CHANNEL.routes, index: i + 1 }));
  },
  figures: 'trade',
  director: (fleet, world, seed) => new TradeDirector(fleet, world, seed),
  world: () => readWorldFile(WORLD_FILE),
  settings: () => [
    ...PEACE_SETTINGS,
    `world.inhabitants.patrols=${PATROLS}`,
    // Land changes hands all the time, so that routes are affected within a short run: some 20 roads in a second.
    `balance.patrol.speedMetersPerSecondMin=${SPEED_METERS_PER_SECOND_MIN}`,
    `balance.patrol.speedMetersPerSecondMax=${SPEED_METERS_PER_SECOND_MAX}`,
    `balance.territory.presence.pointsPerMinute=${POINTS_PER_MINUTE}`,
    'balance.territory.presence.fullComplementUnits=1',
    'balance.territory.support.floorPercent=100',
    'balance.territory.control.preset=custom',
    'balance.territory.control.captureHoldSeconds=1',
    'balance.territory.control.graceSeconds=0',
    'balance.territory.defence.divisorMax=1',
    // Convoys set out within seconds, and players reach them.
    'balance.convoys.goods.productionPerMinute=100',
    'balance.convoys.goods.needPerMinute=1000',
    'balance.convoys.dispatch.intervalSeconds=5',
    'balance.avatar.speedMetersPerSecond=400',
  ],
};
