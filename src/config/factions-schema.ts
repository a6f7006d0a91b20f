import { z } from 'zod';
import { list, refuse, requiredText, requiredWholeNumber } from './knob.ts';
import { minds } from './minds-schema.ts';
import { FACTION_COUNT, type Mind, type MindText, mind } from './persona-schema.ts';
import { CONSIDERATION_NAMES, CONSIDERATIONS, type ConsiderationName } from './persona-words.ts';
import { STANDARD_FACTIONS } from './standard-personas.ts';

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
  mind: mind.optional(),
});

type Faction = z.output<typeof faction>;

type Relation = Mind['relations'][number];

/** A mind with a curve for each consideration, which knows others by their number only. */
export interface LedMind extends Omit<Mind, 'curves' | 'relations'> {
  curves: Record<ConsiderationName, readonly number[]>;
  relations: (Relation & { faction: number })[];
}

/** A faction as the program knows it: with a mind. */
export type LedFaction = Omit<Faction, 'mind'> & { mind: LedMind };

const standardFactions = STANDARD_FACTIONS.map((one, index) => faction.parse({ id: index + 1, ...one }));

type Context = z.core.$RefinementCtx<Faction[]>;

function eachIsItself(factions: Faction[], context: Context): void {
  const refuseKey = (index: number, key: keyof Faction, allowed: string) =>
    refuse(context, [index, key], factions[index][key], allowed);
  factions.forEach((one, index) => {
    // Everything that knows a faction by id finds it by position, without a search.
    if (one.id !== index + 1)
      refuseKey(index, 'id', `${index + 1} (factions are listed in the order of their ids)`);
    const before = factions.slice(0, index);
    if (before.some((other) => other.name.toLowerCase() === one.name.toLowerCase())) {
      refuseKey(index, 'name', 'a name no other faction has');
    }
    if (before.some((other) => other.color.toLowerCase() === one.color.toLowerCase())) {
      refuseKey(index, 'color', 'a color no other faction has, or the map cannot tell them apart');
    }
    eachKnowsOthers(factions, index, context);
  });
}

/** Relations are to others, and one to each. */
function eachKnowsOthers(factions: readonly Faction[], index: number, context: Context): void {
  const relations = factions[index].mind?.relations ?? [];
  const others = relations.map((relation) => factionNumber(factions, relation.faction));
  others.forEach((other, at) => {
    const refuseOther = (allowed: string) =>
      refuse(context, [index, 'mind', 'relations', at, 'faction'], relations[at].faction, allowed);
    if (other === 0) refuseOther(`1..${FACTION_COUNT}, ${factions.map(({ name }) => name).join(', ')}`);
    else if (other === index + 1) refuseOther('another faction than itself');
    else if (others.indexOf(other) < at) refuseOther('a faction that it has no relation to yet');
  });
}

/** Id of the faction that a number or a name means; 0 = there is none. */
function factionNumber(factions: readonly Pick<Faction, 'name'>[], known: number | string): number {
  if (typeof known === 'number') return known;
  return 1 + factions.findIndex(({ name }) => name.toLowerCase() === known.toLowerCase());
}

/** factions.yaml: who the seven factions are, and how they think. */
export const factionsSchema = z.strictObject({
  minds,
  factions: list(faction, {
    countMin: FACTION_COUNT,
    countMax: FACTION_COUNT,
    default: standardFactions,
    rule: eachIsItself,
    effect: 'The seven factions of the world.',
  }),
});

export interface FactionsConfig {
  minds: z.output<typeof minds>;
  factions: LedFaction[];
}

/**
 * What a checked factions.yaml comes to: a faction without a mind gets the one that its number has by standard, every
 * consideration its curve, and relations name others by their number.
 */
export function ledFactions({ minds, factions }: z.output<typeof factionsSchema>): FactionsConfig {
  const led = factions.map((one, index) => {
    const own = one.mind ?? standardFactions[index].mind!;
    const relations = own.relations.map((to) => ({ ...to, faction: factionNumber(factions, to.faction) }));
    return { ...one, mind: { ...own, relations, curves: curvesOf(own) } };
  });
  return { minds, factions: led };
}

function curvesOf({ curves }: Mind): LedMind['curves'] {
  const own = new Map<ConsiderationName, readonly number[]>(curves.map(({ of, points }) => [of, points]));
  const all = CONSIDERATION_NAMES.map((name) => [name, own.get(name) ?? CONSIDERATIONS[name].curve]);
  return Object.fromEntries(all) as LedMind['curves'];
}

/** The mind of a faction at the beginning of `path`, which a server can do without; undefined when it is elsewhere. */
export function sparedMind(path: readonly PropertyKey[]): PropertyKey[] | undefined {
  return path[0] === 'factions' && path[2] === 'mind' ? path.slice(0, 3) : undefined;
}

/** What is in the place of a mind that cannot be read. */
export const MIND_INSTEAD = { brain: 'rules' } satisfies MindText;
