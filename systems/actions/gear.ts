import { GEAR, GEAR_COUNT } from '../../components/combat-rules.ts';
import type { World } from '../../components/world.ts';

/** The column of what is worn at a place of the body. */
export function wornAt(world: World, place: number): Uint8Array {
  const { gear } = world;
  if (place === GEAR.weapon) return gear.weapon;
  return place === GEAR.armor ? gear.armor : gear.device;
}

/** Wears what lies in a place of the bag; what was worn lies there then. False when nothing wearable does. */
export function wear(world: World, id: number, slot: number): boolean {
  const { bag, rules } = world;
  const item = bag.item[slot];
  if (item === 0) return false;
  const place = rules.combat.itemGear[item - 1];
  if (place >= GEAR_COUNT) return false;
  const worn = wornAt(world, place);
  const before = worn[id];
  // One of several leaves no room for what was worn.
  if (bag.count[slot] > 1 && before !== 0) return false;
  worn[id] = item;
  if (bag.count[slot] > 1) {
    bag.count[slot]--;
  } else {
    bag.item[slot] = before;
    bag.count[slot] = before === 0 ? 0 : 1;
  }
  return true;
}

/** Puts what is worn into a place of the bag. False when nothing is worn, or something lies there. */
export function takeOff(world: World, id: number, slot: number, place: number): boolean {
  const { bag } = world;
  const worn = wornAt(world, place);
  if (worn[id] === 0 || bag.item[slot] !== 0) return false;
  bag.item[slot] = worn[id];
  bag.count[slot] = 1;
  worn[id] = 0;
  return true;
}
