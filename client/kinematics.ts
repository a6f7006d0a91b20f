/**
 * The server's whole-number walking, as far as a client needs it to foresee its own avatar. Only a forecast
 * depends on it: what the mirror holds comes from the server alone.
 */

/** World units in a meter. */
export const UNITS_PER_METER = 4096;

export const TICKS_PER_SECOND = 60;

/** Directions in a full turn, as orders carry them. */
export const HEADINGS = 65_536;

const HEADING_STEP = 16;
const SINE_ONE = 32_768;

/**
 * A straight walk. Position at tick t is (x, y) + (vx, vy) * (t - startTick); from `endTick` on it is the end
 * point.
 */
export interface Leg {
  x: number;
  y: number;
  vx: number;
  vy: number;
  startTick: number;
  endTick: number;
  endX: number;
  endY: number;
}

/** The world, in units. */
export interface Extent {
  width: number;
  height: number;
}

/** Units per tick of a speed. */
export function unitsPerTick(metersPerSecond: number): number {
  return Math.max(1, Math.round((metersPerSecond * UNITS_PER_METER) / TICKS_PER_SECOND));
}

function roundHalfAway(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value);
}

/** A course that goes on until the server says otherwise. */
export function openLeg(x: number, y: number, vx: number, vy: number, startTick: number): Leg {
  return { x, y, vx, vy, startTick, endTick: Number.POSITIVE_INFINITY, endX: x, endY: y };
}

/** The walk to a point at up to `speed` units per tick, as the server plans it. */
export function walkTo(
  x: number,
  y: number,
  goalX: number,
  goalY: number,
  speed: number,
  startTick: number,
): Leg {
  const dx = goalX - x;
  const dy = goalY - y;
  const ticks = Math.max(1, Math.ceil(Math.floor(Math.hypot(dx, dy)) / speed));
  return {
    x,
    y,
    vx: roundHalfAway(dx / ticks),
    vy: roundHalfAway(dy / ticks),
    startTick,
    endTick: startTick + ticks,
    endX: goalX,
    endY: goalY,
  };
}

/** The walk along a heading until the border of the world, where the server stops a walker on a whole tick. */
export function walkOn(
  x: number,
  y: number,
  heading: number,
  speed: number,
  startTick: number,
  extent: Extent,
): Leg {
  // The server looks directions up in a table of 4,096: the finer bits of a heading have no effect.
  const radians = ((heading - (heading % HEADING_STEP)) / HEADINGS) * 2 * Math.PI;
  const vx = roundHalfAway((Math.round(Math.cos(radians) * SINE_ONE) * speed) / SINE_ONE);
  const vy = roundHalfAway((Math.round(Math.sin(radians) * SINE_ONE) * speed) / SINE_ONE);
  const ticks = Math.min(ticksToEdge(x, vx, extent.width), ticksToEdge(y, vy, extent.height));
  return {
    x,
    y,
    vx,
    vy,
    startTick,
    endTick: startTick + ticks,
    endX: ticks === Number.POSITIVE_INFINITY ? x : x + vx * ticks,
    endY: ticks === Number.POSITIVE_INFINITY ? y : y + vy * ticks,
  };
}

/** Ticks one can walk from `position` along an axis without leaving 0 .. size - 1. */
export function ticksToEdge(position: number, velocity: number, size: number): number {
  if (velocity > 0) return Math.max(0, Math.floor((size - 1 - position) / velocity));
  if (velocity < 0) return Math.max(0, Math.floor(position / -velocity));
  return Number.POSITIVE_INFINITY;
}

export function legX(leg: Leg, tick: number): number {
  return tick >= leg.endTick ? leg.endX : leg.x + leg.vx * (tick - leg.startTick);
}

export function legY(leg: Leg, tick: number): number {
  return tick >= leg.endTick ? leg.endY : leg.y + leg.vy * (tick - leg.startTick);
}
