import type { EventRecord, TerritoryRecord } from '../src/protocol/territory-records.ts';
import type { ConnectionState } from './connection.ts';
import type { MirrorEntity } from './mirror.ts';
import type { LossReason } from './order-queue.ts';
import type { ViewArea } from './world-view.ts';

/**
 * What a client tells its listeners. A type and not an interface, so that it fits the emitter's index
 * signature.
 */
export type ClientEvents = {
  /** `retryMs`: time until the next attempt to connect, when there will be one. */
  state: [state: ConnectionState, reason: string, retryMs?: number];
  entered: [entity: MirrorEntity];
  changed: [entity: MirrorEntity];
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
  /** The server has no such channel, or no room for one more: it is not listened to. */
  channelRefused: [channel: string];
};
