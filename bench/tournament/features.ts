import { TEMPLATE_COUNT, TEMPLATE_NAMES } from '../../components/ai-rules.ts';
import { TICKS_PER_SECOND } from '../../src/maths/fixed-point.ts';
import { attacksOf, type Behavior } from './behavior-watch.ts';

/** What the classifier knows of a faction in a game: what it did, in numbers that can be compared. */
export const FEATURE_NAMES: readonly string[] = [
  ...TEMPLATE_NAMES.slice(1).map((name) => `share of ${name}`),
  'attacks an hour',
  'share of attacks on corporations',
  'value of targets',
  'stay, s',
  'arrival spread, s',
  'relocations an hour',
  'soldiers in a squad',
  'squads in an operation',
  'pacts an hour',
];

/** The features of a faction, in the order of their names. */
export function featuresOf(behavior: Behavior, faction: number, hours: number): number[] {
  const { soldiers, squads, templates } = behavior;
  const operations = Math.max(
    1,
    templates.reduce((sum, count) => sum + count, 0),
  );
  const { all, corporate } = attacksOf(behavior, faction);
  return [
    ...Array.from({ length: TEMPLATE_COUNT - 1 }, (_, i) => templates[i + 1] / operations),
    all / hours,
    corporate / Math.max(1, all),
    behavior.targetValue / Math.max(1, all),
    median(behavior.stays) / TICKS_PER_SECOND,
    median(behavior.arrivalSpreads) / TICKS_PER_SECOND,
    behavior.relocations / hours,
    soldiers / Math.max(1, squads),
    squads / operations,
    behavior.pacts / hours,
  ];
}

/** The middle of numbers, the lower one of two; 0 of none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  return values.toSorted((a, b) => a - b)[(values.length - 1) >> 1];
}
