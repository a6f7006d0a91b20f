import { PROPERTY, SOURCE } from '../../components/combat-rules.ts';
import type { World } from '../../components/world.ts';
import { levelBonus, levelOf } from '../../src/combat/level.ts';
import { addModifier, addModifiers, type ModifierSums } from '../../src/combat/properties.ts';
import { EFFECT_SLOTS } from '../../src/limits.ts';

/** Adds all that changes the properties of a fighter: what it wears, effects, ground, posture and level. */
export function addAllModifiers(world: World, sums: ModifierSums, id: number): void {
  const { fighter, gear, rules } = world;
  const { areaProperty, areaThousandths, postureProperty, postureThousandths } = rules.combat;
  addWorn(world, sums, gear.weapon[id]);
  addWorn(world, sums, gear.armor[id]);
  addWorn(world, sums, gear.device[id]);
  addEffects(world, sums, id);
  addModifiers(sums, SOURCE.area, areaProperty, areaThousandths, fighter.area[id], 1);
  addModifiers(sums, SOURCE.posture, postureProperty, postureThousandths, fighter.posture[id], 1);
  const bonus = levelBonus(rules.combat, levelOf(rules.combat, fighter.experience[id]));
  addModifier(sums, SOURCE.level, PROPERTY.power, bonus);
  addModifier(sums, SOURCE.level, PROPERTY.health, bonus);
}

function addWorn(world: World, sums: ModifierSums, item: number): void {
  if (item === 0) return;
  const { itemProperty, itemThousandths } = world.rules.combat;
  addModifiers(sums, SOURCE.item, itemProperty, itemThousandths, item - 1, 1);
}

function addEffects(world: World, sums: ModifierSums, id: number): void {
  const { effect, effectDue, rules } = world;
  if (effectDue.tick[id] === 0) return;
  const { effectProperty, effectSource, effectThousandths } = rules.combat;
  for (let slot = id * EFFECT_SLOTS; slot < (id + 1) * EFFECT_SLOTS; slot++) {
    if (effect.kind[slot] === 0) continue;
    const kind = effect.kind[slot] - 1;
    addModifiers(sums, effectSource[kind], effectProperty, effectThousandths, kind, effect.stacks[slot]);
  }
}
