import { CONSIDERATION_COUNT, GOAL } from '../../components/ai-rules.ts';
import type { World } from '../../components/world.ts';
import { aggressionFactor } from '../../src/ai/factors.ts';
import { scoreByRules, thinksByRules } from '../../src/ai/rule-brain.ts';
import { calmScore } from '../../src/ai/score.ts';
import { CANDIDATE_MAX } from '../../src/limits.ts';
import { PURPOSE, randomBits } from '../../src/maths/random.ts';
import { runningGoal } from './options.ts';

/** Chance counts for one percent of a score: whoever is within that of another may come before it. */
const CHANCE_BITS = 12;
const CHANCE_ONE = 100 << CHANCE_BITS;

/** Rows of the options, the best first, and what they are sorted by. */
export const ranked = new Uint16Array(CANDIDATE_MAX);
const keys = new Float64Array(CANDIDATE_MAX);

/**
 * Scores the options of a faction under a strategy, and sorts their rows into `ranked`, the best first. Returns how
 * many there are.
 */
export function rankOptions(world: World, faction: number, strategy: number, decision: number): number {
  const { candidate } = world;
  const first = faction * CANDIDATE_MAX;
  let count = 0;
  for (let row = first; row < first + CANDIDATE_MAX; row++) {
    if (candidate.goal[row] === GOAL.none) continue;
    insert(count++, row, scoreAndKey(world, faction, strategy, decision, row));
  }
  return count;
}

/** Notes an option's score. Returns its key, which is larger the better it is: a whole number below 2^53. */
function scoreAndKey(world: World, faction: number, strategy: number, decision: number, row: number): number {
  const { candidate, candidateInput, ledger, rules } = world;
  const goal = candidate.goal[row];
  const district = candidate.district[row];
  const other = candidate.faction[row];
  const at = row * CONSIDERATION_COUNT;
  const isByRules = thinksByRules(rules.ai, faction);
  const isRunning = runningGoal(world, faction, goal, district, other) >= 0;
  const calm = isByRules
    ? scoreByRules(goal, candidateInput.input, at)
    : calmScore(rules.ai, faction, strategy, goal, candidateInput.input, at, isRunning);
  const aggression = isByRules ? 1000 : aggressionFactor(rules.ai, faction, goal, other);
  candidate.score[row] = Math.floor((calm * aggression) / 1000);
  // The option draws by what it is, and before aggression counts: that changes nothing about the order of two attacks.
  const bits = randomBits(ledger.seed[0], decision, faction + 8 * goal + 128 * district, PURPOSE.goalTie);
  return calm * (CHANCE_ONE + (bits >>> (32 - CHANCE_BITS))) * aggression;
}

/** Score of an option by its place in `ranked`, chance and all: it never rises from one to the next. */
export function rankedScore(place: number): number {
  return keys[place] / (1000 * CHANCE_ONE);
}

/** Insertion by key, largest first; of equal ones the earlier row. */
function insert(count: number, row: number, key: number): void {
  let at = count;
  for (; at > 0 && keys[at - 1] < key; at--) {
    keys[at] = keys[at - 1];
    ranked[at] = ranked[at - 1];
  }
  keys[at] = key;
  ranked[at] = row;
}
