import { SESSION_STATE, VIEW_STATE } from '../components/session.ts';
import type { World } from '../components/world.ts';
import { KEYFRAME_BYTES_PER_TICK_MAX } from '../src/limits.ts';
import { ITEM } from '../src/protocol/fields.ts';
import { writeSectorList } from '../src/protocol/items.ts';
import { followAxis, sectorsAdded } from '../src/replication/view.ts';

/** Largest whole record: id, three bytes, two positions of four bytes, two velocities of three, harm, target. */
const KEYFRAME_RECORD_BYTES_MAX = 24;

/**
 * Moves each session's view after its focus and encodes a keyframe of every sector that is new to one of them, once
 * for all. Views whose keyframes no longer fit into this tick wait for the next, in turn. After the encoders of
 * changes: what those encoded is for the views as they were.
 */
export function chooseViews(world: World): void {
  const { ledger, frame } = world;
  const high = ledger.sessionHigh[0];
  const first = high === 0 ? 0 : ledger.viewCursor[0] % high;
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

/** Returns false, with nothing done, when the keyframes that the view needs do not fit before `budgetEnd`. */
function followFocus(world: World, slot: number, budgetEnd: number): boolean {
  const { frame, grid, identity, motion, rules, session, streams } = world;
  const focus = session.focus[slot];
  if (session.state[slot] !== SESSION_STATE.connected || focus === 0) return true;
  const held = session.viewState[slot] === VIEW_STATE.held;
  const oldColumn = session.viewColumn[slot];
  const oldRow = session.viewRow[slot];
  const slack = rules.viewSlackUnits;
  const column = held
    ? followAxis(oldColumn, motion.x[focus], grid.units, slack)
    : Math.floor(motion.x[focus] / grid.units);
  const row = held
    ? followAxis(oldRow, motion.y[focus], grid.units, slack)
    : Math.floor(motion.y[focus] / grid.units);
  if (held && column === oldColumn && row === oldRow) return true;

  const radius = rules.viewRadiusSectors;
  const added = streams.addedSectors;
  const count = sectorsAdded(added, grid.columns, grid.rows, radius, held, oldColumn, oldRow, column, row);
  // The first view of a tick goes through whatever its size: one that never fits would block all others for ever.
  const fits = frame.bytes.at + keyframeBytesMax(world, count) <= budgetEnd;
  if (!fits && frame.keyframes.count > 0) return false;
  for (let i = 0; i < count; i++) encodeKeyframe(world, added[i]);
  if (held) streams.subscribe(oldColumn, oldRow, radius, 0, -1);
  streams.subscribe(column, row, radius, 0, 1);
  session.viewColumn[slot] = column;
  session.viewRow[slot] = row;
  session.viewState[slot] = VIEW_STATE.held;
  const at = frame.views.add();
  const { words } = frame.views;
  words[at] = slot;
  words[at + 1] = session.gateway[slot];
  words[at + 2] = held ? 0 : 1;
  words[at + 3] = column;
  words[at + 4] = row;
  words[at + 5] = radius;
  words[at + 6] = focus;
  words[at + 7] = identity.generation[focus];
  return true;
}

function keyframeBytesMax(world: World, count: number): number {
  const { ledger, sectors, streams } = world;
  let bytes = 0;
  for (let i = 0; i < count; i++) {
    const sector = streams.addedSectors[i];
    if (streams.keyframeTick[sector] === ledger.tick[0] + 1) continue;
    bytes += 16 + (sectors.start[sector + 1] - sectors.start[sector]) * KEYFRAME_RECORD_BYTES_MAX;
  }
  return bytes;
}

function encodeKeyframe(world: World, sector: number): void {
  const { frame, grid, ledger, sectors, streams } = world;
  if (streams.keyframeTick[sector] === ledger.tick[0] + 1) return;
  streams.keyframeTick[sector] = ledger.tick[0] + 1;
  const start = frame.bytes.at;
  const { members, start: first } = sectors;
  writeSectorList(
    frame.bytes,
    ITEM.keyframe,
    grid,
    sector,
    members,
    first[sector],
    first[sector + 1],
    world.replicated.whole,
  );
  const row = frame.keyframes.add();
  frame.keyframes.words[row] = sector;
  frame.keyframes.words[row + 1] = start;
  frame.keyframes.words[row + 2] = frame.bytes.at - start;
}
