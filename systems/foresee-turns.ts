import type { World } from '../components/world.ts';
import { CHANGE } from '../src/replication/change-log.ts';
import { lookAhead } from './actions/look-ahead.ts';

/** Whatever makes a course one that clients are told of as a whole, or not at all. */
const ANEW = CHANGE.spawn | CHANGE.place | CHANGE.gone;

/**
 * Holds the turns of this tick against what was foreseen, and looks further ahead for whoever turned. What does not
 * come to pass is noted as a turn even if the course stays as it is: clients that know of it would turn. This compares
 * what happened and asks nobody why, so no system has to know that it is foreseen.
 */
export function foreseeTurns(world: World): void {
  const { changes, forecasts, ledger, motion } = world;
  const tick = ledger.tick[0];
  const high = ledger.entityHigh[0];
  const next = forecasts.turns[0];
  for (let id = 1; id <= high; id++) {
    if (next.tick[id] !== tick || changes.bits[id] & ANEW) continue;
    if (motion.vx[id] === next.vx[id] && motion.vy[id] === next.vy[id]) {
      const isKnown = forecasts.meet(id, tick);
      // One that turned to where it went anyway is not in the log, and a bit of it would stay there for ever.
      if (isKnown && changes.bits[id] & CHANGE.turn) changes.bits[id] |= CHANGE.foreseen;
      lookAhead(world, id);
    } else {
      changes.note(id, CHANGE.turn);
    }
  }
  for (let i = 0; i < changes.count; i++) {
    const id = changes.ids[i];
    if (!(changes.bits[id] & (CHANGE.turn | ANEW)) || forecasts.isMet(id, tick)) continue;
    forecasts.drop(id, tick);
    lookAhead(world, id);
  }
}
