import { BATTLE_EVENT } from './fields.ts';

/** What the numbers in items and orders of fights mean. Words are added at the end, never moved. */

/** What a fighter does of its own accord, by the number in the order posture. */
export const POSTURES = ['hold', 'attack', 'retreat'] as const;

export type PostureName = (typeof POSTURES)[number];

/** What an avatar does while its player is away, by the number in the order absence. */
export const ABSENCES = ['hold', 'retreat', 'follow'] as const;

export type AbsenceName = (typeof ABSENCES)[number];

/** Places for things on a body, by the number in the order equip less one. */
export const GEAR_PLACES = ['weapon', 'armor', 'device'] as const;

export type GearPlace = (typeof GEAR_PLACES)[number];

export type BattleEventName = keyof typeof BATTLE_EVENT;

/** Names by the event of an item battle; the first place is empty. */
export const BATTLE_EVENT_NAMES: readonly (BattleEventName | undefined)[] = [
  undefined,
  ...(Object.keys(BATTLE_EVENT) as BattleEventName[]),
];
