import { CONSIDERATION_COUNT, GOAL } from '../../components/ai-rules.ts';
import type { World } from '../../components/world.ts';
import { GOAL_CONSIDERATIONS, isDiplomatic } from '../../src/ai/goals.ts';
import { scoreByRules } from '../../src/ai/rule-brain.ts';
import { fitFrom, hopelessProduct, PRODUCT_ONE, partOf } from '../../src/ai/score.ts';
import { CANDIDATES_EACH } from '../../src/limits.ts';
import { considerFaction } from './consider-faction.ts';
import { consider } from './considerations.ts';
import { placesOf, runningGoal } from './options.ts';
import type { Outlook } from './outlook.ts';

/** The best options of a strategic decision at work, kept with what they were weighed by. */

/** What is pursued already stays among the options, however it fares: it is weighed against the others at the end. */
const RUNNING_SCORE = 0x7fff_ffff;

/** What was found so far of the district, or of the faction, that is weighed now; `known` says what, as bits. */
const found = new Uint16Array(CONSIDERATION_COUNT);
let known = 0;

/** A district, or a faction, is to be weighed. What is found of it serves all goals that it is considered for. */
export function beginWeighing(): void {
  known = 0;
}

/** Considerations that were evaluated since then. */
export function evaluations(): number {
  let count = 0;
  for (let bits = known; bits !== 0; bits &= bits - 1) count++;
  return count;
}

/** Weighs an option as things are, and keeps it if it is among the best of its places. */
export function offer(world: World, from: Outlook, goal: number, district: number, other: number): void {
  const { candidate, mind } = world;
  const { faction } = from;
  mind.weighed[faction]++;
  const row = worstOf(world, placesOf(faction, goal, other));
  const isRunning = runningGoal(world, faction, goal, district, other) >= 0;
  const least = isRunning ? -1 : candidate.score[row];
  const score = weigh(world, from, goal, district, other, least);
  if (score <= least) return;
  candidate.goal[row] = goal;
  candidate.district[row] = district;
  candidate.faction[row] = other;
  candidate.score[row] = isRunning ? RUNNING_SCORE : score;
  const { input } = world.candidateInput;
  const at = row * CONSIDERATION_COUNT;
  for (let i = 0; i < CONSIDERATION_COUNT; i++) {
    input[at + i] = GOAL_CONSIDERATIONS[goal] & (1 << i) ? found[i] : 0;
  }
}

/** The option's fit, or something up to `least` as soon as it can be no better. */
function weigh(
  world: World,
  from: Outlook,
  goal: number,
  district: number,
  other: number,
  least: number,
): number {
  const { ai } = world.rules;
  const { faction } = from;
  const { isByRules } = from;
  const count = from.counts[goal];
  const hopeless = hopelessProduct(least, count);
  let product = PRODUCT_ONE;
  for (let i = 0; i < CONSIDERATION_COUNT; i++) {
    if ((GOAL_CONSIDERATIONS[goal] & (1 << i)) === 0) continue;
    find(world, from, goal, district, other, i);
    if (isByRules) continue;
    product = Math.floor((product * partOf(ai, faction, goal, i, found[i])) / 1000);
    // What comes can only take from it.
    if (product <= hopeless) return least;
  }
  return isByRules ? scoreByRules(goal, found, 0) : fitFrom(product, count);
}

function find(
  world: World,
  from: Outlook,
  goal: number,
  district: number,
  other: number,
  what: number,
): void {
  if (known & (1 << what)) return;
  known |= 1 << what;
  found[what] = isDiplomatic(goal)
    ? considerFaction(world, from.faction, other, what)
    : consider(world, from, district, what);
}

/** A free one of the places from `first` on, or the one with the lowest score. */
function worstOf(world: World, first: number): number {
  const { goal, score } = world.candidate;
  let worst = first;
  for (let row = first; row < first + CANDIDATES_EACH; row++) {
    if (goal[row] === GOAL.none) return row;
    if (score[row] < score[worst]) worst = row;
  }
  return worst;
}
