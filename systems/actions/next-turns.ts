import type { World } from '../../components/world.ts';
import { writeNextTurns } from '../../src/protocol/items.ts';
import type { Forecasts } from '../../src/replication/forecasts.ts';

/** Encodes what is foreseen of `ids[start..end)`, ascending, and will not be told when it comes. */
export function encodeNextTurns(world: World, ids: ArrayLike<number>, start: number, end: number): void {
  const { forecasts, frame, ledger, replicated, streams } = world;
  const tick = ledger.tick[0];
  for (let place = 0; place < forecasts.turns.length; place++) {
    const list = streams.lists.turn;
    const turn = forecasts.turns[place];
    let count = 0;
    for (let i = start; i < end; i++) {
      if (!isTold(forecasts, place, ids[i], tick)) continue;
      turn.ahead[ids[i]] = turn.tick[ids[i]] - tick;
      list[count++] = ids[i];
    }
    if (count > 0) writeNextTurns(frame.bytes, list, 0, count, replicated.nextTurns[place]);
  }
}

/**
 * A turn that will be told when it comes is not told ahead, unless one after it is: for who does not know of the first,
 * it would take back the second.
 */
function isTold(forecasts: Forecasts, place: number, id: number, tick: number): boolean {
  for (let i = place; i < forecasts.turns.length; i++) if (forecasts.isDue(i, id, tick)) return true;
  return false;
}
