import { SQUAD_STATE } from '../../components/ai.ts';
import { LAYER, THREAT } from '../../components/ai-rules.ts';
import { STANCE } from '../../components/convoys.ts';
import type { World } from '../../components/world.ts';
import { REFLEX_INPUT } from '../../src/ai/reflex.ts';
import { SQUADS_EACH } from '../../src/limits.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { seen } from './reflex-seen.ts';
import { spend } from './spend.ts';
import { leaderOf } from './squads.ts';

const AT = REFLEX_INPUT;

/** Looks at the convoy or the squad that a threat is about. */
export function lookAtSubject(world: World, faction: number, row: number): void {
  const { convoy, fighter, identity, squad, threat } = world;
  const { inputs } = seen;
  const subject = threat.entity[row];
  seen.messenger = 0;
  if (threat.kind[row] === THREAT.squadHurt) {
    const state = squad.state[subject];
    const isAtWork = state === SQUAD_STATE.marching || state === SQUAD_STATE.working;
    inputs[AT.isThere] = isAtWork && squad.operation[subject] !== 0 ? 1 : 0;
    inputs[AT.own] = Math.max(inputs[AT.own], squad.size[subject]);
  } else if (threat.kind[row] === THREAT.convoyHit) {
    // Ids are given again.
    if (identity.kind[subject] !== ENTITY_KIND.convoy || identity.faction[subject] !== faction) return;
    inputs[AT.isThere] = 1;
    inputs[AT.enemy] = Math.max(inputs[AT.enemy], fighter.attackers[subject]);
    if (convoy.stance[subject] === STANCE.retreat) return;
    spend(world, LAYER.immediate, SQUADS_EACH);
    seen.messenger = anySoldier(world, faction);
    inputs[AT.mayTurn] = seen.messenger === 0 ? 0 : 1;
  }
}

/** A soldier of a faction, of the first squad that has one; 0 none. Words carry as far as those of a player. */
function anySoldier(world: World, faction: number): number {
  const first = faction * SQUADS_EACH;
  for (let row = first; row < first + SQUADS_EACH; row++) {
    const leader = world.squad.size[row] === 0 ? 0 : leaderOf(world, row);
    if (leader !== 0) return leader;
  }
  return 0;
}
