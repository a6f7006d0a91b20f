import { LAYER, TRAIT, TRAIT_COUNT } from '../../components/ai-rules.ts';
import { OPTION_FLAG } from '../../components/chronicle.ts';
import type { World } from '../../components/world.ts';
import { isDiplomatic } from '../../src/ai/goals.ts';
import { TEMPLATE_INPUT, TEMPLATE_INPUT_COUNT } from '../../src/ai/template-fit.ts';
import { PURPOSE, randomBelow } from '../../src/maths/random.ts';
import { options } from './template-options.ts';
import { traceDecision, traceInputs, traceOption } from './trace.ts';

/** How many options of a decision history is told. */
const TRACED_MAX = 6;

const NOWHERE = -1;

/**
 * The option to take, -1 = none, or better to wait. Those within 1 % of the best possible one are as good as it, and
 * chance decides. One that lacks squads is waited for if it is much better: the more patient the faction is, and the
 * more time is left, the sooner.
 */
export function pickOption(world: World, faction: number, decision: number): number {
  const { inputs, isPossible, order, score } = options;
  rankOptions();
  let best = 0;
  for (let i = 0; i < options.count; i++) if (isPossible[i] === 1) best = Math.max(best, score[i]);
  const patience = world.rules.ai.trait[faction * TRAIT_COUNT + TRAIT.patience];
  const time = inputs[TEMPLATE_INPUT.time];
  if (best === 0 || best * 2_000_000 < score[order[0]] * patience * time) return -1;
  let tied = 0;
  for (let i = 0; i < options.count; i++) if (isTied(i, best)) tied++;
  let left = randomBelow(world.ledger.seed[0], faction, decision, PURPOSE.templateTie, tied);
  let picked = -1;
  for (let i = 0; i < options.count && left >= 0; i++) {
    if (!isTied(i, best)) continue;
    picked = i;
    left--;
  }
  return picked;
}

/** Tells history what was decided: `picked` of the options, -1 none, for a GOAL about `district` and `other`. */
export function traceOptions(
  world: World,
  faction: number,
  decision: number,
  goal: number,
  other: number,
  picked: number,
): void {
  const { district, inputs, isPossible, order, score, template } = options;
  const { tactical } = LAYER;
  const shown = picked < 0 ? order[0] : picked;
  const chosen = picked < 0 ? 0 : template[picked];
  const { count } = options;
  const isWord = isDiplomatic(goal);
  const place = isWord ? NOWHERE : district[shown];
  traceDecision(world, faction, tactical, decision, chosen, place, count, goal, score[shown]);
  for (let rank = 0; rank < Math.min(count, TRACED_MAX); rank++) {
    const i = order[rank];
    const flags = i === picked ? OPTION_FLAG.chosen : isPossible[i] === 0 ? OPTION_FLAG.vetoed : 0;
    const about = isWord ? NOWHERE : district[i];
    traceOption(world, faction, tactical, decision, rank, template[i], about, other, flags, score[i]);
    traceInputs(world, faction, decision, rank, inputs, i * TEMPLATE_INPUT_COUNT);
  }
}

function isTied(i: number, best: number): boolean {
  return options.isPossible[i] === 1 && options.score[i] * 100 >= best * 99;
}

/** The best first, equals as they were added. */
function rankOptions(): void {
  const { order, score } = options;
  for (let i = 0; i < options.count; i++) {
    let place = i;
    for (; place > 0 && score[order[place - 1]] < score[i]; place--) order[place] = order[place - 1];
    order[place] = i;
  }
}
