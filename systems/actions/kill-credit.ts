import { PROPERTY } from '../../components/combat-rules.ts';
import type { World } from '../../components/world.ts';
import { levelOf } from '../../src/combat/level.ts';
import { ENTITY_KIND } from '../../src/protocol/fields.ts';
import { tellKit } from './items.ts';
import { markDirty } from './properties.ts';

const RISES_WITH_LEVEL = (1 << PROPERTY.health) | (1 << PROPERTY.power);

/** Books that a fighter fell by `by` (0 = by nobody): who lost one, who won, and what the victor learned from it. */
export function creditKill(world: World, id: number, by: number): void {
  const { fighter, identity, reserve, rules } = world;
  reserve.losses[identity.faction[id]]++;
  if (by === 0) return;
  reserve.kills[identity.faction[by]]++;
  // Both may have fallen by each other's hand: who is no more learns nothing.
  if (identity.kind[by] === ENTITY_KIND.none) return;
  const before = levelOf(rules.combat, fighter.experience[by]);
  const gained = rules.combat.experienceFor[identity.kind[id] - 1];
  fighter.experience[by] = Math.min(0xffff_ffff, fighter.experience[by] + gained);
  if (levelOf(rules.combat, fighter.experience[by]) === before) return;
  markDirty(world, by, RISES_WITH_LEVEL);
  if (identity.kind[by] === ENTITY_KIND.avatar) tellKit(world, world.avatar.session[by]);
}
