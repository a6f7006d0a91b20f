import { SESSION_STATE, VIEW_STATE } from '../components/session.ts';
import type { World } from '../components/world.ts';
import { FRAME_BYTES_MAX, KEYFRAME_BYTES_PER_TICK_MAX } from '../src/limits.ts';
import { type FrameDraft, VIEW_TIERS } from '../src/replication/frame.ts';
import { dueTier, SLOWEST_TIER, TIER_WORDS, TIERS } from '../src/replication/tiers.ts';
import { followAxis, sectorsAdded } from '../src/replication/view.ts';
import { encodeKeyframe, keyframeBytesMax } from './actions/keyframes.ts';
import { chooseTiers, hasNextTiers, pressureOn, switchStreams } from './actions/view-tiers.ts';

/**
 * Moves each session's view after its focus, slows its streams down or up, and encodes a keyframe of every sector that
 * is new to one of them, once for all. Views whose keyframes no longer fit into this tick wait for the next, in turn.
 * After the encoders of changes: what those encoded is for the views as they were.
 */
export function chooseViews(world: World): void {
  const { ledger, frame } = world;
  const high = ledger.sessionHigh[0];
  const first = high === 0 ? 0 : ledger.viewCursor[0] % high;
  leaveRoom(frame);
  const budgetEnd = frame.bytes.at + KEYFRAME_BYTES_PER_TICK_MAX;
  for (let i = 0; i < high; i++) {
    const slot = (first + i) % high;
    if (!followFocus(world, slot, budgetEnd)) {
      ledger.viewCursor[0] = slot;
      return;
    }
  }
  ledger.viewCursor[0] = 0;
}

/**
 * How much was encoded so far depends on more than the state, and whose view moves must not: with less room than the
 * budget takes at the most, the frame is one that does not fit, and keyframes are written from its start.
 */
function leaveRoom({ bytes }: FrameDraft): void {
  if (bytes.at <= FRAME_BYTES_MAX - 2 * KEYFRAME_BYTES_PER_TICK_MAX) return;
  bytes.at = 0;
  bytes.overflowed = true;
}

/**
 * A view changes only when all its streams are in step: at any other tick its client does not hold the world, and a
 * keyframe of some sectors would not make that right for the others. Returns false, with nothing done, when the
 * keyframes that the view needs do not fit before `budgetEnd`.
 */
function followFocus(world: World, slot: number, budgetEnd: number): boolean {
  const { forecasts, frame, grid, ledger, motion, rules, session, streams } = world;
  const focus = session.focus[slot];
  if (session.state[slot] !== SESSION_STATE.connected || focus === 0) return true;
  const held = session.viewState[slot] === VIEW_STATE.held;
  const before = session.viewPressure[slot];
  const due = dueTier(ledger.tick[0], slot);
  if (held && due < SLOWEST_TIER[before]) return true;
  const pressure = held && due === TIERS - 1 ? pressureOn(world, slot) : before;
  const oldColumn = session.viewColumn[slot];
  const oldRow = session.viewRow[slot];
  const slack = rules.viewSlackUnits;
  const column = held
    ? followAxis(oldColumn, motion.x[focus], grid.units, slack)
    : Math.floor(motion.x[focus] / grid.units);
  const row = held
    ? followAxis(oldRow, motion.y[focus], grid.units, slack)
    : Math.floor(motion.y[focus] / grid.units);
  const moves = !held || column !== oldColumn || row !== oldRow;
  if (!moves && pressure === 0 && before === 0) return true;

  const radius = rules.viewRadiusSectors;
  if (moves) {
    const added = streams.addedSectors;
    const count = sectorsAdded(added, grid.columns, grid.rows, radius, held, oldColumn, oldRow, column, row);
    // The first view of a tick goes through whatever its size: one that never fits would block all others for ever.
    const fits = frame.bytes.at + keyframeBytesMax(world, count) <= budgetEnd;
    if (!fits && frame.keyframes.count > 0) return false;
    for (let i = 0; i < count; i++) {
      encodeKeyframe(world, added[i]);
      forecasts.want(added[i]);
    }
  }
  chooseTiers(world, pressure, column, row, radius);
  if (!moves && pressure === before && hasNextTiers(world, slot)) return true;
  switchStreams(world, slot, held, column, row, radius);
  session.viewColumn[slot] = column;
  session.viewRow[slot] = row;
  session.viewState[slot] = VIEW_STATE.held;
  session.viewPressure[slot] = pressure;
  tellView(world, slot, !held);
  return true;
}

/** Tells the gateways of the view that a session has now. */
function tellView(world: World, slot: number, isFresh: boolean): void {
  const { frame, identity, rules, session, streams } = world;
  const at = frame.views.add();
  const { words } = frame.views;
  const focus = session.focus[slot];
  words[at] = slot;
  words[at + 1] = session.gateway[slot];
  words[at + 2] = isFresh ? 1 : 0;
  words[at + 3] = session.viewColumn[slot];
  words[at + 4] = session.viewRow[slot];
  words[at + 5] = rules.viewRadiusSectors;
  words[at + 6] = focus;
  words[at + 7] = identity.generation[focus];
  words[at + 8] = SLOWEST_TIER[session.viewPressure[slot]];
  for (let word = 0; word < TIER_WORDS; word++) words[at + VIEW_TIERS + word] = streams.nextTiers[word];
}
