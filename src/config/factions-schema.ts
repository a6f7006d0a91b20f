import { z } from 'zod';
import { list, requiredText, requiredWholeNumber } from './knob.ts';

const FACTION_COUNT = 7;

const faction = z.strictObject({
  id: requiredWholeNumber({
    min: 1,
    max: FACTION_COUNT,
    effect: 'Number the world knows the faction by; the list is in the order of the ids.',
  }),
  name: requiredText({
    lengthMin: 1,
    lengthMax: 40,
    form: { pattern: /^\S(?:.*\S)?$/, words: 'one line of 1..40 characters without spaces at its ends' },
    effect: 'Name shown to players; each faction has its own.',
  }),
  color: requiredText({
    lengthMin: 7,
    lengthMax: 7,
    form: {
      pattern: /^#[0-9A-Fa-f]{6}$/,
      words: '#RRGGBB in quotes, for example "#0066CC" (without quotes YAML reads a comment)',
    },
    effect: 'Color of its districts and units on the map; each faction has its own.',
  }),
  persona: requiredText({
    lengthMin: 1,
    lengthMax: 200,
    form: { pattern: /^\S(?:.*\S)?$/, words: 'one line of 1..200 characters without spaces at its ends' },
    effect: 'One line on how the faction thinks and acts.',
  }),
});

type Faction = z.output<typeof faction>;

function eachIsItself(factions: Faction[], context: z.core.$RefinementCtx<Faction[]>): void {
  const refuse = (index: number, key: keyof Faction, allowed: string) =>
    context.addIssue({
      code: 'custom',
      path: [index, key],
      message: `found ${JSON.stringify(factions[index][key])}, allowed: ${allowed}`,
    });
  factions.forEach((one, index) => {
    // Everything that knows a faction by id finds it by position, without a search.
    if (one.id !== index + 1)
      refuse(index, 'id', `${index + 1} (factions are listed in the order of their ids)`);
    const before = factions.slice(0, index);
    if (before.some((other) => other.name.toLowerCase() === one.name.toLowerCase())) {
      refuse(index, 'name', 'a name no other faction has');
    }
    if (before.some((other) => other.color.toLowerCase() === one.color.toLowerCase())) {
      refuse(index, 'color', 'a color no other faction has, or the map cannot tell them apart');
    }
  });
}

const standardFactions: Faction[] = [
  {
    id: 1,
    name: 'Directorate',
    color: '#0066CC',
    persona: 'Plans by the book, advances in formation and never leaves a border unmanned.',
  },
  {
    id: 2,
    name: 'Free77',
    color: '#CC3300',
    persona: 'Strikes where nobody looks, sells its skills and vanishes before the answer comes.',
  },
  {
    id: 3,
    name: 'Nomad Clans',
    color: '#996633',
    persona: 'Lives on the road, trusts speed over walls and moves on when the land is spent.',
  },
  {
    id: 4,
    name: 'Civic Wardens',
    color: '#006600',
    persona: 'Stands between the guns and the people, and remembers who broke a truce.',
  },
  {
    id: 5,
    name: 'Vultures Union',
    color: '#CC6600',
    persona: 'Waits for others to bleed, then takes the wreck, the cargo and the ground under it.',
  },
  {
    id: 6,
    name: 'Vaulted Archivists',
    color: '#6600CC',
    persona: 'Watches from afar, fights with machines and risks nothing but for lost knowledge.',
  },
  {
    id: 7,
    name: 'Corporate Combine',
    color: '#CCCC00',
    persona: 'Buys what it can, outbuilds what it cannot and counts every loss as an expense.',
  },
];

/** factions.yaml: who the seven factions are. */
export const factionsSchema = z.strictObject({
  factions: list(faction, {
    countMin: FACTION_COUNT,
    countMax: FACTION_COUNT,
    default: standardFactions,
    rule: eachIsItself,
    effect: 'The seven factions of the world.',
  }),
});

export type FactionsConfig = z.output<typeof factionsSchema>;
