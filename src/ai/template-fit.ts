import { GOAL, GOAL_COUNT, TEMPLATE, TEMPLATE_COUNT, TRAIT, TRAIT_COUNT } from '../../components/ai-rules.ts';
import type { Rules } from '../../components/rules.ts';

/**
 * How well a template serves a goal as things are: what it is made for, times the taste of the faction, times a factor
 * for each thing that matters to it, times one for each trait that does. Everything but the persona is frozen in the
 * inputs, so that a decision can be weighed again later, by the same or another persona.
 */

/**
 * What templates are weighed by: whole numbers from 0 to 1000 about a faction, a district and the squads that would be
 * sent. The numbers are in history: never reused.
 */
export const TEMPLATE_INPUT = {
  /** Squads that could be sent, of those that would be. */
  squads: 0,
  /** Own share of the strength there, with the squads; 500 = as strong as the strongest rival. */
  force: 1,
  /** Time left for the march when the last squad is there: 0 = it comes too late, 1000 = it is there already. */
  nearness: 2,
  /** How much later the last squad comes than the first: 1000 = by the whole time for the march. */
  spread: 3,
  /** Strategic value of the district. */
  value: 4,
  /** Strength of the strongest rival there. */
  danger: 5,
  /** How active the owner has been there of late. */
  activity: 6,
  /** Convoys that came through of late: of the other faction, or of its own where it is about nobody else. */
  traffic: 7,
  /** 1000 while the district is contested. */
  contested: 8,
  /** Largest share of the district that is neither its own nor its owner's nor nobody's. */
  thirdParty: 9,
  /** How often the faction failed there of late: 1000 = three times. */
  setbacks: 10,
  /** 1000 where the district is not its own. */
  foreign: 11,
  /** 1000 when there is a convoy to go with. */
  convoy: 12,
  /** Neighboring districts of the same owner: 1000 = four. */
  targets: 13,
  /** Own share of the district. */
  share: 14,
  /** What is left of the time for the goal. */
  time: 15,
} as const;

export const TEMPLATE_INPUT_COUNT = Object.keys(TEMPLATE_INPUT).length;
export const TEMPLATE_INPUT_NAMES = Object.keys(TEMPLATE_INPUT) as readonly (keyof typeof TEMPLATE_INPUT)[];

/** A score of one. */
export const SCORE_ONE = 65_536;

/** The largest score: columns hold 32 bits. */
const SCORE_MAX = 2 ** 31 - 1;

type TemplateName = keyof typeof TEMPLATE;
type Span = readonly [at0: number, at1000: number];

/** What templates are made for, thousandths, by GOAL. Of no goal: what idle squads do. */
const FIT: Readonly<Record<keyof typeof GOAL, Readonly<Partial<Record<TemplateName, number>>>>> = {
  none: { fortify: 1000 },
  take: { converge: 1000, feint: 800, raid: 350, distributedRaids: 300, probe: 200 },
  hold: { fortify: 1000, converge: 1000 },
  cut: { interdict: 1000, blockade: 900, raid: 400 },
  protect: { escort: 1000, fortify: 500 },
  relocate: { relocate: 1000 },
  raid: { raid: 1000, distributedRaids: 900, probe: 400, feint: 300 },
  ally: { parley: 1000 },
  betray: {},
};

/** Templates that can serve a goal, by GOAL. */
export const GOAL_TEMPLATES: readonly (readonly number[])[] = Object.keys(GOAL).map((goal) =>
  Object.keys(FIT[goal as keyof typeof GOAL]).map((name) => TEMPLATE[name as TemplateName]),
);

/** Thousandths, GOAL * TEMPLATE_COUNT + TEMPLATE; 0 = it does not serve that goal. */
const fits = new Uint16Array(GOAL_COUNT * TEMPLATE_COUNT);
for (const [goal, row] of Object.entries(FIT)) {
  const first = GOAL[goal as keyof typeof GOAL] * TEMPLATE_COUNT;
  for (const [name, fit] of Object.entries(row)) fits[first + TEMPLATE[name as TemplateName]] = fit;
}

type Spans = Readonly<Partial<Record<keyof typeof TEMPLATE_INPUT | keyof typeof TRAIT, Span>>>;

/**
 * Factors of a template, thousandths, where an input or trait is 0 and where it is 1000; straight in between. A factor
 * of 0 rules the template out.
 */
const SPANS: Readonly<Record<TemplateName, Spans>> = {
  none: {},
  probe: {
    ...{ foreign: [0, 1000], force: [1200, 800], danger: [700, 1200], nearness: [400, 1100] },
    ...{ risk: [1200, 800], patience: [900, 1100] },
  },
  interdict: {
    ...{ foreign: [0, 1000], traffic: [300, 1300], force: [600, 1100], danger: [1000, 700] },
    ...{ nearness: [300, 1100], setbacks: [1000, 600], economy: [900, 1100] },
  },
  converge: {
    ...{ foreign: [0, 1000], squads: [500, 1000], force: [300, 1200], nearness: [300, 1100] },
    ...{ spread: [1000, 700], value: [800, 1200], contested: [900, 1100], thirdParty: [1100, 800] },
    ...{ setbacks: [1000, 400], share: [900, 1200], time: [500, 1000] },
    ...{ coordination: [700, 1300], aggression: [850, 1150] },
  },
  raid: {
    ...{ foreign: [0, 1000], force: [500, 1100], nearness: [300, 1100], activity: [1200, 800] },
    ...{ danger: [1100, 700], traffic: [1000, 1200], setbacks: [1000, 500] },
    ...{ mobility: [800, 1200], coordination: [1100, 900] },
  },
  distributedRaids: {
    ...{ foreign: [0, 1000], targets: [0, 1000], squads: [400, 1000], force: [600, 1000] },
    ...{ nearness: [400, 1100], spread: [900, 1200], danger: [1100, 800], setbacks: [1000, 600] },
    ...{ mobility: [800, 1200], coordination: [800, 1200] },
  },
  fortify: {
    ...{ foreign: [1000, 0], danger: [800, 1200], contested: [900, 1100], value: [800, 1200] },
    ...{ nearness: [300, 1100], squads: [700, 1000], defence: [800, 1200], mobility: [1100, 900] },
  },
  escort: {
    ...{ convoy: [0, 1000], danger: [900, 1200], nearness: [400, 1000], economy: [800, 1200] },
  },
  relocate: { squads: [600, 1000], nearness: [400, 1000], mobility: [800, 1200] },
  blockade: {
    ...{ foreign: [0, 1000], traffic: [400, 1300], force: [200, 1200], value: [900, 1100] },
    ...{ squads: [400, 1000], nearness: [300, 1100], setbacks: [1000, 400], time: [600, 1000] },
    ...{ patience: [800, 1200], aggression: [850, 1150] },
  },
  feint: {
    ...{ foreign: [0, 1000], squads: [300, 1000], force: [600, 1000], danger: [400, 1200] },
    ...{ activity: [800, 1200], nearness: [300, 1100], setbacks: [1000, 800], time: [500, 1000] },
    ...{ coordination: [800, 1200], aggression: [850, 1150] },
  },
  parley: { diplomacy: [800, 1200] },
};

/** What a faction that dares minds less than others: where it is weak, in danger, disturbed or was beaten before. */
const DARED = ['force', 'danger', 'thirdParty', 'setbacks'] as const;
const dared: readonly number[] = DARED.map((name) => TEMPLATE_INPUT[name]);

/** Both ends of each span, (template * COUNT + which) * 2; 1000 and 1000 where it does not matter. */
const inputSpans = spans(TEMPLATE_INPUT_COUNT, TEMPLATE_INPUT);
const traitSpans = spans(TRAIT_COUNT, TRAIT);

/** How well a template serves a GOAL of a faction, 1/65,536; 0 = not at all. Its inputs begin at `at`. */
export function scoreTemplate(
  ai: Rules['ai'],
  faction: number,
  goal: number,
  template: number,
  inputs: Uint16Array,
  at: number,
): number {
  const taste = ai.templateTaste[faction * TEMPLATE_COUNT + template];
  let score = Math.floor((SCORE_ONE * fits[goal * TEMPLATE_COUNT + template] * taste) / 1_000_000);
  for (let input = 0; input < TEMPLATE_INPUT_COUNT; input++) {
    score = Math.floor((score * inputFactor(ai, faction, template, input, inputs[at + input])) / 1000);
  }
  for (let trait = 0; trait < TRAIT_COUNT; trait++) {
    score = Math.floor((score * traitFactor(ai, faction, template, trait)) / 1000);
  }
  return Math.min(SCORE_MAX, score);
}

/** How well a template is made for a GOAL, thousandths; 0 = not at all. */
export function templateFit(goal: number, template: number): number {
  return fits[goal * TEMPLATE_COUNT + template];
}

/** What an input makes of the score of a template, thousandths; 1000 = it does not matter. */
export function inputFactor(
  ai: Rules['ai'],
  faction: number,
  template: number,
  input: number,
  value: number,
): number {
  const factor = between(inputSpans, (template * TEMPLATE_INPUT_COUNT + input) * 2, value);
  if (factor >= 1000 || !dared.includes(input)) return factor;
  // Of what speaks against it, the most daring mind half, and the most timid half as much again.
  const risk = ai.trait[faction * TRAIT_COUNT + TRAIT.risk];
  return Math.max(0, 1000 - Math.floor(((1000 - factor) * (1500 - risk)) / 1000));
}

/** What a trait of a faction makes of the score of a template, thousandths; 1000 = it does not matter. */
export function traitFactor(ai: Rules['ai'], faction: number, template: number, trait: number): number {
  const value = ai.trait[faction * TRAIT_COUNT + trait];
  return between(traitSpans, (template * TRAIT_COUNT + trait) * 2, value);
}

function between(ends: Uint16Array, at: number, value: number): number {
  return ends[at] + Math.trunc(((ends[at + 1] - ends[at]) * value) / 1000);
}

function spans(count: number, numbers: Readonly<Record<string, number>>): Uint16Array {
  const ends = new Uint16Array(TEMPLATE_COUNT * count * 2).fill(1000);
  for (const [template, row] of Object.entries(SPANS)) {
    for (const [name, span] of Object.entries(row)) {
      // The same table holds spans of inputs and of traits.
      if (!(name in numbers)) continue;
      ends.set(span, (TEMPLATE[template as TemplateName] * count + numbers[name]) * 2);
    }
  }
  return ends;
}
