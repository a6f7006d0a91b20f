import { divideRounded, HEADINGS, stepX, stepY } from '../maths/fixed-point.ts';

/** Where attackers stand around their target: places on rings, so that a group spreads and none goes around it. */

/** Places on a ring, from the east on clockwise. */
export const PLACES = 32;

/** Rings around a target, the outermost first: the next one is used where that is full. */
export const RINGS = 3;

/** Radius of the rings, eighths of the attacker's range. */
const RADIUS_EIGHTHS = [6, 5, 4] as const;

/** Places to each side of the nearest one that an attacker goes to: further around, its way leads past the target. */
const REACH_PLACES = 7;

/** Unit vectors are this long. */
const ONE = 4096;

const DIRECTION_X = Array.from({ length: PLACES }, (_, place) => stepX((place * HEADINGS) / PLACES, ONE));
const DIRECTION_Y = Array.from({ length: PLACES }, (_, place) => stepY((place * HEADINGS) / PLACES, ONE));

/** The place in whose direction (dx, dy) points best, seen from the target; the lower one of two. */
export function nearestPlace(dx: number, dy: number): number {
  let best = 0;
  let bestDot = -Infinity;
  for (let place = 0; place < PLACES; place++) {
    const dot = dx * DIRECTION_X[place] + dy * DIRECTION_Y[place];
    if (dot <= bestDot) continue;
    best = place;
    bestDot = dot;
  }
  return best;
}

/**
 * Chooses a slot (ring * PLACES + place) for who comes from the direction of `towards`: the free place nearest to that,
 * on the outermost ring that has one there. `taken` has RINGS words of bits by place, from `at` on. Where all is taken
 * two share a place.
 */
export function chooseSlot(taken: Uint32Array, at: number, towards: number): number {
  for (let ring = 0; ring < RINGS; ring++) {
    for (let step = 0; step <= 2 * REACH_PLACES; step++) {
      // 0, 1, -1, 2, -2, …
      const offset = (step & 1) === 1 ? (step + 1) >> 1 : -(step >> 1);
      const place = (towards + offset + PLACES) % PLACES;
      if (((taken[at + ring] >>> place) & 1) === 0) return ring * PLACES + place;
    }
  }
  return towards;
}

/** Radius of a slot's ring for an attacker of a range, in its units. */
export function slotRadius(slot: number, range: number): number {
  return Math.floor((range * RADIUS_EIGHTHS[Math.floor(slot / PLACES)]) / 8);
}

/** How far east of the target a slot lies for an attacker of a range, in its units. */
export function slotX(slot: number, range: number): number {
  return divideRounded(DIRECTION_X[slot % PLACES] * slotRadius(slot, range), ONE);
}

/** How far south of the target a slot lies. */
export function slotY(slot: number, range: number): number {
  return divideRounded(DIRECTION_Y[slot % PLACES] * slotRadius(slot, range), ONE);
}
