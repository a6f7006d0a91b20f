import type { World } from '../components/world.ts';
import { SIDE_COUNT } from '../src/limits.ts';

/** Every district has its turn once in so many turns: in 20 seconds, a fraction of what plans are made for. */
const TURNS = 200;

/** A turn is in every sixth tick, in one in which territories are not worked on (see stepTerritories). */
const TURN_TICKS = 6;
const TURN_OFFSET = 2;

/** What one unit at a control point puts on the map. */
const UNIT_STRENGTH = 256;

/** A quarter of losses and traffic is forgotten in each turn: half of them in some fifty seconds. */
const MEMORY_FADE = 4;

/** What is left of a pressure is given in parts of this. */
const KEPT_ONE = 65_536;

/** What each side's strength moves toward. */
const target = new Int32Array(SIDE_COUNT);

/**
 * Lets the strength of factions spread over the land: each place follows the larger of its own units and what comes
 * from its neighbors, weaker with distance; and lets losses and traffic be forgotten. Maps to look at and to plan by;
 * nothing is owned because of them.
 */
export function spreadPressure(world: World): void {
  const { graph, ledger } = world;
  const tick = ledger.tick[0];
  if (tick % TURN_TICKS !== TURN_OFFSET) return;
  const turn = Math.floor(tick / TURN_TICKS) % TURNS;
  // Districts side by side are neighbors as a rule, and what one of them brings into the cache serves the next.
  const first = Math.floor((graph.districtCount * turn) / TURNS);
  const end = Math.floor((graph.districtCount * (turn + 1)) / TURNS);
  for (let d = first; d < end; d++) {
    if (world.district.units[d] > 0) addUnits(world, d);
    addNeighbors(world, d);
    follow(world, d);
  }
}

function addUnits(world: World, district: number): void {
  const { graph, influence } = world;
  const first = graph.controlPointStart[district] * SIDE_COUNT;
  const end = graph.controlPointStart[district + 1] * SIDE_COUNT;
  for (let row = first; row < end; row++) target[row % SIDE_COUNT] += influence.units[row] * UNIT_STRENGTH;
}

function addNeighbors(world: World, district: number): void {
  const { graph } = world;
  const { strength } = world.districtSide;
  const { pressureKept } = world.territories;
  const end = graph.neighborStart[district + 1];
  for (let i = graph.neighborStart[district]; i < end; i++) {
    const from = graph.neighborDistrict[i] * SIDE_COUNT;
    // Side 0 has no units: its place says whether anybody is strong there.
    if (strength[from] === 0) continue;
    const kept = pressureKept[i];
    for (let side = 1; side < SIDE_COUNT; side++) {
      // The larger of two without a branch: a processor cannot guess which it is, and to be wrong costs more than all
      // of this. All units there can be are 2^25.
      const more = (((strength[from + side] * kept) / KEPT_ONE) | 0) - target[side];
      target[side] += more & ~(more >> 31);
    }
  }
}

function follow(world: World, district: number): void {
  const { losses, strength, traffic } = world.districtSide;
  const { pressureMomentum } = world.rules.territory;
  const at = district * SIDE_COUNT;
  let sum = 0;
  for (let side = 1; side < SIDE_COUNT; side++) {
    const way = target[side] - strength[at + side];
    target[side] = 0;
    if (way !== 0) {
      const step = (way * pressureMomentum) / 65_536;
      // Toward zero, so that what fades comes to its end and what grows never overshoots.
      strength[at + side] += Math.abs(step) < 1 ? Math.sign(step) : Math.trunc(step);
    }
    sum += strength[at + side];
    if (losses[at + side] !== 0) losses[at + side] -= Math.ceil(losses[at + side] / MEMORY_FADE);
    if (traffic[at + side] !== 0) traffic[at + side] -= Math.ceil(traffic[at + side] / MEMORY_FADE);
  }
  strength[at] = sum;
}
