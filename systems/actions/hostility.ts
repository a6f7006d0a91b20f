import { UNIT_COUNT } from '../../components/combat-rules.ts';
import type { World } from '../../components/world.ts';
import { SIDE_COUNT } from '../../src/limits.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { RELATION } from '../../src/routing/route-costs.ts';

/** Whether an entity is one that fights, and has not fallen. */
export function canFight(world: World, id: number): boolean {
  const kind = world.identity.kind[id];
  return kind !== ENTITY_KIND.none && kind <= UNIT_COUNT && world.fighter.respawnTick[id] === 0;
}

/**
 * Whether two factions fight each other: no allies by the rules, and without a pact. Who belongs to none fights
 * nobody.
 */
export function areEnemies(world: World, faction: number, other: number): boolean {
  if (faction === 0 || other === 0) return false;
  if (world.pact.endTick[faction * SIDE_COUNT + other] !== 0) return false;
  return world.roads.costs.relation[faction * SIDE_COUNT + other] === RELATION.enemy;
}

/** The factions that a faction fights, as bits. */
export function enemiesOf(world: World, faction: number): number {
  let bits = 0;
  for (let other = 1; other < SIDE_COUNT; other++) {
    if (areEnemies(world, faction, other)) bits |= 1 << other;
  }
  return bits;
}

/** Whether `id` may strike at `other`: both can fight, and their factions are enemies. */
export function mayStrike(world: World, id: number, other: number): boolean {
  const { faction } = world.identity;
  return canFight(world, id) && canFight(world, other) && areEnemies(world, faction[id], faction[other]);
}
