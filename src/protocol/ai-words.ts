/** What the numbers in records of the factions' minds mean. Words are added at the end, never moved. */

export const AI_LAYERS = ['strategic', 'tactical', 'immediate'] as const;

export const AI_STRATEGIES = ['consolidate', 'defend', 'expand', 'attack', 'trade'] as const;

/** What a faction sets out to do: what a strategic decision chooses, and a tactical one follows from. */
export const AI_GOALS = [
  ...['none', 'take', 'hold', 'cut', 'protect'],
  ...['relocate', 'raid', 'ally', 'betray'],
] as readonly string[];

/** How a goal is gone about: what a tactical decision chooses. */
export const AI_TEMPLATES = [
  ...['none', 'probe', 'interdict', 'converge', 'raid', 'distributed_raids'],
  ...['fortify', 'escort', 'relocate', 'blockade', 'feint', 'parley'],
] as readonly string[];

/** What has to be answered: what an immediate decision follows from. */
export const AI_THREATS = [
  ...['none', 'contested', 'lost', 'convoy_hit', 'convoy_lost'],
  ...['fort_hit', 'fort_lost', 'pact_broken', 'squad_hurt'],
] as readonly string[];

/** How a threat is answered: what an immediate decision chooses. */
export const AI_REFLEXES = [
  ...['none', 'reinforce', 'counter_raid', 'withdraw', 'turn_convoy'],
  ...['guard_convoy', 'recapture', 'review'],
] as readonly string[];

/** What an option of a decision is, by layer. */
export const AI_CHOICES: readonly (readonly string[])[] = [AI_GOALS, AI_TEMPLATES, AI_REFLEXES];

/** What a decision follows from, by layer. */
export const AI_ORIGINS: readonly (readonly string[])[] = [AI_STRATEGIES, AI_GOALS, AI_THREATS];

/** What is said of an option, bits. */
export const AI_OPTION_FLAG = { chosen: 1, vetoed: 2, running: 4 } as const;

export const OPERATION_EVENTS = ['began', 'arrived', 'step', 'ended'] as const;

/** How an operation ended, by the word of that event. */
export const OPERATION_ENDS = ['done', 'failed', 'aborted', 'overtaken'] as const;

/** What happens between two factions. A pact that `stands` is told to whoever begins to listen. */
export const PACT_EVENTS = ['made', 'refused', 'broken', 'over', 'stands'] as const;

/** What happens to a district. One that `stands` contested is told to whoever begins to listen. */
export const CONFLICT_EVENTS = ['contested', 'calm', 'owner', 'stands'] as const;
