import { CONSUMABLE, GEAR_COUNT, PROPERTY } from '../../components/combat-rules.ts';
import { ALL_PROPERTIES } from '../../components/fights.ts';
import { SESSION_STATE } from '../../components/session.ts';
import type { World } from '../../components/world.ts';
import { levelOf } from '../../src/combat/level.ts';
import { WHOLE } from '../../src/combat/properties.ts';
import { BAG_SLOTS } from '../../src/limits.ts';
import { ENTITY_KIND, RESULT, type Result } from '../../src/protocol/fields.ts';
import { NOTICE } from '../../src/replication/frame.ts';
import { addEffect } from './effects.ts';
import { takeOff, wear, wornAt } from './gear.ts';
import { markDirty, propertyOf } from './properties.ts';
import { notice } from './sessions.ts';
import { heal } from './wounds.ts';

/** Gives a new avatar what the rules say everybody begins with. */
export function startKit(world: World, id: number): void {
  const { bag, rules } = world;
  const { startBag, startGear } = rules.combat;
  for (let place = 0; place < GEAR_COUNT; place++) wornAt(world, place)[id] = startGear[place];
  for (let place = 0; place < BAG_SLOTS; place++) {
    const item = startBag[place];
    bag.item[id * BAG_SLOTS + place] = item;
    bag.count[id * BAG_SLOTS + place] = item === 0 ? 0 : 1;
  }
  markDirty(world, id, ALL_PROPERTIES);
}

/**
 * Exchanges what lies at place `a` of the bag with what is worn. `b` 0: the thing is worn where it belongs, and what
 * was worn there lies in the bag; 1 + GEAR: what is worn there is put into that place, which must be empty.
 */
export function equip(world: World, id: number, a: number, b: number): Result {
  if (a < 0 || a >= BAG_SLOTS || b < 0 || b > GEAR_COUNT) return RESULT.badValue;
  const slot = id * BAG_SLOTS + a;
  const isDone = b === 0 ? wear(world, id, slot) : takeOff(world, id, slot, b - 1);
  if (!isDone) return RESULT.notPossible;
  markDirty(world, id, ALL_PROPERTIES);
  tellKitOf(world, id);
  return RESULT.done;
}

/**
 * Uses up one of the things at place `a` of the bag: it heals, has its effect, or both. Refused while the last one is
 * not long enough ago, and when there is nothing to heal for a thing that does nothing else.
 */
export function useItem(world: World, id: number, a: number): Result {
  const { bag, fighter, ledger, rules } = world;
  const { itemEffect, itemGear, itemHeal, useRestTicks } = rules.combat;
  if (a < 0 || a >= BAG_SLOTS) return RESULT.badValue;
  const slot = id * BAG_SLOTS + a;
  const kind = bag.item[slot] - 1;
  if (kind < 0 || itemGear[kind] !== CONSUMABLE) return RESULT.notPossible;
  if (itemEffect[kind] === 0 && fighter.wounds[id] === 0) return RESULT.notPossible;
  if (ledger.tick[0] < fighter.useTick[id]) return RESULT.busy;
  fighter.useTick[id] = ledger.tick[0] + useRestTicks;
  bag.count[slot]--;
  if (bag.count[slot] === 0) bag.item[slot] = 0;
  const health = propertyOf(world, id, PROPERTY.health);
  if (itemHeal[kind] > 0) heal(world, id, Math.floor((health * itemHeal[kind]) / WHOLE));
  if (itemEffect[kind] !== 0) addEffect(world, id, itemEffect[kind] - 1);
  tellKitOf(world, id);
  return RESULT.done;
}

/** Tells the player of a session what its avatar wears and carries, and its level. */
export function tellKit(world: World, slot: number): void {
  const { bag, fighter, gear, rules, session } = world;
  const id = session.avatar[slot];
  if (id === 0 || session.state[slot] !== SESSION_STATE.connected) return;
  const at = notice(world, NOTICE.kit, slot);
  if (at < 0) return;
  const { words } = world.frame.notices;
  const level = levelOf(rules.combat, fighter.experience[id]);
  words[at + 4] = level | (gear.weapon[id] << 8) | (gear.armor[id] << 16) | (gear.device[id] << 24);
  for (let pair = 0; pair < BAG_SLOTS / 2; pair++) {
    const first = id * BAG_SLOTS + 2 * pair;
    const low = bag.item[first] | (bag.count[first] << 8);
    words[at + 5 + pair] = low | (bag.item[first + 1] << 16) | (bag.count[first + 1] << 24);
  }
}

/** As `tellKit`, for an entity; nobody is told of one that no session steers. */
export function tellKitOf(world: World, id: number): void {
  const { avatar, identity, session } = world;
  const slot = avatar.session[id];
  if (identity.kind[id] === ENTITY_KIND.avatar && session.avatar[slot] === id) tellKit(world, slot);
}
