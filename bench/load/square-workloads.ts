import { ROLE } from '../../src/protocol/client-messages.ts';
import { openWorld } from '../../src/territory/open-world.ts';
import type { WorldFile } from '../../src/territory/world-schema.ts';
import { manyPlaces, SECTOR_METERS } from './many-places.ts';
import { PEACE_SETTINGS } from './peace.ts';
import type { Workload } from './workload.ts';

/** A view is 3 x 3 sectors, so this is 90 in view. */
const UNITS_PER_SECTOR = 10;
const SPEED_METERS_PER_SECOND = 5;
const VIEW_SECTORS = 3;
/** A world narrower than a view would let everybody see everything. */
const SIDE_METERS_MIN = VIEW_SECTORS * SECTOR_METERS;
/** Units in view of a crowd, in the mean. */
const CROWD_IN_VIEW = 300;
const CROWD_SECTORS_MIN = 10;

export const VIEW_SETTINGS = [
  `world.sectorSizeMeters=${SECTOR_METERS}`,
  'world.viewRadiusSectors=1',
  'world.viewHysteresisPercent=20',
];

/** Settings of a world in which so many patrols walk legs of 0-5 s without a rest. */
const patrols = (count: number) => [
  ...VIEW_SETTINGS,
  ...PEACE_SETTINGS,
  'world.inhabitants.roam=open',
  `world.inhabitants.patrols=${count}`,
  `balance.patrol.speedMetersPerSecondMin=${SPEED_METERS_PER_SECOND}`,
  `balance.patrol.speedMetersPerSecondMax=${SPEED_METERS_PER_SECOND}`,
  'balance.patrol.legSecondsMax=5',
  'balance.patrol.pauseSecondsMax=0',
];

/** Settings of a world in which nobody is but the players. */
const players = [
  ...VIEW_SETTINGS,
  ...PEACE_SETTINGS,
  'world.inhabitants.patrols=0',
  `balance.avatar.speedMetersPerSecond=${SPEED_METERS_PER_SECOND}`,
];

export const patrolWorkload: Workload = {
  about: 'each client looks on, following a patrol of its own; patrols walk legs of 0-5 s',
  role: () => ROLE.observer,
  orders: false,
  // A fresh world counts its patrols from 1.
  focus: (client) => client + 1,
  world: (clients) => openSquare(sideMetersFor(clients), 'load-patrol'),
  settings: patrols,
};

export const avatarsWorkload: Workload = {
  about: 'each client plays, with an avatar of its own that it gives orders',
  role: () => ROLE.player,
  orders: true,
  focus: () => 0,
  world: (clients) => manyPlaces('load-avatars', sideMetersFor(clients)),
  settings: () => players,
};

export const stormWorkload: Workload = {
  ...avatarsWorkload,
  about: 'as avatars; now and then all connections are cut at once, and all resume at once',
  figures: 'storm',
};

export const idleWorkload: Workload = {
  ...avatarsWorkload,
  about: 'each client plays, gives no order, and sees nothing move: what a quiet view costs',
  orders: false,
};

export const crowdWorkload: Workload = {
  about: 'each client looks on, following a patrol; 300 patrols in a view, in the mean',
  role: () => ROLE.observer,
  orders: false,
  focus: (client) => client + 1,
  world: (clients) => openSquare(crowdSectorsFor(clients) * SECTOR_METERS, 'load-crowd'),
  settings: (clients) => patrols(crowdFor(crowdSectorsFor(clients))),
};

/** Sectors along a side of a square that holds a unit for each client at the density of a crowd. */
function crowdSectorsFor(clients: number): number {
  const perSector = CROWD_IN_VIEW / VIEW_SECTORS ** 2;
  return Math.max(CROWD_SECTORS_MIN, Math.ceil(Math.sqrt(clients / perSector)));
}

/** Units of a square of so many sectors a side in which a view, which the edge may cut, has a crowd in the mean. */
function crowdFor(sectors: number): number {
  const sectorsSeen = (VIEW_SECTORS - 2 / sectors) ** 2;
  return Math.round((CROWD_IN_VIEW * sectors ** 2) / sectorsSeen);
}

function openSquare(sideMeters: number, name: string): WorldFile {
  return openWorld({ widthMeters: sideMeters, heightMeters: sideMeters, name });
}

/** Side of a square that holds one unit per client at the wanted density. */
function sideMetersFor(clients: number): number {
  return Math.max(SIDE_METERS_MIN, Math.ceil(Math.sqrt(clients / UNITS_PER_SECTOR) * SECTOR_METERS));
}
