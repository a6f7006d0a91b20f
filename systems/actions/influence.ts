import { CHRONICLE } from '../../components/chronicle.ts';
import { NEWS } from '../../components/territory.ts';
import { CAUSE, LEVEL } from '../../components/territory-rules.ts';
import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { displace, lose } from '../../src/territory/shares.ts';
import { rollUp } from './roll-up.ts';
import { notePoint } from './territory-news.ts';
import { wakePoint } from './wake.ts';

/** Every change of the ledger goes through here, so that none is without its cause in history. */

const before = new Int32Array(SIDE_COUNT);
const one = new Int32Array(SIDE_COUNT);

/** Books gains (milli-points by side) at a control point. `actor` is the entity behind it, 0 for none. */
export function gainInfluence(
  world: World,
  point: number,
  gains: Int32Array,
  cause: number,
  actor: number,
): void {
  remember(world, point);
  if (displace(world.influence.milli, point * SIDE_COUNT, gains) > 0) book(world, point, cause, actor);
}

/** Books a loss of one side at a control point; nobody gets it. */
export function loseInfluence(
  world: World,
  point: number,
  side: number,
  milli: number,
  cause: number,
  actor: number,
): void {
  remember(world, point);
  if (lose(world.influence.milli, point * SIDE_COUNT, side, milli) > 0) book(world, point, cause, actor);
}

/**
 * Books what an occasion is worth to a faction at a control point: between the least and the most of its cause, by
 * significance (0-100). A negative worth is lost. Returns the milli-points.
 */
export function applyImpulse(
  world: World,
  point: number,
  faction: number,
  cause: number,
  significance: number,
  actor: number,
): number {
  const { graph, influence, ledger, rules } = world;
  const least = rules.territory.impulseMin[cause];
  const most = rules.territory.impulseMax[cause];
  const milli = least + Math.trunc(((most - least) * significance) / 100);
  influence.activeTick[point * SIDE_COUNT + faction] = ledger.tick[0];
  if (milli < 0) loseInfluence(world, point, faction, -milli, cause, actor);
  else if (milli > 0) {
    one.fill(0);
    one[faction] = milli;
    gainInfluence(world, point, one, cause, actor);
  }
  wakePoint(world, point, graph.controlPointDistrict[point]);
  return milli;
}

function remember(world: World, point: number): void {
  for (let side = 0; side < SIDE_COUNT; side++)
    before[side] = world.influence.milli[point * SIDE_COUNT + side];
}

function book(world: World, point: number, cause: number, actor: number): void {
  const { chronicle, graph, influence } = world;
  const district = graph.controlPointDistrict[point];
  for (let side = 1; side < SIDE_COUNT; side++) {
    const now = influence.milli[point * SIDE_COUNT + side];
    const delta = now - before[side];
    if (delta === 0) continue;
    chronicle.add(CHRONICLE.influence, LEVEL.controlPoint, point, side, cause, actor, delta, now);
    rollUp(world, district, side, delta, cause, actor);
    // What fades by itself is nobody's doing.
    if (delta < 0 && cause !== CAUSE.decay) {
      world.districtSide.losses[district * SIDE_COUNT + side] -= delta;
    }
  }
  notePoint(world, point, NEWS.influence, cause, actor);
}
