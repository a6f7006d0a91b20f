import type { GearPlace } from '../src/protocol/battle-words.ts';

/** What the server tells of its kinds of items; `gear` is a place on the body, or `consumable`. */
export interface ItemView {
  readonly name: string;
  readonly gear: string;
}

/** What can be done with a thing in the bag. */
export interface ItemUses {
  readonly isWorn: boolean;
  readonly isUsed: boolean;
}

export const GEAR_WORDS: Record<GearPlace, string> = { weapon: 'Weapon', armor: 'Armor', device: 'Device' };

/** Name of an item as kits have it: its kind + 1, 0 none. A server need not name its own. */
export function itemWords(item: number, items: readonly ItemView[] = []): string {
  return item === 0 ? 'none' : (items[item - 1]?.name ?? `item ${item}`);
}

/** What can be done with an item; with one that the server does not describe either is worth a try. */
export function itemUses(item: number, items: readonly ItemView[] = []): ItemUses {
  const known = items[item - 1];
  if (!known) return { isWorn: true, isUsed: true };
  const isUsed = known.gear === 'consumable';
  return { isWorn: !isUsed, isUsed };
}
