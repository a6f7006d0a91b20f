import { STACKING } from '../../components/combat-rules.ts';
import type { World } from '../../components/world.ts';
import { EFFECT_SLOTS } from '../../src/limits.ts';
import { beginEffect, endEffect, findEffect, makeRoom, setEffectDue, stackEffect } from './effect-places.ts';

/**
 * Has an effect of a kind (0 .. EFFECT_KIND_MAX - 1) on an entity from now on, as long as its kind lasts. A second one
 * of the kind does what its STACKING says; where all places are taken, the one that ends first makes room. A kind that
 * lasts no time does nothing.
 */
export function addEffect(world: World, id: number, kind: number): void {
  const { effect, fights, ledger, rules } = world;
  const { effectStacking, effectTicks } = rules.combat;
  if (effectTicks[kind] <= 0) return;
  const held = findEffect(world, id, kind + 1);
  const stacking = effectStacking[kind];
  if (held >= 0 && stacking === STACKING.ignore) return;
  const slot = held >= 0 ? held : makeRoom(world, id);
  if (held < 0) beginEffect(world, id, slot, kind);
  else if (stacking === STACKING.stack) stackEffect(world, id, slot, kind);
  effect.endTick[slot] = ledger.tick[0] + effectTicks[kind];
  fights.effectsBegun++;
  setEffectDue(world, id);
}

/** Ends all effects on an entity. */
export function clearEffects(world: World, id: number): void {
  const { effect, effectDue } = world;
  if (effectDue.tick[id] === 0) return;
  for (let slot = id * EFFECT_SLOTS; slot < (id + 1) * EFFECT_SLOTS; slot++) {
    if (effect.kind[slot] !== 0) endEffect(world, id, slot);
  }
  effectDue.tick[id] = 0;
}

/** Ends the effects on an entity whose time is over. */
export function endDueEffects(world: World, id: number): void {
  const { effect, ledger } = world;
  const tick = ledger.tick[0];
  for (let slot = id * EFFECT_SLOTS; slot < (id + 1) * EFFECT_SLOTS; slot++) {
    if (effect.kind[slot] !== 0 && effect.endTick[slot] <= tick) endEffect(world, id, slot);
  }
  setEffectDue(world, id);
}
