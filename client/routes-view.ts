import type {
  ConvoyRecord,
  LandfallRecord,
  RouteRecord,
  RouteSummaryRecord,
} from '../src/protocol/route-records.ts';
import { pathAfter } from '../src/protocol/route-records.ts';
import { LAST_CONVOY_EVENTS, ROUTE_STATES } from '../src/protocol/route-words.ts';

/** A route as last told, with its whole path. Numbers as in the record; see src/protocol/route-records.ts. */
export interface RouteState extends Omit<RouteRecord, 'districts' | 'kept' | 'count' | 'isProposal'> {
  /** Districts from end to end; empty while there is no way. */
  readonly path: readonly number[];
}

/** An answer to an order planRoute. */
export interface RouteProposal extends Omit<RouteState, 'route'> {
  /** Number of the session that asked, as in its welcome. */
  session: number;
}

export interface RoutesViewEvents {
  /** A route is new, or its path, state or figures changed. */
  routeGenerated(route: Readonly<RouteState>): void;
  /** A route cannot be driven any more, or is no more (state 0). */
  routeInvalidated(route: Readonly<RouteState>): void;
  routeProposed(proposal: Readonly<RouteProposal>): void;
  factionRoutesUpdated(summary: Readonly<RouteSummaryRecord>): void;
  routesInvalidatedByTerritory(landfall: Readonly<LandfallRecord>): void;
  convoyUpdate(convoy: Readonly<ConvoyRecord & { faction: number }>): void;
}

/** Proposals that are remembered; older ones give way. */
const PROPOSAL_COUNT_MAX = 32;

const ENDED = ROUTE_STATES.indexOf('ended');
const INVALID = ROUTE_STATES.indexOf('invalid');

/** What the route channels have told: routes with their paths, convoys under way, and what each faction has. */
export class RoutesView {
  readonly #events: RoutesViewEvents;
  readonly #routes = new Map<number, RouteState>();
  readonly #convoys = new Map<number, ConvoyRecord & { faction: number }>();
  readonly #summaries = new Map<number, RouteSummaryRecord>();
  #proposals: RouteProposal[] = [];

  constructor(events: RoutesViewEvents) {
    this.#events = events;
  }

  /** The newest state told of a route; `undefined` when there is none. */
  route(route: number): Readonly<RouteState> | undefined {
    return this.#routes.get(route);
  }

  /** All routes of a faction, or of all that are listened to. */
  routes(faction = 0): Readonly<RouteState>[] {
    return [...this.#routes.values()].filter((route) => faction === 0 || route.faction === faction);
  }

  /** The convoy that an entity is; `undefined` when nothing was told of it. */
  convoy(entity: number): Readonly<ConvoyRecord & { faction: number }> | undefined {
    return this.#convoys.get(entity);
  }

  /** All convoys under way of a faction, or of all that are listened to. */
  convoys(faction = 0): Readonly<ConvoyRecord & { faction: number }>[] {
    return [...this.#convoys.values()].filter((convoy) => faction === 0 || convoy.faction === faction);
  }

  summary(faction: number): Readonly<RouteSummaryRecord> | undefined {
    return this.#summaries.get(faction);
  }

  /** The last answers to orders planRoute, the newest last. */
  get proposals(): readonly Readonly<RouteProposal>[] {
    return this.#proposals;
  }

  /** The whole state of a faction's channel follows: what is held of it is void. */
  begin(faction: number): void {
    for (const { route, faction: owner } of this.routes()) if (owner === faction) this.#routes.delete(route);
    for (const { entity, faction: owner } of this.convoys()) {
      if (owner === faction) this.#convoys.delete(entity);
    }
    this.#summaries.delete(faction);
  }

  /** The world has another life: all that is held is void. */
  clear(): void {
    this.#routes.clear();
    this.#convoys.clear();
    this.#summaries.clear();
    this.#proposals = [];
  }

  /** Takes a record. Returns false when its path continues one that is not held. */
  take(record: RouteRecord): boolean {
    const { districts, kept, count, isProposal, ...fields } = record;
    const known = isProposal ? undefined : this.#routes.get(record.route);
    const path = pathAfter(known?.path ?? [], record);
    if (!path) return false;
    if (isProposal) {
      const { route: session, ...rest } = fields;
      const proposal = { ...rest, session, path };
      this.#proposals = [...this.#proposals, proposal].slice(-PROPOSAL_COUNT_MAX);
      this.#events.routeProposed(proposal);
      return true;
    }
    const state = { ...fields, path };
    if (state.state === ENDED) this.#routes.delete(state.route);
    else this.#routes.set(state.route, state);
    if (state.state === ENDED || state.state === INVALID) this.#events.routeInvalidated(state);
    else this.#events.routeGenerated(state);
    return true;
  }

  takeSummary(record: RouteSummaryRecord): void {
    const summary = { ...record };
    this.#summaries.set(record.faction, summary);
    this.#events.factionRoutesUpdated(summary);
  }

  takeLandfall(record: LandfallRecord): void {
    this.#events.routesInvalidatedByTerritory({ ...record });
  }

  /** Takes what was told of a convoy on the channel of `faction`. */
  takeConvoy(faction: number, record: ConvoyRecord): void {
    const convoy = { ...record, faction };
    if (!LAST_CONVOY_EVENTS.includes(record.event)) this.#convoys.set(record.entity, convoy);
    // The id may be another convoy's by now.
    else if (this.#convoys.get(record.entity)?.generation === record.generation) {
      this.#convoys.delete(record.entity);
    }
    this.#events.convoyUpdate(convoy);
  }
}
