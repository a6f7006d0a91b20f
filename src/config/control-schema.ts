import { choice, decimal, flag, type Rule, refuse, section, wholeNumber } from './knob.ts';

/** The thresholds of our own rule; each is the default of its knob. */
const STANDARD = {
  contestedOnPoints: 25,
  contestedOnPercent: 35,
  contestedOffPoints: 20,
  hostileOnSeconds: 10,
  hostileOffSeconds: 30,
  capturePoints: 50,
  captureLeadPoints: 20,
  captureHoldSeconds: 10,
  losePoints: 35,
  loseHoldSeconds: 10,
  graceSeconds: 300,
  graceLeadFactor: 2,
  exclusivePoints: 80,
  exclusiveOthersPoints: 20,
};

type Thresholds = typeof STANDARD;
type ThresholdName = keyof Thresholds;

/** Neither of the other rules knows of units, of holding a claim or of a time after a capture. */
const AT_ONCE = {
  hostileOnSeconds: 0,
  hostileOffSeconds: 0,
  captureHoldSeconds: 0,
  loseHoldSeconds: 0,
  graceSeconds: 0,
  graceLeadFactor: 1,
};

const TWO_AT_FORTY: Thresholds = {
  ...STANDARD,
  ...AT_ONCE,
  contestedOnPoints: 40,
  contestedOnPercent: 0,
  contestedOffPoints: 40,
  losePoints: 40,
};

const PRESETS: Readonly<Record<string, Thresholds>> = {
  standard: STANDARD,
  twoAtForty: TWO_AT_FORTY,
  simpleMajority: { ...TWO_AT_FORTY, capturePoints: 50.001, captureLeadPoints: 0, losePoints: 0 },
};

const OTHER_PRESETS = ['twoAtForty', 'simpleMajority'];

/** What a threshold does, with what it is under the presets where that is something else. */
function withPresets(name: ThresholdName, effect: string): string {
  const others = OTHER_PRESETS.filter((preset) => PRESETS[preset][name] !== STANDARD[name]);
  if (others.length === 0) return effect;
  return `${effect} With preset ${others.map((preset) => `${preset} ${PRESETS[preset][name]}`).join(', ')}.`;
}

function knobOf(name: ThresholdName, effect: string) {
  return { default: STANDARD[name], effect: withPresets(name, effect) };
}

const points = (name: ThresholdName, effect: string) =>
  decimal({ unit: 'points', min: 0, max: 100, ...knobOf(name, effect) });

const seconds = (name: ThresholdName, effect: string) =>
  decimal({ unit: 'seconds', min: 0, max: 86_400, ...knobOf(name, effect) });

const thresholds = {
  contestedOnPoints: points(
    'contestedOnPoints',
    'A second faction with so much makes a territory contested.',
  ),
  contestedOnPercent: wholeNumber({
    unit: '% of the strongest',
    min: 0,
    max: 100,
    ...knobOf(
      'contestedOnPercent',
      'Least part of what the strongest has that the second must have for a contest.',
    ),
  }),
  contestedOffPoints: points(
    'contestedOffPoints',
    'A contest is over when the second has less; below contestedOnPoints, or it flickers.',
  ),
  hostileOnSeconds: seconds(
    'hostileOnSeconds',
    'Units of two factions at a point make it contested for so long after they were last seen together.',
  ),
  hostileOffSeconds: seconds(
    'hostileOffSeconds',
    'A contest lasts until units of two factions were not seen together for so long; at least hostileOnSeconds.',
  ),
  capturePoints: points('capturePoints', 'A faction needs so much to take a territory.'),
  captureLeadPoints: points(
    'captureLeadPoints',
    'Lead over every other that it needs besides; from this lead on a territory is called dominant.',
  ),
  captureHoldSeconds: seconds('captureHoldSeconds', 'How long its claim must be good without a break.'),
  losePoints: points('losePoints', 'An owner with less loses the territory to nobody; below capturePoints.'),
  loseHoldSeconds: seconds(
    'loseHoldSeconds',
    'How long an owner must have less than losePoints without a break.',
  ),
  graceSeconds: seconds('graceSeconds', 'How long after a capture it takes a larger lead to take it back.'),
  graceLeadFactor: wholeNumber({
    unit: 'times',
    min: 1,
    max: 10,
    ...knobOf('graceLeadFactor', 'How much larger the lead must be within graceSeconds.'),
  }),
  exclusivePoints: points('exclusivePoints', 'Who has so much holds a territory exclusively.'),
  exclusiveOthersPoints: points(
    'exclusiveOthersPoints',
    'Every other must have less than this for that; below exclusivePoints.',
  ),
};

const names = Object.keys(STANDARD) as ThresholdName[];

type Values = Thresholds & { preset: string };

/** A threshold that a preset overrules would do nothing, and nobody would be told. */
function presetRulesAlone(values: Values, context: Parameters<Rule<unknown>>[1]): void {
  const preset = PRESETS[values.preset];
  for (const name of names) {
    if (values[name] === STANDARD[name] || values[name] === preset[name]) continue;
    const allowed = `${preset[name]} with preset ${values.preset}; the thresholds count with preset: custom`;
    refuse(context, [name], values[name], allowed);
  }
}

function thresholdsFit(values: Values, context: Parameters<Rule<unknown>>[1]): void {
  const below = (name: ThresholdName, limit: ThresholdName, reason: string) => {
    if (values[name] < values[limit]) return;
    refuse(context, [name], values[name], `less than ${limit} (${values[limit]}), ${reason}`);
  };
  below('contestedOffPoints', 'contestedOnPoints', 'or a contest would begin and end at the same share');
  below('losePoints', 'capturePoints', 'or a territory would be lost as soon as it is taken');
  below('exclusiveOthersPoints', 'exclusivePoints', 'or two could hold a territory exclusively');
  if (values.hostileOffSeconds < values.hostileOnSeconds) {
    const allowed = `at least hostileOnSeconds (${values.hostileOnSeconds}), or a contest would end while it begins`;
    refuse(context, ['hostileOffSeconds'], values.hostileOffSeconds, allowed);
  }
  const lead = values.captureLeadPoints * values.graceLeadFactor;
  if (lead > 100) {
    const allowed = `100 at the most times captureLeadPoints (${values.captureLeadPoints}), or nobody could take it back`;
    refuse(context, ['graceLeadFactor'], values.graceLeadFactor, allowed);
  }
}

/** Section `territory.control`. Read, it has the thresholds in force: with a preset, the preset's. */
export const control = section(
  'When a territory is contested and when it changes hands.',
  {
    preset: choice(['standard', 'twoAtForty', 'simpleMajority', 'custom'], {
      default: 'standard',
      effect:
        'Which rule decides: our own, two factions at 40 points make a contest, more than half takes all, or the thresholds below.',
    }),
    ...thresholds,
    hubImmune: flag({
      default: true,
      effect: "Whether a faction's hub district cannot be taken; without land it could never come back.",
    }),
  },
  (values, context) => {
    if (values.preset === 'custom') thresholdsFit(values, context);
    else presetRulesAlone(values, context);
  },
).overwrite((values) => ({ ...values, ...PRESETS[values.preset] }));
