import { MIND_PHASE } from '../../components/ai.ts';
import { LAYER, TEMPLATE, THREAT } from '../../components/ai-rules.ts';
import type { World } from '../../components/world.ts';
import { REFLEX_INPUT } from '../../src/ai/reflex.ts';
import { TEMPLATES } from '../../src/ai/templates.ts';
import { OPERATIONS_EACH, SQUADS_EACH } from '../../src/limits.ts';
import { counterTarget, TARGET_LOOKS_MAX } from './counter-target.ts';
import { findHelp, help } from './find-help.ts';
import { lookAtOperations, lookAtPlace } from './look-at-place.ts';
import { lookAtSubject } from './look-at-subject.ts';
import { seen } from './reflex-seen.ts';
import { spend } from './spend.ts';

/** Most work units that one threat takes: squads twice, operations, the place itself, and where to strike back. */
export const ANSWER_UNITS_MAX = 2 * SQUADS_EACH + OPERATIONS_EACH + 1 + TARGET_LOOKS_MAX + 1;

const AT = REFLEX_INPUT;

/** Looks at everything that the answer to a threat depends on. Takes ANSWER_UNITS_MAX work units at the most. */
export function lookAtThreat(world: World, faction: number, row: number): void {
  const { graph, rules, threat } = world;
  const { inputs } = seen;
  const kind = threat.kind[row];
  const district = threat.district[row];
  inputs.fill(0);
  seen.target = -1;
  inputs[AT.sinceReview] = sinceReview(world, faction);
  // A faction without land may hear of a broken pact, and that is about no place.
  if (district >= graph.districtCount) return;
  inputs[AT.value] = Math.min(1000, graph.districtValue[district] * 10);
  inputs[AT.squadSize] = rules.ai.squadSize[faction];
  lookAtPlace(world, faction, district);
  lookAtSubject(world, faction, row);
  lookAtOperations(world, faction, row);
  spend(world, LAYER.immediate, SQUADS_EACH);
  findHelp(world, faction, district, TEMPLATES[templateFor(kind)].priority);
  inputs[AT.help] = help.soldiers;
  inputs[AT.coming] = help.coming;
  inputs[AT.near] = nearnessOf(world);
  inputs[AT.spread] = help.squadsInAll === 0 ? 1000 : Math.floor((help.answering * 1000) / help.squadsInAll);
  // What nobody strikes back for needs no target.
  const isCause = kind === THREAT.contested || kind === THREAT.fortHit || kind === THREAT.convoyLost;
  if (isCause) seen.target = counterTarget(world, faction, district, threat.faction[row]);
  inputs[AT.hasTarget] = seen.target >= 0 ? 1 : 0;
}

/** The template whose priority says which operations have to give squads for an answer. */
function templateFor(kind: number): number {
  if (kind === THREAT.lost || kind === THREAT.fortLost) return TEMPLATE.converge;
  if (kind === THREAT.convoyHit) return TEMPLATE.escort;
  return kind === THREAT.convoyLost ? TEMPLATE.raid : TEMPLATE.fortify;
}

/** 1000 for a squad that is there, 0 at the end of its reach. */
function nearnessOf(world: World): number {
  const { reachUnits } = world.rules.ai;
  if (help.count === 0) return 0;
  return 1000 - Math.floor((1000 * help.units[0]) / (reachUnits + 1));
}

function sinceReview({ ledger, mind, rules }: World, faction: number): number {
  const left = mind.strategicTick[faction] - ledger.tick[0];
  if (mind.phase[faction] !== MIND_PHASE.idle || left <= 0) return 0;
  const { strategicTicks } = rules.ai;
  return Math.max(0, Math.floor(((strategicTicks - left) * 1000) / strategicTicks));
}
