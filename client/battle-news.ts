import {
  BATTLE_EVENT_NAMES,
  type BattleEventName,
  GEAR_PLACES,
  type GearPlace,
} from '../src/protocol/battle-words.ts';
import { HARM_FALLEN } from '../src/protocol/fields.ts';

/** Something that happened in a fight in view. */
export interface BattleNews {
  readonly kind: BattleEventName;
  readonly sector: number;
  /** Who fell, the base, the control point; for massiveBattle how many fight. */
  readonly subject: number;
  /** Entity that did it, 0 nobody; for resourceCapture the faction. */
  readonly actor: number;
  readonly tick: number;
}

/** What an avatar wears and carries. Items are kinds + 1, in the order of the configuration; 0 = none. */
export interface Kit {
  readonly level: number;
  readonly gear: Readonly<Record<GearPlace, number>>;
  readonly bag: readonly { readonly item: number; readonly count: number }[];
}

/** Makes news of an item battle that was read: its event is a known one. */
export function battleNews(
  event: number,
  sector: number,
  subject: number,
  actor: number,
  tick: number,
): BattleNews {
  return { kind: BATTLE_EVENT_NAMES[event]!, sector, subject, actor, tick };
}

/** Makes a kit of the bytes of an item kit. */
export function kitOf(bytes: Uint8Array): Kit {
  const bagAt = 1 + GEAR_PLACES.length;
  const [level, weapon, armor, device] = bytes;
  const bag: { item: number; count: number }[] = [];
  for (let at = bagAt; at < bytes.length; at += 2) bag.push({ item: bytes[at], count: bytes[at + 1] });
  return { level, gear: { weapon, armor, device }, bag };
}

/** Whether an entity has fallen. Avatars stay where they fell until they rise again; others are gone at once. */
export function isFallen(entity: { readonly harm: number }): boolean {
  return entity.harm === HARM_FALLEN;
}
