import type { World } from '../components/world.ts';
import { SIDE_COUNT } from '../src/limits.ts';

/** Every district has its turn once in so many ticks: 16 seconds, a fraction of what plans are made for. */
const INTERVAL_TICKS = 960;

/** What one unit at a control point puts on the map. */
const UNIT_STRENGTH = 256;

/** A quarter of the losses is forgotten in each turn: half of them in some forty seconds. */
const LOSSES_FADE = 4;

const target = new Int32Array(SIDE_COUNT);

/**
 * Lets the strength of factions spread over the land: each place follows the larger of its own units and what comes
 * from its neighbors, weaker with distance; and lets losses be forgotten. Maps to look at and to plan by; nothing is
 * owned because of them.
 */
export function spreadPressure(world: World): void {
  const { graph, ledger } = world;
  for (let d = ledger.tick[0] % INTERVAL_TICKS; d < graph.districtCount; d += INTERVAL_TICKS) {
    target.fill(0);
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
      const arrives = Math.floor((strength[from + side] * kept) / 65_536);
      if (arrives > target[side]) target[side] = arrives;
    }
  }
}

function follow(world: World, district: number): void {
  const { losses, strength } = world.districtSide;
  const { pressureMomentum } = world.rules.territory;
  const at = district * SIDE_COUNT;
  let sum = 0;
  for (let side = 1; side < SIDE_COUNT; side++) {
    const step = ((target[side] - strength[at + side]) * pressureMomentum) / 65_536;
    // Toward zero, so that what fades comes to its end and what grows never overshoots.
    strength[at + side] += Math.abs(step) < 1 ? Math.sign(step) : Math.trunc(step);
    sum += strength[at + side];
    losses[at + side] -= Math.ceil(losses[at + side] / LOSSES_FADE);
  }
  strength[at] = sum;
}
