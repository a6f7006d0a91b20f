import type { RouteState } from '../client/index.ts';
import { reasonName, stateName } from './convoy-words.ts';
import { stretchKey } from './route-lines.ts';

/** What makes a stretch of road unsafe, from the safest on. */
export const RISK = { safe: 0, contested: 1, border: 2, both: 3 } as const;
export type Risk = (typeof RISK)[keyof typeof RISK];

export const RISK_WORDS = ['safe', 'contested', 'border of two owners', 'contested border'] as const;

/** A stretch of road between two districts that routes take, whichever way. */
export interface RoadStretch {
  readonly from: number;
  readonly to: number;
  /** Routes that take it. */
  routes: number;
  /** Convoys under way on those. */
  convoys: number;
  /** Cargoes that those have delivered. */
  trips: number;
}

/** What is known of who holds districts. */
export interface Holdings {
  readonly owner: ArrayLike<number>;
  readonly contested: ArrayLike<number>;
}

/** A district that many routes pass. */
export interface ChokePoint {
  readonly district: number;
  readonly routes: number;
}

/** All stretches that routes take; an invalid route takes none. */
export function stretchesOf(routes: Iterable<RouteState>, districts: number): RoadStretch[] {
  const stretches = new Map<number, RoadStretch>();
  for (const route of routes) {
    if (!canBeDriven(route)) continue;
    for (let step = 1; step < route.path.length; step++) {
      const [from, to] = [route.path[step - 1], route.path[step]];
      const key = stretchKey(from, to, districts);
      let stretch = stretches.get(key);
      if (!stretch) {
        stretch = { from: Math.min(from, to), to: Math.max(from, to), routes: 0, convoys: 0, trips: 0 };
        stretches.set(key, stretch);
      }
      stretch.routes++;
      stretch.convoys += route.convoys;
      stretch.trips += route.trips;
    }
  }
  return [...stretches.values()];
}

/** How safe a stretch is, by the rule that the server counts by: two owners, or an end that is fought for. */
export function riskOf({ owner, contested }: Holdings, from: number, to: number): Risk {
  const isContested = contested[from] === 1 || contested[to] === 1;
  const isBorder = owner[from] !== owner[to] && owner[from] !== 0 && owner[to] !== 0;
  if (isBorder) return isContested ? RISK.both : RISK.border;
  return isContested ? RISK.contested : RISK.safe;
}

/** Districts where roads are disrupted, as far as routes tell of it: a server tells of no others. */
export function disruptedDistricts(routes: Iterable<RouteState>): Set<number> {
  const found = new Set<number>();
  for (const { reason, reasonDistrict } of routes) {
    if (reasonDistrict >= 0 && reasonName(reason) === 'disrupted') found.add(reasonDistrict);
  }
  return found;
}

/** Width of a stretch by what goes over it, in pixels: each doubling adds as much. */
export function trafficWidth(convoys: number, trips: number): number {
  return Math.min(20, 2 + 1.8 * Math.log2(1 + 3 * convoys + trips));
}

/**
 * Districts that at least `routesMin` routes pass on their way, those with most first. The ends of a route are no choke
 * points: whoever wants to be there has to go there.
 */
export function chokePoints(routes: Iterable<RouteState>, routesMin: number, countMax: number): ChokePoint[] {
  const counts = new Map<number, number>();
  for (const route of routes) {
    if (!canBeDriven(route)) continue;
    for (const district of new Set(route.path.slice(1, -1))) {
      counts.set(district, (counts.get(district) ?? 0) + 1);
    }
  }
  return [...counts]
    .filter(([, count]) => count >= routesMin)
    .map(([district, count]) => ({ district, routes: count }))
    .sort((a, b) => b.routes - a.routes || a.district - b.district)
    .slice(0, countMax);
}

/** Whether a route has a way at present: active, or degraded. */
export function canBeDriven({ state }: Pick<RouteState, 'state'>): boolean {
  return stateName(state) === 'active' || stateName(state) === 'degraded';
}
