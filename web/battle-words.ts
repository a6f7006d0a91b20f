import { ENTITY_KIND, RESULT } from '../src/protocol/fields.ts';

/** What is said of fights on the map. */

const KIND_WORDS: Record<number, string> = {
  [ENTITY_KIND.patrol]: 'patrol',
  [ENTITY_KIND.avatar]: 'avatar',
  [ENTITY_KIND.convoy]: 'convoy',
  [ENTITY_KIND.fort]: 'fort',
  [ENTITY_KIND.base]: 'base',
  [ENTITY_KIND.wreck]: 'wreck',
};

/** What an avatar does in a fight of its own accord; `name` as in the session's command. */
export const POSTURE_CHOICES = [
  { name: 'hold', words: 'Hold', hint: 'Strikes back at whoever strikes it' },
  { name: 'attack', words: 'Attack', hint: 'Chooses enemies in reach by itself' },
  { name: 'retreat', words: 'Retreat', hint: 'Does not strike' },
] as const;

/** What an avatar does while its player is away; `name` as in the session's command. */
export const ABSENCE_CHOICES = [
  { name: 'hold', words: 'Stay', hint: 'While you are away it stays where it is' },
  {
    name: 'retreat',
    words: 'Shelter',
    hint: 'While you are away it goes to the nearest place of its faction',
  },
  { name: 'follow', words: 'Go along', hint: 'While you are away it goes with the squads of its faction' },
] as const;

/** Who takes part in an event of a fight, as far as the page saw. */
export interface Fighter {
  readonly kind: number;
  readonly faction: number;
  readonly isOwnAvatar: boolean;
}

/** A kind of entity in words: "patrol". */
export function kindWords(kind: number): string {
  return KIND_WORDS[kind] ?? `entity of kind ${kind}`;
}

/** A fighter in words: "Free77 patrol", "your avatar"; somebody for one that was not in view. */
export function fighterWords(fighter: Fighter | undefined, nameOf: (faction: number) => string): string {
  if (!fighter) return 'somebody out of sight';
  if (fighter.isOwnAvatar) return 'your avatar';
  const kind = kindWords(fighter.kind);
  return fighter.faction === 0 ? `${kind} of nobody` : `${nameOf(fighter.faction)} ${kind}`;
}

/** Who fell by whom: "Free77 patrol fell to your avatar". `by` is undefined where nobody did it. */
export function fallWords(who: Fighter | undefined, subject: string, by: string | undefined): string {
  const isAlive = who === undefined || who.kind === ENTITY_KIND.patrol || who.kind === ENTITY_KIND.avatar;
  const verb = isAlive
    ? by === undefined
      ? 'fell'
      : 'fell to'
    : by === undefined
      ? 'was destroyed'
      : 'was destroyed by';
  const words = by === undefined ? `${subject} ${verb}` : `${subject} ${verb} ${by}`;
  return capital(words);
}

export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Why an order about a fight was refused; '' for one that was taken. */
export function fightRefusalWords(result: number): string {
  switch (result) {
    case RESULT.done:
      return '';
    case RESULT.noAvatar:
      return 'Refused: you have no avatar.';
    case RESULT.badValue:
      return 'Refused: there is no such enemy or thing any more.';
    case RESULT.notThere:
      return 'Refused: it is out of your avatar’s sight.';
    case RESULT.notPossible:
      return 'Refused: that cannot be done with this one, or not now.';
    case RESULT.fallen:
      return 'Refused: your avatar has fallen.';
    case RESULT.busy:
      return 'Refused: not so soon after the last, try again.';
    default:
      return `Refused by the server (code ${result}).`;
  }
}

/** `harm` as what is left of the health, in percent: whoever is hurt never has all, and whoever stands never none. */
export function healthPercent(harm: number): number {
  if (harm === 0) return 100;
  return harm === 255 ? 0 : Math.min(99, Math.max(1, Math.round(100 - (harm * 100) / 255)));
}
