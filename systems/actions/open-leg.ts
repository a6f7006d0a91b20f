import type { World } from '../../components/world.ts';
import { ticksToEdge } from '../../src/maths/course.ts';
import { HEADINGS, stepX, stepY } from '../../src/maths/fixed-point.ts';
import { PURPOSE, randomBelow } from '../../src/maths/random.ts';
import { paceOf } from './walk.ts';

/** A part of a straight walk in the open: a course, and until when. */
export interface OpenLeg {
  vx: number;
  vy: number;
  /** Tick at which the walk ends. */
  legEndTick: number;
  /** Tick at which the course changes next: the end of the walk, or before it where the world ends. */
  turnTick: number;
}

/**
 * Replaces `leg`, which ends at `tick`, by the one after it: a straight walk in a random direction for a random time;
 * the world's edge throws it back. `x` and `y` are where the walker is before that tick's step. Draws nothing but what
 * follows from seed, tick and id, so that the same is found when it is asked for ahead of time.
 */
export function nextOpenLeg(
  world: World,
  id: number,
  tick: number,
  x: number,
  y: number,
  leg: OpenLeg,
): void {
  const { graph, ledger, rules } = world;
  if (leg.legEndTick <= tick) {
    const seed = ledger.seed[0];
    const heading = randomBelow(seed, tick, id, PURPOSE.legHeading, HEADINGS);
    const pace = paceOf(world, id);
    leg.vx = stepX(heading, pace);
    leg.vy = stepY(heading, pace);
    leg.legEndTick = tick + 1 + randomBelow(seed, tick, id, PURPOSE.legTicks, rules.legTicksMax);
  }
  if (ticksToEdge(x, leg.vx, graph.widthUnits) < 1) leg.vx = -leg.vx;
  if (ticksToEdge(y, leg.vy, graph.heightUnits) < 1) leg.vy = -leg.vy;
  const ticks = Math.min(ticksToEdge(x, leg.vx, graph.widthUnits), ticksToEdge(y, leg.vy, graph.heightUnits));
  leg.turnTick = Math.min(leg.legEndTick, tick + ticks);
}
