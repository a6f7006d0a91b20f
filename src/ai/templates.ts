import { TEMPLATE, TEMPLATE_COUNT } from '../../components/ai-rules.ts';

/** What a squad does in a step of an operation. The numbers are in history: never reused. */
export const STEP = {
  /** Gather at home until all are there. */
  muster: 1,
  /** Go to the target; with the others at one time where the faction is one for that. */
  march: 2,
  /** Take point after point until the district is the faction's own. */
  capture: 3,
  /** Stay there. */
  hold: 4,
  /** Attack the convoys that come by. */
  hunt: 5,
  /** Work at the points without staying for the district. */
  harass: 6,
  /** Stand at the points of an own district, and at each that is disturbed. */
  guard: 7,
  /** Go with the convoy. */
  follow: 8,
  /** Go home. */
  withdraw: 9,
  /** From now on this is home. */
  settle: 10,
  /** Speak with the other faction. */
  talk: 11,
} as const;

export const STEP_NAMES = Object.keys(STEP) as readonly (keyof typeof STEP)[];

export interface TemplateStep {
  readonly step: number;
  /** Longest time, in seconds; 0 = the faction's own time to hold a place. The next step begins then. */
  readonly seconds: number;
}

export interface Template {
  readonly template: number;
  readonly steps: readonly TemplateStep[];
  readonly squadsMin: number;
  readonly squadsMax: number;
  /** Part of the soldiers whose loss breaks it off, percent. */
  readonly lossPercent: number;
  /** Threats may take squads from operations of a lower priority. */
  readonly priority: number;
}

const NONE: Template = { template: 0, steps: [], squadsMin: 0, squadsMax: 0, lossPercent: 100, priority: 0 };

/** How operations go, by TEMPLATE. */
export const TEMPLATES: readonly Template[] = byNumber([
  {
    template: TEMPLATE.probe,
    steps: steps('march 1500, harass 60, withdraw 1500'),
    ...{ squadsMin: 1, squadsMax: 1, lossPercent: 30, priority: 1 },
  },
  {
    template: TEMPLATE.interdict,
    steps: steps('march 1500, hunt 240, withdraw 1500'),
    ...{ squadsMin: 1, squadsMax: 2, lossPercent: 50, priority: 2 },
  },
  {
    template: TEMPLATE.converge,
    steps: steps('muster 60, march 1500, capture 900, hold 0'),
    ...{ squadsMin: 2, squadsMax: 4, lossPercent: 60, priority: 4 },
  },
  {
    template: TEMPLATE.raid,
    steps: steps('march 1500, capture 420, withdraw 1500'),
    ...{ squadsMin: 1, squadsMax: 2, lossPercent: 40, priority: 2 },
  },
  {
    template: TEMPLATE.distributedRaids,
    steps: steps('march 1500, capture 420, withdraw 1500'),
    ...{ squadsMin: 2, squadsMax: 4, lossPercent: 40, priority: 2 },
  },
  {
    template: TEMPLATE.fortify,
    steps: steps('march 1500, guard 240'),
    ...{ squadsMin: 1, squadsMax: 3, lossPercent: 70, priority: 3 },
  },
  {
    template: TEMPLATE.escort,
    steps: steps('march 1500, follow 600, withdraw 1500'),
    ...{ squadsMin: 1, squadsMax: 2, lossPercent: 60, priority: 3 },
  },
  {
    template: TEMPLATE.relocate,
    steps: steps('march 1800, settle 10'),
    ...{ squadsMin: 1, squadsMax: 24, lossPercent: 80, priority: 2 },
  },
  {
    template: TEMPLATE.blockade,
    steps: steps('march 1500, capture 600, hunt 300, withdraw 1500'),
    ...{ squadsMin: 2, squadsMax: 4, lossPercent: 50, priority: 3 },
  },
  {
    template: TEMPLATE.feint,
    steps: steps('march 1500, capture 900, hold 0'),
    ...{ squadsMin: 2, squadsMax: 4, lossPercent: 60, priority: 4 },
  },
  {
    template: TEMPLATE.parley,
    steps: steps('talk 10'),
    ...{ squadsMin: 0, squadsMax: 0, lossPercent: 100, priority: 1 },
  },
]);

function steps(words: string): TemplateStep[] {
  return words.split(', ').map((word) => {
    const [name, seconds] = word.split(' ');
    return { step: STEP[name as keyof typeof STEP], seconds: Number(seconds) };
  });
}

function byNumber(templates: readonly Template[]): Template[] {
  const list = Array.from({ length: TEMPLATE_COUNT }, () => NONE);
  for (const template of templates) list[template.template] = template;
  return list;
}
