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
  /** `result` is one of RESULT in protocol/fields.ts. */
  answered: [sequence: number, result: number];
  /** The entity that is steered or followed, 0 for none. */
  avatar: [entity: number, generation: number];
  /** A frame of that tick was applied. */
  tick: [tick: number];
  /** An order will have no answer. */
  lost: [sequence: number, reason: LossReason];
  /** All waiting orders, none of them sent so far, got numbers higher by `shift`. */
  renumbered: [shift: number];
  mismatch: [sector: number];
};
