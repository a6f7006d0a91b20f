import { decimal, section, wholeNumber } from './knob.ts';
import { GOAL_EFFECTS, type GoalName, STRATEGY_EFFECTS, STRATEGY_RANKS } from './persona-words.ts';

type StrategyName = keyof typeof STRATEGY_RANKS;

function ranks(strategy: StrategyName) {
  const rank = (goal: GoalName) =>
    decimal({
      unit: 'times',
      min: 0,
      max: 3,
      default: STRATEGY_RANKS[strategy][goal],
      effect: `Rank of goals ${GOAL_EFFECTS[goal]} while ${STRATEGY_EFFECTS[strategy]}.`,
    });
  const goals = Object.keys(GOAL_EFFECTS) as GoalName[];
  const shape = Object.fromEntries(goals.map((goal) => [goal, rank(goal)]));
  return section(
    `Ranks of goals while ${STRATEGY_EFFECTS[strategy]}.`,
    shape as Record<GoalName, ReturnType<typeof rank>>,
  );
}

/** Section `minds` of factions.yaml. */
export const minds = section('At what pace all minds work, and within which bounds.', {
  workUnitsPerTick: wholeNumber({
    unit: 'units/tick',
    min: 250,
    max: 1_000_000,
    default: 2000,
    effect:
      'Work that all minds together may do in a tick: a unit for each number weighed or district looked at. The rest ' +
      'waits for the next tick; threats come first, then operations, then strategy.',
  }),
  strategicSeconds: wholeNumber({
    unit: 'seconds',
    min: 10,
    max: 3600,
    default: 300,
    effect: 'Time between two strategic decisions of a faction, in which it chooses its goals.',
  }),
  tacticalSeconds: wholeNumber({
    unit: 'seconds',
    min: 5,
    max: 3600,
    default: 60,
    effect: 'Time between two tactical decisions of a faction, in which it turns goals into operations.',
  }),
  decisionDelaySeconds: decimal({
    unit: 'seconds',
    min: 0,
    max: 60,
    default: 1,
    effect: 'Time from the beginning of a strategic decision until it takes effect.',
  }),
  goalMinutes: decimal({
    unit: 'minutes',
    min: 1,
    max: 1440,
    default: 20,
    effect: 'How long a goal is pursued at the most.',
  }),
  cooldownMinutes: decimal({
    unit: 'minutes',
    min: 0,
    max: 1440,
    default: 10,
    effect: 'How long a target is left alone after three failures, and how long a failure is remembered.',
  }),
  pactMinutes: decimal({
    unit: 'minutes',
    min: 1,
    max: 1440,
    default: 20,
    effect: 'How long a pact between two factions lasts.',
  }),
  soldiersPercent: wholeNumber({
    unit: '%',
    min: 0,
    max: 100,
    default: 70,
    effect: 'Part of the patrols of a faction that may serve in squads; the others guard its own land.',
  }),
  reachMeters: wholeNumber({
    unit: 'meters',
    min: 500,
    max: 100_000,
    default: 8_000,
    effect: 'How far from its home a faction looks for goals; the consideration nearness is 0 there.',
  }),
  inertiaPercent: wholeNumber({
    unit: '%',
    min: 0,
    max: 100,
    default: 30,
    effect: 'What a goal gains that is pursued already, so that minds do not waver.',
  }),
  strategies: section('How much goals count, by what a faction is about as a whole.', {
    consolidate: ranks('consolidate'),
    defend: ranks('defend'),
    expand: ranks('expand'),
    attack: ranks('attack'),
    trade: ranks('trade'),
  }),
});
