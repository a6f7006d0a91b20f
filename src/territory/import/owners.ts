import { FACTION_MAX, type WorldHub } from '../world-schema.ts';
import { NearestHeap } from './nearest-heap.ts';
import { DRAW, drawBelow } from './seeded.ts';

/** Share of the districts that belongs to a faction at the start; the rest is neutral ground between them. */
const OWNED_SHARE = 0.7;

export type Roads = readonly (readonly { to: number; meters: number }[])[];

/** Roads out of every district from flat borders a, b, meters, kind. */
export function roadsFrom(districtCount: number, borders: readonly number[]): Roads {
  const roads: { to: number; meters: number }[][] = Array.from({ length: districtCount }, () => []);
  for (let i = 0; i < borders.length; i += 4) {
    const [a, b, meters] = borders.slice(i, i + 3);
    roads[a].push({ to: b, meters });
    roads[b].push({ to: a, meters });
  }
  return roads;
}

/**
 * A hub per faction, or per district where there are fewer: the first by seed, each next one as far along the
 * roads from all earlier ones as possible.
 */
export function placeHubs(seed: number, roads: Roads): WorldHub[] {
  const metersToHub = new Array<number>(roads.length).fill(Infinity);
  const hubs: WorldHub[] = [];
  let district = drawBelow(seed, DRAW.firstHub, 0, 0, roads.length);
  while (hubs.length < Math.min(FACTION_MAX, roads.length)) {
    hubs.push({ faction: hubs.length + 1, district });
    spreadFrom(district, roads, metersToHub);
    district = metersToHub.indexOf(Math.max(...metersToHub));
  }
  return hubs;
}

/** Lowers the distances to the nearest hub by those to a new one. */
function spreadFrom(hub: number, roads: Roads, metersToHub: number[]): void {
  const waiting = new NearestHeap();
  waiting.push(0, hub);
  metersToHub[hub] = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.meters > metersToHub[next.district]) continue;
    for (const { to, meters } of roads[next.district]) {
      if (next.meters + meters >= metersToHub[to]) continue;
      metersToHub[to] = next.meters + meters;
      waiting.push(metersToHub[to], to);
    }
  }
}

/**
 * The owner of every district at the start: factions claim in turn the nearest free district that touches
 * what they have, until about 70 % is claimed; 0 is neutral.
 */
export function growOwners(hubs: readonly WorldHub[], roads: Roads): number[] {
  const owners = new Array<number>(roads.length).fill(0);
  const fronts = hubs.map(({ district }) => {
    const front = new NearestHeap();
    front.push(0, district);
    return front;
  });
  let claims = Math.max(hubs.length, Math.round(roads.length * OWNED_SHARE));
  let growing = true;
  while (growing && claims > 0) {
    growing = false;
    for (let i = 0; i < hubs.length && claims > 0; i++) {
      if (!claimNearest(hubs[i].faction, fronts[i], owners, roads)) continue;
      claims--;
      growing = true;
    }
  }
  return owners;
}

function claimNearest(faction: number, front: NearestHeap, owners: number[], roads: Roads): boolean {
  for (let next = front.pop(); next !== undefined; next = front.pop()) {
    if (owners[next.district] !== 0) continue;
    owners[next.district] = faction;
    for (const { to, meters } of roads[next.district]) {
      if (owners[to] === 0) front.push(next.meters + meters, to);
    }
    return true;
  }
  return false;
}
