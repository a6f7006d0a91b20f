import { ESCORT_TASK } from '../../components/convoys.ts';
import type { World } from '../../components/world.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';

/** Sets an avatar to work for or against a convoy; whatever it did for another one ends. */
export function assign(world: World, avatar: number, task: number, convoy: number): void {
  const { escort, identity } = world;
  escort.task[avatar] = task;
  escort.convoy[avatar] = convoy;
  escort.generation[avatar] = identity.generation[convoy];
}

/** Lets an avatar do nothing for or against any convoy. */
export function dismiss(world: World, avatar: number): void {
  const { escort } = world;
  escort.task[avatar] = ESCORT_TASK.none;
  escort.convoy[avatar] = 0;
  escort.generation[avatar] = 0;
}

/** Lets everybody go who works for or against a convoy. */
export function dismissFrom(world: World, convoy: number): void {
  const { entities, escort } = world;
  const ids = entities.rosters.get(ENTITY_KIND.avatar)!.ids();
  for (let i = 0; i < ids.length; i++) {
    if (escort.task[ids[i]] !== ESCORT_TASK.none && escort.convoy[ids[i]] === convoy) dismiss(world, ids[i]);
  }
}

/** Lets the raiders of a convoy go; they cannot raid again for a while. */
export function repelRaiders(world: World, convoy: number): void {
  const { entities, escort, ledger, rules } = world;
  const ids = entities.rosters.get(ENTITY_KIND.avatar)!.ids();
  for (let i = 0; i < ids.length; i++) {
    if (!works(world, ids[i], ESCORT_TASK.raid, convoy)) continue;
    dismiss(world, ids[i]);
    escort.restTick[ids[i]] = ledger.tick[0] + rules.convoys.raidRestTicks;
  }
}

/** Avatars that escort a convoy and are near it. */
export function escortsNear(world: World, convoy: number): number {
  const { entities, rules } = world;
  const ids = entities.rosters.get(ENTITY_KIND.avatar)!.ids();
  let count = 0;
  for (let i = 0; i < ids.length; i++) {
    if (!works(world, ids[i], ESCORT_TASK.escort, convoy)) continue;
    if (isNear(world, ids[i], convoy, rules.convoys.escortRangeUnits)) count++;
  }
  return count;
}

/** Faction of the raiders near a convoy (that of the lowest id, if there are several), 0 when nobody is near. */
export function raidingFaction(world: World, convoy: number): number {
  const ids = world.entities.rosters.get(ENTITY_KIND.avatar)!.ids();
  for (let i = 0; i < ids.length; i++) {
    if (raids(world, ids[i], convoy)) return world.identity.faction[ids[i]];
  }
  return 0;
}

/** Raiders of a faction near a convoy. */
export function raidersNear(world: World, convoy: number, faction: number): number {
  const { entities, identity } = world;
  const ids = entities.rosters.get(ENTITY_KIND.avatar)!.ids();
  let count = 0;
  for (let i = 0; i < ids.length; i++) {
    if (identity.faction[ids[i]] === faction && raids(world, ids[i], convoy)) count++;
  }
  return count;
}

/** Whether an entity is within a distance of another, 1/4096 m. */
export function isNear(world: World, one: number, other: number, units: number): boolean {
  const { motion } = world;
  const dx = motion.x[one] - motion.x[other];
  const dy = motion.y[one] - motion.y[other];
  return dx * dx + dy * dy <= units * units;
}

function raids(world: World, avatar: number, convoy: number): boolean {
  const range = world.rules.convoys.raidRangeUnits;
  return works(world, avatar, ESCORT_TASK.raid, convoy) && isNear(world, avatar, convoy, range);
}

function works(world: World, avatar: number, task: number, convoy: number): boolean {
  const { escort, identity } = world;
  return (
    escort.task[avatar] === task &&
    escort.convoy[avatar] === convoy &&
    escort.generation[avatar] === identity.generation[convoy]
  );
}
