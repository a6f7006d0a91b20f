import { ROLE, type Role } from '../../src/protocol/client-messages.ts';
import { CHANNEL } from '../../src/protocol/territory-records.ts';
import type { WorldFile } from '../../src/territory/world-schema.ts';
import { brawlWorkload } from './brawl-workload.ts';
import { convoyWorkload } from './convoy-workload.ts';
import type { Fleet } from './fleet.ts';
import type { ChannelAddress } from './listener.ts';
import { manyPlaces, SECTOR_METERS } from './many-places.ts';
import { PEACE_SETTINGS } from './peace.ts';
import {
  avatarsWorkload,
  crowdWorkload,
  idleWorkload,
  patrolWorkload,
  stormWorkload,
  VIEW_SETTINGS,
} from './square-workloads.ts';

export interface Workload {
  readonly about: string;
  /** Of the i-th client, from 0. */
  readonly role: (client: number) => Role;
  /** Faction that the i-th client plays for; left out, the server chooses. */
  readonly faction?: (client: number) => number;
  /** Whether clients give orders, each as many. */
  readonly orders: boolean;
  /** Gives the orders of a fleet in a world, where they are not those of clients that know nothing of each other. */
  readonly director?: (fleet: Fleet, world: WorldFile, seed: number) => Director;
  /** Further figures that the result has. */
  readonly figures?: 'trade' | 'brawl' | 'storm';
  /** Entity that the i-th client follows, from 0; 0 = whatever the server chooses. */
  readonly focus: (client: number) => number;
  /** Strategic channels that the i-th client listens to; none where left out. */
  readonly channels?: (client: number) => readonly ChannelAddress[];
  readonly world: (clients: number) => WorldFile;
  /** `PATH=VALUE` settings of the server. */
  readonly settings: (clients: number) => readonly string[];
}

/** Whoever gives the orders of a fleet. */
export interface Director {
  start(): void;
  /** Gives no more, and waits for the answers that are under way, `timeoutMs` at most. */
  stop(timeoutMs: number): Promise<void>;
}

export const WORKLOADS: Readonly<Record<string, Workload>> = {
  brawl: brawlWorkload,
  convoy: convoyWorkload,
  patrol: patrolWorkload,
  avatars: avatarsWorkload,
  storm: stormWorkload,
  idle: idleWorkload,
  crowd300: crowdWorkload,
  strategic: {
    about:
      'each client looks on and listens to the global channel, a region and a district; a tenth is dropped and resumes',
    role: () => ROLE.observer,
    orders: false,
    focus: (client) => client + 1,
    channels: (client) => {
      const district = (client * STRATEGIC_SIDE + client) % STRATEGIC_SIDE ** 2;
      return [
        { level: CHANNEL.global, index: 0 },
        { level: CHANNEL.region, index: strategicRegion(district) },
        { level: CHANNEL.district, index: district },
      ];
    },
    world: () => strategicWorld(),
    settings: () => [
      ...VIEW_SETTINGS,
      ...PEACE_SETTINGS,
      `world.inhabitants.patrols=${STRATEGIC_PATROLS}`,
      // Borders shift all the time: without it most of a run would be decay that nobody sees.
      'balance.territory.presence.pointsPerMinute=120',
      'balance.territory.support.floorPercent=100',
      'balance.territory.control.preset=custom',
      'balance.territory.control.captureHoldSeconds=1',
      'balance.territory.control.graceSeconds=0',
      'balance.territory.defence.divisorMax=1',
    ],
  },
};

/** Districts along a side of the strategic world, and regions: bands of rows. */
const STRATEGIC_SIDE = 16;
const STRATEGIC_REGIONS = 8;
const STRATEGIC_PATROLS = 1024;

function strategicRegion(district: number): number {
  const row = Math.floor(district / STRATEGIC_SIDE);
  return Math.floor((row * STRATEGIC_REGIONS) / STRATEGIC_SIDE);
}

/** A square in which patrols stand at control points wherever they are, and find neighbors wherever they go. */
function strategicWorld(): WorldFile {
  const world = manyPlaces('load-strategic', STRATEGIC_SIDE * SECTOR_METERS);
  const borders: number[] = [];
  for (let i = 0; i < STRATEGIC_SIDE ** 2; i++) {
    if ((i + 1) % STRATEGIC_SIDE !== 0) borders.push(i, i + 1, SECTOR_METERS, 0);
    if (i + STRATEGIC_SIDE < STRATEGIC_SIDE ** 2) borders.push(i, i + STRATEGIC_SIDE, SECTOR_METERS, 0);
  }
  return {
    ...world,
    regions: Array.from({ length: STRATEGIC_REGIONS }, (_, i) => ({ id: `band-${i}`, name: `Band ${i}` })),
    districts: world.districts.map((district, i) => ({ ...district, region: strategicRegion(i) })),
    borders,
  };
}
