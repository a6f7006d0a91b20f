import { SQUAD_STATE } from '../../components/ai.ts';
import type { World } from '../../components/world.ts';
import { TEMPLATES } from '../../src/ai/templates.ts';
import { SQUADS_EACH } from '../../src/limits.ts';
import { vectorLength } from '../../src/maths/fixed-point.ts';
import { readySquads, squadDistrict } from './squads.ts';

/** A faction with more squads than this keeps one that is ready back for what may happen. */
const SQUADS_WITHOUT_RESERVE = 3;

/** Ready squads of one faction. Working memory: it holds until the next `findReady`. */
export const ready = {
  count: 0,
  /** Of them, those that may be sent away. */
  toSpare: 0,
  squads: new Uint16Array(SQUADS_EACH),
  /** District that each is in. */
  district: new Uint32Array(SQUADS_EACH),
};

/** The same squads, as the last `rankSquads` put them in order: the nearest to a district first. */
export const ranked = {
  squads: new Uint16Array(SQUADS_EACH),
  /** World units from each to the district. */
  units: new Float64Array(SQUADS_EACH),
  /** Soldiers of the squads up to and with each. */
  soldiers: new Uint16Array(SQUADS_EACH),
};

/** Finds the ready squads of a faction. Returns how many there are. */
export function findReady(world: World, faction: number): number {
  const count = readySquads(world, faction, ready.squads);
  for (let i = 0; i < count; i++) ready.district[i] = squadDistrict(world, ready.squads[i]);
  const isReserveKept = count > 0 && squadsOf(world, faction) > SQUADS_WITHOUT_RESERVE;
  ready.count = count;
  ready.toSpare = isReserveKept ? count - 1 : count;
  return count;
}

/** Ranks the squads that `findReady` found by their way to a district, equals by row. */
export function rankSquads(world: World, district: number): void {
  const { graph, squad } = world;
  const { soldiers, squads, units } = ranked;
  const { count } = ready;
  for (let i = 0; i < count; i++) {
    const from = ready.district[i];
    const way = vectorLength(
      graph.districtX[from] - graph.districtX[district],
      graph.districtY[from] - graph.districtY[district],
    );
    let place = i;
    for (; place > 0 && units[place - 1] > way; place--) {
      squads[place] = squads[place - 1];
      units[place] = units[place - 1];
    }
    squads[place] = ready.squads[i];
    units[place] = way;
  }
  for (let i = 0, sum = 0; i < count; i++) {
    sum += squad.size[squads[i]];
    soldiers[i] = sum;
  }
}

/** Squads that a template would be given for something worth `worth` of them, if there are enough. */
export function squadsFor(template: number, worth: number): number {
  const { squadsMax, squadsMin } = TEMPLATES[template];
  return Math.max(squadsMin, Math.min(squadsMax, worth));
}

function squadsOf(world: World, faction: number): number {
  const first = faction * SQUADS_EACH;
  let count = 0;
  for (let row = first; row < first + SQUADS_EACH; row++) {
    if (world.squad.state[row] !== SQUAD_STATE.none) count++;
  }
  return count;
}
