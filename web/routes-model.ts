import type { ConvoyRecord, LandfallRecord, RouteState, RouteSummaryRecord } from '../client/index.ts';
import { RouteNews } from './route-news.ts';

/** A convoy as the channel of its faction told of it last. */
export type ConvoyState = Readonly<ConvoyRecord & { faction: number }>;

/** What the session knows of routes: the SDK's view of them. */
export interface RoutesSource {
  routes(): readonly Readonly<RouteState>[];
  convoys(): readonly ConvoyState[];
  summary(faction: number): Readonly<RouteSummaryRecord> | undefined;
}

const FACTION_MAX = 7;
/** What is told of a moment longer ago comes from a whole state, as after subscribing: that is no news. */
const NEWS_TICKS = 3 * 60;

/**
 * Everything the page knows of routes and convoys, over all factions that it may listen to: what the session holds, and
 * what the page saw happen.
 */
export class RoutesModel {
  readonly routes = new Map<number, Readonly<RouteState>>();
  readonly convoys = new Map<number, ConvoyState>();
  readonly summaries = new Map<number, Readonly<RouteSummaryRecord>>();
  readonly news = new RouteNews();
  /** Rises with every change that somebody could see. */
  version = 0;
  /** Rises when lines have to be drawn anew: other routes, paths, states or traffic. */
  linesVersion = 0;
  readonly #seen = new Map<number, Readonly<RouteState>>();
  readonly #seenConvoys = new Map<number, ConvoyState>();

  /** Takes over what the session holds. Cheap enough for some times a second. */
  sync(source: RoutesSource): void {
    const routes = source.routes();
    let isChanged = routes.length !== this.routes.size;
    let isLined = isChanged;
    for (const route of routes) {
      const before = this.routes.get(route.route);
      // The session makes a new object of every record, and leaves the others as they were.
      if (before === route) continue;
      isChanged = true;
      isLined ||= before === undefined || looksDifferent(before, route);
    }
    const convoys = source.convoys();
    isChanged ||= convoys.length !== this.convoys.size;
    isChanged ||= convoys.some((convoy) => this.convoys.get(convoy.entity) !== convoy);
    for (let faction = 1; faction <= FACTION_MAX; faction++) {
      const summary = source.summary(faction);
      if (summary === this.summaries.get(faction)) continue;
      isChanged = true;
      if (summary) this.summaries.set(faction, summary);
      else this.summaries.delete(faction);
    }
    if (!isChanged) return;
    this.version++;
    if (isLined) this.linesVersion++;
    this.routes.clear();
    for (const route of routes) this.routes.set(route.route, route);
    this.convoys.clear();
    for (const convoy of convoys) this.convoys.set(convoy.entity, convoy);
  }

  /** A route was told of at `tick`. Makes news of what it became. */
  noteRoute(route: Readonly<RouteState>, tick: number): void {
    const before = this.#seen.get(route.route);
    this.#seen.set(route.route, route);
    // The row of a route that ended is given to another, perhaps of another faction.
    const isSame = before?.faction === route.faction && before.from === route.from && before.to === route.to;
    if (tick - route.tick <= NEWS_TICKS) this.news.noteRoute(isSame ? before : undefined, route);
  }

  /** A convoy was told of at `tick`. */
  noteConvoy(convoy: ConvoyState, tick: number): void {
    const before = this.#seenConvoys.get(convoy.entity);
    const isRepeated =
      before?.generation === convoy.generation &&
      before.tick === convoy.tick &&
      before.event === convoy.event;
    this.#seenConvoys.set(convoy.entity, convoy);
    if (!isRepeated && tick - convoy.tick <= NEWS_TICKS) this.news.noteConvoy(convoy);
  }

  noteLandfall(landfall: Readonly<LandfallRecord>): void {
    this.news.noteLandfall(landfall);
  }

  /** Routes of a faction, those with most convoys first. */
  routesOf(faction: number): Readonly<RouteState>[] {
    return [...this.routes.values()]
      .filter((route) => route.faction === faction)
      .sort((a, b) => b.convoys - a.convoys || b.profit - a.profit || a.route - b.route);
  }

  /** Convoys of a faction, by entity. */
  convoysOf(faction: number): ConvoyState[] {
    return [...this.convoys.values()]
      .filter((convoy) => convoy.faction === faction)
      .sort((a, b) => a.entity - b.entity);
  }

  /** Factions of which anything is known, ascending. */
  factions(): number[] {
    const known = [...this.routes.values(), ...this.summaries.values()].map(({ faction }) => faction);
    return [...new Set(known)].sort((a, b) => a - b);
  }

  /** The district that a convoy comes to next on its route; -1 when that is not known. */
  nextDistrict(convoy: ConvoyState): number {
    const path = this.routes.get(convoy.route)?.path ?? [];
    const at = path.indexOf(convoy.district);
    return at < 0 ? -1 : (path[at + 1] ?? -1);
  }
}

/** Whether a route has to be drawn otherwise than before. */
function looksDifferent(before: RouteState, after: RouteState): boolean {
  return (
    before.faction !== after.faction ||
    before.state !== after.state ||
    before.reason !== after.reason ||
    before.reasonDistrict !== after.reasonDistrict ||
    before.convoys !== after.convoys ||
    before.trips !== after.trips ||
    before.path.length !== after.path.length ||
    before.path.some((district, step) => district !== after.path[step])
  );
}
