import { Bag, Effect, Fighter, Gear } from '../../components/combat.ts';
import { ALL_PROPERTIES } from '../../components/fights.ts';
import type { World } from '../../components/world.ts';
import { BAG_SLOTS, EFFECT_SLOTS } from '../../src/limits.ts';
import { markDirty } from './properties.ts';

// Every column there is: one that is added later cannot be forgotten here.
const FIGHTER_COLUMNS = columnsOf(Fighter.columns);
const GEAR_COLUMNS = columnsOf(Gear.columns);
const BAG_COLUMNS = columnsOf(Bag.columns);
const EFFECT_COLUMNS = columnsOf(Effect.columns);

function columnsOf<C extends object>(columns: C): readonly (keyof C)[] {
  return Object.keys(columns) as (keyof C)[];
}

/** Makes a new entity whole, and takes from it what the one had that bore its id before. */
export function arm(world: World, id: number): void {
  const { bag, effect, effectDue, fighter, gear } = world;
  for (let i = 0; i < FIGHTER_COLUMNS.length; i++) fighter[FIGHTER_COLUMNS[i]][id] = 0;
  for (let i = 0; i < GEAR_COLUMNS.length; i++) gear[GEAR_COLUMNS[i]][id] = 0;
  for (let i = 0; i < BAG_COLUMNS.length; i++)
    bag[BAG_COLUMNS[i]].fill(0, id * BAG_SLOTS, (id + 1) * BAG_SLOTS);
  for (let i = 0; i < EFFECT_COLUMNS.length; i++) {
    effect[EFFECT_COLUMNS[i]].fill(0, id * EFFECT_SLOTS, (id + 1) * EFFECT_SLOTS);
  }
  effectDue.tick[id] = 0;
  markDirty(world, id, ALL_PROPERTIES);
}
