import type { World } from '../../components/world.ts';
import { modifierBits } from '../../src/combat/properties.ts';
import { EFFECT_SLOTS } from '../../src/limits.ts';
import { markDirty } from './properties.ts';

/** Place of an effect, -1 when there is none of that kind (0: a free place). */
export function findEffect(world: World, id: number, kindInStore: number): number {
  const { kind } = world.effect;
  for (let slot = id * EFFECT_SLOTS; slot < (id + 1) * EFFECT_SLOTS; slot++) {
    if (kind[slot] === kindInStore) return slot;
  }
  return -1;
}

/** A free place; when there is none, that of the effect that ends first, made free. */
export function makeRoom(world: World, id: number): number {
  const { effect } = world;
  const free = findEffect(world, id, 0);
  if (free >= 0) return free;
  let first = id * EFFECT_SLOTS;
  for (let slot = first + 1; slot < (id + 1) * EFFECT_SLOTS; slot++) {
    const isSooner = effect.endTick[slot] < effect.endTick[first];
    const isAsSoon = effect.endTick[slot] === effect.endTick[first];
    // By kind, and not by place: the order in which they came must not decide.
    if (isSooner || (isAsSoon && effect.kind[slot] < effect.kind[first])) first = slot;
  }
  endEffect(world, id, first);
  return first;
}

/** Puts an effect into a free place; when it ends is set by the caller. */
export function beginEffect(world: World, id: number, slot: number, kind: number): void {
  world.effect.kind[slot] = kind + 1;
  world.effect.stacks[slot] = 1;
  markChanged(world, id, kind);
}

/** Lets an effect count once more, up to what its kind allows. */
export function stackEffect(world: World, id: number, slot: number, kind: number): void {
  const { effect, rules } = world;
  if (effect.stacks[slot] >= rules.combat.effectStackMax[kind]) return;
  effect.stacks[slot]++;
  markChanged(world, id, kind);
}

/** Makes the place of an effect free. */
export function endEffect(world: World, id: number, slot: number): void {
  const { effect } = world;
  markChanged(world, id, effect.kind[slot] - 1);
  effect.kind[slot] = 0;
  effect.stacks[slot] = 0;
  effect.endTick[slot] = 0;
}

function markChanged(world: World, id: number, kind: number): void {
  const { effectProperty, effectThousandths } = world.rules.combat;
  markDirty(world, id, modifierBits(effectProperty, effectThousandths, kind));
}

/** Keeps the earliest end at hand: thousands of fighters are asked for it in every tick. */
export function setEffectDue(world: World, id: number): void {
  const { effect, effectDue } = world;
  let due = 0;
  for (let slot = id * EFFECT_SLOTS; slot < (id + 1) * EFFECT_SLOTS; slot++) {
    const ends = effect.endTick[slot];
    if (ends !== 0 && (due === 0 || ends < due)) due = ends;
  }
  effectDue.tick[id] = due;
}
