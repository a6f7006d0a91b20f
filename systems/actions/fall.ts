import { ERRAND } from '../../components/avatar.ts';
import { CAUSE } from '../../components/territory-rules.ts';
import type { World } from '../../components/world.ts';
import { BATTLE_EVENT, ENTITY_KIND } from '../../src/protocol/fields.ts';
import { CHANGE } from '../../src/replication/change-log.ts';
import { aim } from './aim.ts';
import { noteBattle } from './battle-news.ts';
import { clearEffects } from './effects.ts';
import { dismiss } from './escorts.ts';
import { canFight } from './hostility.ts';
import { applyImpulse } from './influence.ts';
import { creditKill } from './kill-credit.ts';
import { takeUpObjective } from './objectives.ts';
import { plunder } from './raid.ts';
import { callReinforcement } from './reinforce.ts';
import { ruinFort } from './ruin-fort.ts';
import { setCourse } from './set-course.ts';
import { despawn } from './spawn.ts';
import { stand } from './stand.ts';

/**
 * Ticks that an avatar is down at the least: in the one after its fall whoever attacked it lets go of it, and the count
 * of its attackers must not begin before that.
 */
const DOWN_TICKS_MIN = 2;

/** Carries out what the fall of a fighter by the hand of `by` (0 = nobody) brings with it. One falls only once. */
export function fall(world: World, id: number, by: number): void {
  if (!canFight(world, id)) return;
  creditKill(world, id, by);
  const kind = world.identity.kind[id];
  world.fights.deaths[kind - 1]++;
  if (kind === ENTITY_KIND.fort || kind === ENTITY_KIND.base) {
    ruinFort(world, id, by);
    return;
  }
  noteBattle(world, BATTLE_EVENT.unitDestroyed, world.sectors.of[id], id, by);
  if (kind === ENTITY_KIND.convoy) {
    plunder(world, id, by);
    return;
  }
  impress(world, id, by);
  if (kind === ENTITY_KIND.avatar) lieDown(world, id);
  else {
    callReinforcement(world, world.identity.faction[id]);
    despawn(world, id);
  }
}

/** Whoever beats a unit off a control point gains some influence there. */
function impress(world: World, id: number, by: number): void {
  const { graph, identity, standing } = world;
  const point = standing.point[id] - 1;
  if (by === 0 || point < 0) return;
  const value = graph.districtValue[graph.controlPointDistrict[point]];
  applyImpulse(world, point, identity.faction[by], CAUSE.unitDestroyed, value, by);
}

/**
 * It has made this tick's step already, while a new course counts from the step of its tick on: mirrors would stop it
 * one step before. So they are told where it lies as well.
 */
function lieStill(world: World, id: number): void {
  const { changes, motion } = world;
  if (motion.vx[id] === 0 && motion.vy[id] === 0) return;
  changes.note(id, CHANGE.place);
  setCourse(world, id, 0, 0);
}

/** An avatar is not gone: it lies where it fell, does nothing and counts for nothing until it rises. */
function lieDown(world: World, id: number): void {
  const { avatar, fighter, ledger, rules } = world;
  takeUpObjective(world, id, 0, 0);
  dismiss(world, id);
  clearEffects(world, id);
  aim(world, id, 0);
  stand(world, id, 0);
  avatar.errand[id] = ERRAND.none;
  avatar.turnTick[id] = 0;
  lieStill(world, id);
  fighter.attackers[id] = 0;
  fighter.rival[id] = 0;
  fighter.rivalUse[id] = 0;
  fighter.rivalThreat[id] = 0;
  fighter.respawnTick[id] = ledger.tick[0] + Math.max(DOWN_TICKS_MIN, rules.combat.respawnTicks);
}
