/**
 * What a persona is described by, in the order in which the simulation counts it (components/ai-rules.ts; a test
 * compares the two), each with what it does.
 */

export const BRAIN_NAMES = ['none', 'utility', 'rules'] as const;

export const TRAIT_EFFECTS = {
  aggression: 'How much attacks on others come before everything else.',
  expansion: 'How much it wants land.',
  economy: 'How much it cares for trade: its own, and that of others as prey.',
  technology: 'How much it goes by what districts make (see prefers) instead of by their strategic value.',
  defence: 'How much it holds what it has.',
  diplomacy: 'How readily it makes pacts and keeps them.',
  risk: 'How readily it goes where it is the weaker one.',
  patience: 'How long it keeps to a goal before it takes up another.',
  coordination:
    'How much it likes to act with several squads; from 0.7 on they wait for each other and arrive together.',
  mobility: 'How readily it moves its home to where life is better.',
} as const;

export const RESOURCE_NAMES = [
  ...(['salvage', 'intelligence', 'strategic', 'technology'] as const),
  ...(['economic', 'cultural', 'military'] as const),
] as const;

interface Consideration {
  /** What it is about, as the weight tells it. */
  readonly about: string;
  /** How much it counts for a persona in the middle. */
  readonly weight: number;
  /** What a persona in the middle makes of it; 0..1 at each quarter of the way. */
  readonly curve: readonly number[];
}

const RISES = [0, 0.25, 0.5, 0.75, 1];
const FALLS = [1, 0.75, 0.5, 0.25, 0];

export const CONSIDERATIONS = {
  value: { about: 'the strategic value of a district', weight: 0.5, curve: RISES },
  preference: { about: 'how much it likes what a district makes', weight: 0.3, curve: RISES },
  // Twice as far is a march of twice the time, in which the front moves on: near land counts for more than its share.
  nearness: { about: 'how near to its home a place is', weight: 0.9, curve: [0.02, 0.1, 0.25, 0.55, 1] },
  // As strong as the strongest rival is good enough; twice as strong hardly helps any more.
  force: { about: 'how strong it is there against others', weight: 0.7, curve: [0, 0.5, 0.8, 0.95, 1] },
  weakness: { about: 'how long the owner has not been active there', weight: 0.4, curve: RISES },
  support: { about: 'how much of the land around is its own', weight: 0.5, curve: [0.1, 0.5, 0.8, 0.95, 1] },
  hostility: { about: 'how much it is against the owner', weight: 0.5, curve: RISES },
  contested: { about: 'whether the district is contested', weight: 0.2, curve: RISES },
  momentum: { about: 'how its share there moves', weight: 0.3, curve: RISES },
  traffic: { about: 'how many convoys come through', weight: 0.6, curve: [0, 0.6, 0.8, 0.9, 1] },
  danger: { about: 'how strong the strongest rival there is', weight: 0.5, curve: RISES },
  weariness: { about: 'how much it has lost of late', weight: 0.5, curve: FALLS },
  failures: { about: 'how often it failed there of late', weight: 0.8, curve: FALLS },
  weather: { about: 'what world events leave of a presence there', weight: 0.2, curve: [0, 0.5, 1, 1, 1] },
  wealth: { about: 'how rich the land around is in what it likes', weight: 0.6, curve: [0, 0.4, 0.8, 1, 1] },
  trust: { about: 'what it thinks of the other faction', weight: 0.8, curve: RISES },
} as const satisfies Record<string, Consideration>;

export type ConsiderationName = keyof typeof CONSIDERATIONS;
export const CONSIDERATION_NAMES = Object.keys(CONSIDERATIONS) as [ConsiderationName, ...ConsiderationName[]];

export const GOAL_EFFECTS = {
  take: 'to take land of others or of nobody, and to keep it',
  hold: 'to hold own land in danger',
  cut: 'to stop the trade of an enemy',
  protect: 'to see own convoys through',
  relocate: 'to live somewhere else',
  raid: 'to hurt an enemy and leave again',
  ally: 'to make a pact',
  betray: 'to break a pact',
} as const;

export const TEMPLATE_EFFECTS = {
  probe: 'one squad looks what comes, and leaves',
  interdict: 'squads wait on a road for convoys',
  converge: 'squads gather, arrive together, take the place and stay',
  raid: 'squads take the place and leave',
  distributedRaids: 'squads strike at several places at a time, and leave',
  fortify: 'squads stand at the points of own land',
  escort: 'squads go with a convoy',
  relocate: 'all free squads move to a new home',
  blockade: 'squads take the place and stop every convoy there',
  feint: 'one squad draws the enemy off, then the others come',
  parley: 'words are exchanged',
} as const;

export type GoalName = keyof typeof GOAL_EFFECTS;

/** How much goals count while a faction is about something, against the usual. */
export const STRATEGY_RANKS = {
  consolidate: {
    ...{ take: 1.3, hold: 0.9, cut: 0.8, protect: 1.2, relocate: 1.2, raid: 0.8, ally: 1.3, betray: 0.3 },
  },
  defend: {
    ...{ take: 1.1, hold: 1.2, cut: 0.9, protect: 1.2, relocate: 0.8, raid: 0.9, ally: 1.4, betray: 0.2 },
  },
  expand: {
    ...{ take: 1.8, hold: 0.7, cut: 0.8, protect: 0.8, relocate: 1, raid: 0.9, ally: 1, betray: 0.8 },
  },
  attack: {
    ...{ take: 1.5, hold: 0.6, cut: 1.3, protect: 0.7, relocate: 0.8, raid: 1.6, ally: 0.7, betray: 1.4 },
  },
  trade: {
    ...{ take: 1.1, hold: 0.8, cut: 1.4, protect: 1.7, relocate: 1, raid: 0.9, ally: 1.1, betray: 0.4 },
  },
} as const satisfies Record<string, Record<GoalName, number>>;

/** What a faction is about, in words. */
export const STRATEGY_EFFECTS = {
  consolidate: 'it makes sure of what it has',
  defend: 'it is hard pressed',
  expand: 'it takes land',
  attack: 'it fights an enemy',
  trade: 'it cares for its convoys and hunts those of others',
} as const satisfies Record<keyof typeof STRATEGY_RANKS, string>;
