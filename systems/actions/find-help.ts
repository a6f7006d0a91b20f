import { SQUAD_STATE } from '../../components/ai.ts';
import type { World } from '../../components/world.ts';
import { ANSWER_SQUADS_MAX } from '../../src/ai/reflex.ts';
import { SQUADS_EACH } from '../../src/limits.ts';
import { vectorLength } from '../../src/maths/fixed-point.ts';
import { squadDistrict } from './squads.ts';

/**
 * The squads of a faction that could answer a threat, as `findHelp` found them: free ones first, then those of
 * operations that matter less; among these the nearest first. Working memory: it holds until the next call.
 */
export const help = {
  squads: new Uint16Array(ANSWER_SQUADS_MAX),
  /** World units from each to the place. */
  units: new Float64Array(ANSWER_SQUADS_MAX),
  count: 0,
  /** Soldiers in them. */
  soldiers: 0,
  /** Squads of the faction, and those of them that answer threats already. */
  squadsInAll: 0,
  answering: 0,
  /** Soldiers on the way to the place already. */
  coming: 0,
};

/** What the list is ordered by: the units, and more by the faction's reach for a squad that is not free. */
const ranks = new Float64Array(ANSWER_SQUADS_MAX);

/**
 * Looks for squads within a faction's reach of a district, which operations of `priority` or more must keep, as must
 * those at the very place.
 */
export function findHelp(world: World, faction: number, district: number, priority: number): void {
  const { operation, rules, squad } = world;
  help.count = 0;
  help.soldiers = 0;
  help.squadsInAll = 0;
  help.answering = 0;
  help.coming = 0;
  const first = faction * SQUADS_EACH;
  for (let row = first; row < first + SQUADS_EACH; row++) {
    if (squad.state[row] === SQUAD_STATE.none || squad.size[row] === 0) continue;
    help.squadsInAll++;
    const work = squad.operation[row] - 1;
    if (work >= 0) {
      // A guard answers nothing: it stands where it does for want of other work, and at no priority.
      if (operation.goal[work] === 0 && operation.priority[work] !== 0) help.answering++;
      const isThere = operation.district[work] === district;
      if (isThere && squad.state[row] === SQUAD_STATE.marching) help.coming += squad.size[row];
      if (isThere || operation.priority[work] >= priority) continue;
    } else if (squad.state[row] !== SQUAD_STATE.ready) continue;
    const units = unitsTo(world, row, district);
    if (units <= rules.ai.reachUnits) insert(row, units, work < 0 ? units : units + rules.ai.reachUnits);
  }
  for (let i = 0; i < help.count; i++) help.soldiers += squad.size[help.squads[i]];
}

function unitsTo(world: World, squad: number, district: number): number {
  const { graph } = world;
  const from = squadDistrict(world, squad);
  return vectorLength(
    graph.districtX[from] - graph.districtX[district],
    graph.districtY[from] - graph.districtY[district],
  );
}

/** Keeps the list in order; of equals the first row stays before the second. */
function insert(row: number, units: number, rank: number): void {
  let place = help.count;
  for (; place > 0 && ranks[place - 1] > rank; place--) {
    if (place === ANSWER_SQUADS_MAX) continue;
    help.squads[place] = help.squads[place - 1];
    help.units[place] = help.units[place - 1];
    ranks[place] = ranks[place - 1];
  }
  if (place === ANSWER_SQUADS_MAX) return;
  help.squads[place] = row;
  help.units[place] = units;
  ranks[place] = rank;
  help.count = Math.min(ANSWER_SQUADS_MAX, help.count + 1);
}
