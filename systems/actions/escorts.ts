import { POSTURE } from '../../components/combat-rules.ts';
import { ESCORT_TASK } from '../../components/convoys.ts';
import type { World } from '../../components/world.ts';
import { aim, hasTarget } from './aim.ts';
import { canFight, mayStrike } from './hostility.ts';

/** Sets an avatar or a soldier to work for or against a convoy; whatever it did for another one ends. */
export function assign(world: World, avatar: number, task: number, convoy: number): void {
  const { escort, identity } = world;
  escort.task[avatar] = task;
  escort.convoy[avatar] = convoy;
  escort.generation[avatar] = identity.generation[convoy];
}

/** Lets an avatar or a soldier do nothing for or against any convoy. */
export function dismiss(world: World, avatar: number): void {
  const { escort } = world;
  escort.task[avatar] = ESCORT_TASK.none;
  escort.convoy[avatar] = 0;
  escort.generation[avatar] = 0;
}

/** Lets everybody go who works for or against a convoy. */
export function dismissFrom(world: World, convoy: number): void {
  const { entities, escort } = world;
  const ids = entities.bodies.ids();
  for (let i = 0; i < ids.length; i++) {
    if (escort.task[ids[i]] !== ESCORT_TASK.none && escort.convoy[ids[i]] === convoy) dismiss(world, ids[i]);
  }
}

/** Lets the raiders of a convoy go; they cannot raid again for a while. */
export function repelRaiders(world: World, convoy: number): void {
  const { entities, escort, ledger, rules } = world;
  const ids = entities.bodies.ids();
  for (let i = 0; i < ids.length; i++) {
    if (!works(world, ids[i], ESCORT_TASK.raid, convoy)) continue;
    dismiss(world, ids[i]);
    escort.restTick[ids[i]] = ledger.tick[0] + rules.convoys.raidRestTicks;
  }
}

/** How many escort a convoy and are near it. */
export function escortsNear(world: World, convoy: number): number {
  const { entities, rules } = world;
  const ids = entities.bodies.ids();
  let count = 0;
  for (let i = 0; i < ids.length; i++) {
    if (!works(world, ids[i], ESCORT_TASK.escort, convoy)) continue;
    if (isNear(world, ids[i], convoy, rules.convoys.escortRangeUnits)) count++;
  }
  return count;
}

/** Whether somebody raids a convoy: near it, with it as target, and with a mind to strike. */
export function isRaided(world: World, convoy: number): boolean {
  const { entities, rules } = world;
  const ids = entities.bodies.ids();
  for (let i = 0; i < ids.length; i++) {
    if (!works(world, ids[i], ESCORT_TASK.raid, convoy) || !strikesAt(world, ids[i], convoy)) continue;
    if (isNear(world, ids[i], convoy, rules.convoys.raidRangeUnits)) return true;
  }
  return false;
}

/** Lets an escort near its convoy strike at who attacks that, if it has no target: such was its order. */
export function defend(world: World, avatar: number): void {
  const { escort, fighter, rules } = world;
  const convoy = escort.convoy[avatar];
  if (!works(world, avatar, ESCORT_TASK.escort, convoy)) return;
  if (fighter.posture[avatar] === POSTURE.retreat || hasTarget(world, avatar)) return;
  if (!isNear(world, avatar, convoy, rules.convoys.escortRangeUnits)) return;
  const attacker = attackerOf(world, convoy);
  if (attacker === 0 || !mayStrike(world, avatar, attacker)) return;
  aim(world, avatar, attacker);
  fighter.isOrdered[avatar] = 1;
}

/** Who has hurt a convoy most of late, or else who began the raid on it; 0 = nobody attacks it. */
function attackerOf(world: World, convoy: number): number {
  const { fighter, identity } = world;
  const rival = fighter.rival[convoy];
  const isThere = fighter.rivalThreat[convoy] > 0 && fighter.rivalUse[convoy] === identity.generation[rival];
  if (isThere && canFight(world, rival)) return rival;
  const { raider } = world.convoy;
  return works(world, raider[convoy], ESCORT_TASK.raid, convoy) ? raider[convoy] : 0;
}

function strikesAt(world: World, id: number, target: number): boolean {
  const { posture, target: targetOf } = world.fighter;
  return targetOf[id] === target && hasTarget(world, id) && posture[id] !== POSTURE.retreat;
}

/** Whether an entity is within a distance of another, 1/4096 m. */
export function isNear(world: World, one: number, other: number, units: number): boolean {
  const { motion } = world;
  const dx = motion.x[one] - motion.x[other];
  const dy = motion.y[one] - motion.y[other];
  return dx * dx + dy * dy <= units * units;
}

function works(world: World, avatar: number, task: number, convoy: number): boolean {
  const { escort, identity } = world;
  return (
    escort.task[avatar] === task &&
    escort.convoy[avatar] === convoy &&
    escort.generation[avatar] === identity.generation[convoy]
  );
}
