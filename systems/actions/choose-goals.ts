import { CONSIDERATION, CONSIDERATION_COUNT, GOAL, LAYER } from '../../components/ai-rules.ts';
import type { World } from '../../components/world.ts';
import { isDiplomatic } from '../../src/ai/goals.ts';
import { SCORE_ONE } from '../../src/ai/score.ts';
import { chooseStrategy, type Situation } from '../../src/ai/strategies.ts';
import { GOALS_EACH, SIDE_COUNT } from '../../src/limits.ts';
import { share } from './considerations.ts';
import { meanInput } from './options.ts';
import { ranked, rankedScore, rankOptions } from './rank-options.ts';
import { takeUpGoals } from './take-up-goals.ts';
import { nextDecision } from './trace.ts';
import { CHOICE, traceChoice } from './trace-choice.ts';

/** What is not worth more than this is left undone; a pact is not broken for want of something better. */
const SCORE_LEAST = SCORE_ONE / 64;
const BETRAYAL_LEAST = SCORE_ONE / 4;

/** By place in `ranked`, and the rows of those chosen, the best first. */
const choices = new Uint8Array(ranked.length);
const chosen = new Uint16Array(GOALS_EACH);

const situation: Situation = { danger: 0, land: 0, weariness: 0, traffic: 0, force: 0 };

/** Ends a faction's strategic decision: it knows what it is about, and what it is out for, from this tick on. */
export function chooseGoals(world: World, faction: number): void {
  const { mind, rules } = world;
  look(world, faction);
  mind.strategy[faction] = chooseStrategy(rules.ai, faction, mind.strategy[faction], situation);
  const decision = nextDecision(world, faction, LAYER.strategic);
  const count = rankOptions(world, faction, mind.strategy[faction], decision);
  let goals = 0;
  for (let i = 0; i < count; i++) {
    choices[i] = CHOICE.none;
    const row = ranked[i];
    if (rankedScore(i) < leastFor(world.candidate.goal[row])) continue;
    if (isVetoed(world, row, goals)) choices[i] = CHOICE.vetoed;
    else if (goals < GOALS_EACH) {
      choices[i] = CHOICE.chosen;
      chosen[goals++] = row;
    }
  }
  traceChoice(world, faction, decision, count, choices);
  takeUpGoals(world, faction, decision, chosen, goals);
}

/** How the faction stands, by its options and its land. */
function look(world: World, faction: number): void {
  const { graph, mind, side } = world;
  situation.danger = meanInput(world, faction, GOAL.hold, CONSIDERATION.danger);
  situation.land = share(side.land[faction] * (SIDE_COUNT - 1), 2 * graph.districtCount);
  situation.weariness = mind.weariness[faction];
  situation.traffic = meanInput(world, faction, GOAL.protect, CONSIDERATION.traffic);
  situation.force = meanInput(world, faction, GOAL.raid, CONSIDERATION.force);
}

function leastFor(goal: number): number {
  return goal === GOAL.betray ? BETRAYAL_LEAST : SCORE_LEAST;
}

/** Whether something stands against an option: it failed there too often of late, or it goes ill with a better one. */
function isVetoed(world: World, row: number, goals: number): boolean {
  const { candidate, candidateInput } = world;
  const failures = candidateInput.input[row * CONSIDERATION_COUNT + CONSIDERATION.failures];
  if (failures === 1000) return true;
  for (let i = 0; i < goals; i++) {
    const isOfOneKind = candidate.goal[chosen[i]] === candidate.goal[row];
    if (isOfOneKind && (isDiplomatic(candidate.goal[row]) || candidate.goal[row] === GOAL.relocate))
      return true;
    if (isDiplomatic(candidate.goal[row]) || isDiplomatic(candidate.goal[chosen[i]])) continue;
    const district = candidate.district[row];
    const taken = candidate.district[chosen[i]];
    if (district === taken) return true;
    // Of one owner: two of its districts side by side are one front. What belongs to nobody is no part of it.
    const isOneFront = isOfOneKind && candidate.faction[row] === candidate.faction[chosen[i]];
    if (isOneFront && areNeighbors(world, district, taken)) return true;
  }
  return false;
}

function areNeighbors(world: World, district: number, other: number): boolean {
  const { graph } = world;
  const end = graph.neighborStart[district + 1];
  for (let i = graph.neighborStart[district]; i < end; i++)
    if (graph.neighborDistrict[i] === other) return true;
  return false;
}
