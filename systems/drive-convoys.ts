import type { World } from '../components/world.ts';
import { CONVOY_COUNT_MAX } from '../src/limits.ts';
import { ENTITY_KIND } from '../src/protocol/fields.ts';
import { driveOn, isAtCenter, nodeOf } from './actions/convoy-leg.ts';
import { CHECK_TICKS, stopAtCenter } from './actions/convoy-stop.ts';
import { crossBorder } from './actions/cross-border.ts';

const driving = new Uint32Array(CONVOY_COUNT_MAX);

/** Drives every convoy from center to center of its path, over the borders half-way, and on from where it stands. */
export function driveConvoys(world: World): void {
  const { convoy, ledger } = world;
  const tick = ledger.tick[0];
  const ids = world.entities.rosters.get(ENTITY_KIND.convoy)!.ids();
  // A convoy that ends takes itself off the roster.
  const count = ids.length;
  for (let i = 0; i < count; i++) driving[i] = ids[i];
  for (let i = 0; i < count; i++) {
    const id = driving[i];
    // A raid holds it where it is.
    if (convoy.raidTick[id] !== 0) continue;
    if (convoy.crossTick[id] !== 0 && convoy.crossTick[id] <= tick) {
      crossBorder(world, id);
      if (convoy.bornTick[id] === 0) continue;
    }
    if (convoy.arriveTick[id] === 0) {
      if ((tick + id) % CHECK_TICKS === 0) stopAtCenter(world, id);
    } else if (convoy.arriveTick[id] <= tick) reach(world, id);
  }
}

/** A leg is over: the convoy is at a center, or so near that another short one brings it there. */
function reach(world: World, id: number): void {
  const { convoy, path } = world;
  if (!isAtCenter(world, id)) {
    driveOn(world, id);
    return;
  }
  const step = convoy.step[id];
  const hasNext = convoy.path[id] !== 0 && step < path.hops[convoy.path[id] - 1];
  if (hasNext && nodeOf(world, id, step + 1) === convoy.district[id]) convoy.step[id] = step + 1;
  stopAtCenter(world, id);
}
