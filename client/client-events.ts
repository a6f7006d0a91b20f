import type { AiAttack, AiConflict, AiOperationEvent, AiPact } from '../src/protocol/ai-records.ts';
import type { ConvoyRecord, LandfallRecord, RouteSummaryRecord } from '../src/protocol/route-records.ts';
import type { EventRecord, TerritoryRecord } from '../src/protocol/territory-records.ts';
import type { BattleNews, Kit } from './battle-news.ts';
import type { ConnectionState } from './connection.ts';
import type { CrowdNews } from './crowds-view.ts';
import type { MindDecision, MindState } from './minds-view.ts';
import type { MirrorEntity } from './mirror.ts';
import type { LossReason } from './order-queue.ts';
import type { RouteProposal, RouteState } from './routes-view.ts';
import type { ViewArea } from './world-view.ts';

/**
 * What a client tells its listeners. A type and not an interface, so that it fits the emitter's index
 * signature.
 */
export type ClientEvents = {
  /** `retryMs`: time until the next attempt to connect, when there will be one. */
  state: [state: ConnectionState, reason: string, retryMs?: number];
  entered: [entity: MirrorEntity];
  /** It has another course or place, or all of it was told anew. */
  changed: [entity: MirrorEntity];
  /** Its `harm` is another than `before`, while its course goes on. */
  hurt: [entity: MirrorEntity, before: number];
  /** It attacks another `target`, or none any more, while its course goes on. */
  aimed: [entity: MirrorEntity];
  /** Something happened in a fight in view; it comes before the changes that came of it. */
  battle: [news: BattleNews];
  /** What the own avatar wears and carries is this from now on. */
  kit: [kit: Kit];
  left: [entity: MirrorEntity];
  view: [view: ViewArea];
  /** `result` is one of RESULT in protocol/fields.ts. Comes again for an order that had to be sent again. */
  answered: [sequence: number, result: number];
  /** An order that was done is safe on the server's disk: no crash takes it back. Comes once, after its answer. */
  confirmed: [sequence: number];
  /** The entity that is steered or followed, 0 for none. */
  avatar: [entity: number, generation: number];
  /** A frame of that tick was applied. */
  tick: [tick: number];
  /** An order will have no answer, or none that holds: nobody can tell whether it was done. */
  lost: [sequence: number, reason: LossReason];
  /** All waiting orders, none of them sent so far, got numbers higher by `shift`. */
  renumbered: [shift: number];
  mismatch: [sector: number];
  /** How far the own objective is: `state` is one of OBJECTIVE_STATE in protocol/fields.ts. */
  objective: [state: number, objective: number, controlPoint: number, endTick: number];
  /** A strategic channel told of a territory; the state is kept up to date in place. */
  territory: [state: Readonly<TerritoryRecord>];
  worldEvent: [event: EventRecord];
  /** A route is new, or its path, state or figures changed. */
  routeGenerated: [route: Readonly<RouteState>];
  /** A route cannot be driven any more, or is no more (state 0). */
  routeInvalidated: [route: Readonly<RouteState>];
  /** The answer to an order planRoute of anybody of the faction. */
  routeProposed: [proposal: Readonly<RouteProposal>];
  /** What a faction has in routes and convoys. */
  factionRoutesUpdated: [summary: Readonly<RouteSummaryRecord>];
  /** A territory changed, and with it so many routes got worse. */
  routesInvalidatedByTerritory: [landfall: Readonly<LandfallRecord>];
  /** Something happened to a convoy: `event` is one of CONVOY_EVENTS. */
  convoyUpdate: [convoy: Readonly<ConvoyRecord & { faction: number }>];
  /** A faction decided; with the best options there were. */
  aiDecision: [decision: Readonly<MindDecision>];
  /** Something happened to an operation of a faction: `event` is one of OPERATION_EVENTS. */
  aiOperation: [operation: Readonly<AiOperationEvent>];
  /** A faction is at something else: its strategy, goals or operations changed. */
  aiMind: [mind: Readonly<MindState>];
  /** Something happened between two factions: `event` is one of PACT_EVENTS. */
  aiPact: [pact: Readonly<AiPact>];
  /** A faction began to attack another. */
  aiAttack: [attack: Readonly<AiAttack>];
  /** A district became contested or calm, or changed hands: `event` is one of CONFLICT_EVENTS. */
  aiConflict: [conflict: Readonly<AiConflict>];
  /** There are so many units of a faction in a cell of a higher sector scale from now on. */
  crowd: [news: CrowdNews];
  /** The server has no such channel or no room for one more, or it is another faction's: it is not listened to. */
  channelRefused: [channel: string];
};
