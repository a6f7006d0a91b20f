import { LAYER, THREAT } from '../../components/ai-rules.ts';
import type { World } from '../../components/world.ts';
import { REFLEX_INPUT } from '../../src/ai/reflex.ts';
import { GOALS_EACH, OPERATIONS_EACH, SIDE_COUNT } from '../../src/limits.ts';
import { areEnemies } from './hostility.ts';
import { seen } from './reflex-seen.ts';
import { spend } from './spend.ts';

const MOST = 0xffff;
const AT = REFLEX_INPUT;

/** Looks at who owns a district, and who stands there. */
export function lookAtPlace(world: World, faction: number, district: number): void {
  const { graph, influence } = world;
  const { inputs } = seen;
  const owner = world.district.owner[district];
  const first = graph.controlPointStart[district] * SIDE_COUNT;
  const end = graph.controlPointStart[district + 1] * SIDE_COUNT;
  spend(world, LAYER.immediate, 1);
  let own = 0;
  let enemy = 0;
  for (let row = first; row < end; row++) {
    if (influence.units[row] === 0) continue;
    if (row % SIDE_COUNT === faction) own += influence.units[row];
    else if (areEnemies(world, faction, row % SIDE_COUNT)) enemy += influence.units[row];
  }
  inputs[AT.own] = Math.min(MOST, own);
  inputs[AT.enemy] = Math.min(MOST, enemy);
  inputs[AT.isOwn] = owner === faction ? 1 : 0;
  inputs[AT.isOpen] = owner === 0 || areEnemies(world, faction, owner) ? 1 : 0;
}

/** Looks whether an operation of a faction answers a threat already, and how many it has room for. */
export function lookAtOperations(world: World, faction: number, row: number): void {
  const { operation, threat } = world;
  const { inputs } = seen;
  const isConvoy = threat.kind[row] === THREAT.convoyHit;
  const subject = threat.entity[row];
  const district = threat.district[row];
  const first = faction * OPERATIONS_EACH;
  spend(world, LAYER.immediate, OPERATIONS_EACH);
  let free = 0;
  for (let work = first; work < first + OPERATIONS_EACH; work++) {
    if (operation.template[work] === 0) free++;
    else if (isConvoy ? operation.convoy[work] === subject : operation.district[work] === district)
      inputs[AT.isUnderWay] = 1;
  }
  inputs[AT.room] = Math.max(0, free - GOALS_EACH);
}
